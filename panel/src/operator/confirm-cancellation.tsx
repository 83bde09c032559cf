import { Alert, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { formatLastDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { CancelledService } from './cancelled-service.tsx';
import { useConfirmCancellation } from './use-cancellations.ts';
import { useTenants } from './use-tenants.ts';

const SERVICES = ['extended-retention', 'push'] as const;

/** Confirms the receipt, after showing with which day the service ends. */
export function ConfirmCancellation({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<Icon name="check" />} onClick={dialog.open}>
        {t('operator.cancellations.confirm')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('operator.cancellations.confirmTitle')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <ConfirmForm cancellation={cancellation} onClose={dialog.close} />
      </Modal>
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
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('operator.cancellations.cancel')}
        </Button>
        <Button disabled={!complete} loading={confirm.isPending} onClick={send}>
          {t('operator.cancellations.confirm')}
        </Button>
      </Group>
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
      onChange={(event) => onChange(SERVICES.find((service) => service === event.currentTarget.value) ?? null)}
      data={[
        { value: '', label: t('operator.cancellations.choose') },
        ...SERVICES.map((service) => ({ value: service, label: t(`services.names.${service}`) })),
      ]}
    />
  );
}
