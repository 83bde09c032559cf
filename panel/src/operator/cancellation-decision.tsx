import { Alert, Button, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useConfirmCancellation, useRejectCancellation, useTenants } from './use-operator.ts';
import { useForm } from '../ui/use-form.ts';

const CANCELLABLE_SERVICES = ['extended-retention', 'push'] as const;

/** Confirms receipt of a cancellation; the dialog shows the day on which the service ends. */
export function ConfirmCancellation({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<Icon name="check" />} onClick={dialog.open}>
        {t('operator.cancellations.confirm')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('operator.cancellations.confirmTitle')}>
        <ConfirmForm cancellation={cancellation} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

function ConfirmForm({ cancellation, onClose }: { cancellation: Cancellation; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const notices = useNotices();
  const [tenantId, setTenantId] = useState(cancellation.tenant?.id ?? '');
  const [service, setService] = useState<Cancellation['service']>(cancellation.service);
  const confirm = useConfirmCancellation(({ serviceEndsAt }) => {
    if (serviceEndsAt !== null) {
      notices.done(t('operator.cancellations.confirmed', { date: formatLastDay(serviceEndsAt, language) }));
    }
    onClose();
  });
  const complete = tenantId !== '' && service !== null;
  const send = () => {
    if (service !== null) confirm.mutate({ params: { path: { id: cancellation.id } }, body: { tenantId, service } });
  };
  return (
    <Stack>
      <CancelledService cancellation={cancellation} />
      <SenderWarning authenticity={cancellation.authenticity} />
      {cancellation.tenant === null && <TenantChoice value={tenantId} onChange={setTenantId} />}
      {cancellation.service === null && <ServiceChoice value={service} onChange={setService} />}
      <EndOfService endsAt={cancellation.endsAtIfConfirmedNow} />
      <RequestFailed error={confirm.error} />
      <FormButtons
        onCancel={onClose}
        submit={t('operator.cancellations.confirm')}
        pending={confirm.isPending}
        onSubmit={send}
        disabled={!complete}
      />
    </Stack>
  );
}

function EndOfService({ endsAt }: { endsAt: string | null }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (endsAt === null) return <Text size="sm">{t('operator.cancellations.endUnknown')}</Text>;
  return (
    <div>
      <Text fw={600}>{t('operator.cancellations.endsOn', { date: formatLastDay(endsAt, language) })}</Text>
      <Text size="sm">{t('operator.cancellations.receipt')}</Text>
    </div>
  );
}

function SenderWarning({ authenticity }: Pick<Cancellation, 'authenticity'>) {
  const { t } = useTranslation();
  if (authenticity === 'verified') return null;
  const forged = authenticity === 'forged';
  return (
    <Alert color={forged ? 'off' : 'amber'} icon={<Icon name="warning" />}>
      {t(forged ? 'operator.cancellations.forgedWarning' : 'operator.cancellations.unverifiedWarning')}
    </Alert>
  );
}

function TenantChoice({ value, onChange }: { value: string; onChange: (tenantId: string) => void }) {
  const { t } = useTranslation();
  const tenants = useTenants();
  const named = (tenants.data?.tenants ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <NativeSelect
      label={t('operator.cancellations.tenant')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: t('operator.cancellations.choose') }, ...named]}
    />
  );
}

interface ServiceChoiceProps {
  value: Cancellation['service'];
  onChange: (service: Cancellation['service']) => void;
}

function ServiceChoice({ value, onChange }: ServiceChoiceProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('operator.cancellations.service')}
      value={value ?? ''}
      onChange={(event) =>
        onChange(CANCELLABLE_SERVICES.find((service) => service === event.currentTarget.value) ?? null)
      }
      data={[
        { value: '', label: t('operator.cancellations.choose') },
        ...CANCELLABLE_SERVICES.map((service) => ({ value: service, label: t(`services.names.${service}`) })),
      ]}
    />
  );
}

/** Limit of the API. */
const MAX_NOTE_CHARS = 1000;

/** Rejects a cancellation with a reason. */
export function RejectCancellation({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="light" color="off" leftSection={<Icon name="close" />} onClick={dialog.open}>
        {t('operator.cancellations.reject')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('operator.cancellations.rejectTitle')}>
        <RejectForm cancellation={cancellation} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

function RejectForm({ cancellation, onClose }: { cancellation: Cancellation; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const reject = useRejectCancellation(() => {
    notices.done(t('operator.cancellations.rejected'));
    onClose();
  });
  const form = useForm({
    initialValues: { note: '' },
    validate: { note: (note) => (note.trim() === '' ? t('operator.cancellations.noteRequired') : null) },
  });
  const submit = form.onSubmit(({ note }) =>
    reject.mutate({ params: { path: { id: cancellation.id } }, body: { note: note.trim() } }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <CancelledService cancellation={cancellation} />
        <Text size="sm">{t('operator.cancellations.rejectEffect')}</Text>
        <Textarea
          data-autofocus
          required
          autosize
          minRows={3}
          maxLength={MAX_NOTE_CHARS}
          label={t('operator.cancellations.note')}
          {...form.getInputProps('note')}
        />
        <RequestFailed error={reject.error} />
        <FormButtons
          onCancel={onClose}
          submit={t('operator.cancellations.reject')}
          pending={reject.isPending}
          color="off"
        />
      </Stack>
    </form>
  );
}

/** The customer, the service and the sender of the cancellation in a dialog, as far as they are known. */
function CancelledService({ cancellation: { tenant, service, sender } }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fw={600}>{tenant?.name ?? t('operator.cancellations.unknownTenant')}</Text>
      <Text size="sm">
        {service === null ? t('operator.cancellations.unknownService') : t(`services.names.${service}`)}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('operator.cancellations.from', { sender })}
      </Text>
    </div>
  );
}
