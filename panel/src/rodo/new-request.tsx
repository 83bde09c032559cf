import { Button, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { warsawDay } from '../format/warsaw-time.ts';
import { DateInput } from '../ui/date-input.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useDesk } from './desk.ts';
import { useOpenRequest } from './use-rodo.ts';
import { useForm } from '../ui/use-form.ts';

const KINDS = ['access', 'erasure'] as const;
/** Limits of the API. */
const MAX_NUMBER_CHARS = 64;
const MAX_NOTE_CHARS = 500;

/** Opens the form of a new request. */
export function NewRequestButton({ tenants }: TenantChoice) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
        {t('rodo.form.button')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('rodo.form.title')}>
        <NewRequestForm tenants={tenants} onClose={dialog.close} />
      </Dialog>
    </>
  );
}

interface TenantChoice {
  /** For the operator: whose request it can be. */
  tenants?: readonly { id: string; name: string }[] | undefined;
}

interface Values {
  tenantId: string;
  kind: (typeof KINDS)[number];
  number: string;
  note: string;
  receivedOn: string | null;
}

function NewRequestForm({ tenants, onClose }: TenantChoice & { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const navigate = useNavigate();
  const today = warsawDay(new Date());
  const desk = useDesk();
  const open = useOpenRequest(({ id }) => {
    notices.done(t('rodo.form.done'));
    onClose();
    void navigate({ to: `${desk.pages}/$id`, params: { id } });
  });
  const form = useForm<Values>({
    initialValues: { tenantId: '', kind: 'access', number: '', note: '', receivedOn: today },
    validate: {
      tenantId: (id) => (tenants !== undefined && id === '' ? t('rodo.form.tenantRequired') : null),
      number: (number) => (number.trim() === '' ? t('rodo.form.numberRequired') : null),
    },
  });
  const submit = form.onSubmit(({ tenantId, ...values }) =>
    open.mutate({
      body: { ...values, number: values.number.trim(), ...(tenants === undefined ? {} : { tenantId }) },
    }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('rodo.form.kind')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-label={t('rodo.form.kind')}
            data={KINDS.map((value) => ({ value, label: t(`rodo.form.kinds.${value}`) }))}
            {...form.getInputProps('kind')}
          />
        </div>
        {tenants !== undefined && (
          <NativeSelect
            required
            label={t('rodo.form.tenant')}
            data={[{ value: '', label: '' }, ...tenants.map(({ id, name }) => ({ value: id, label: name }))]}
            {...form.getInputProps('tenantId')}
          />
        )}
        <TextInput
          data-autofocus
          required
          inputMode="tel"
          autoComplete="off"
          maxLength={MAX_NUMBER_CHARS}
          label={t('rodo.form.number')}
          description={t('rodo.form.numberHint')}
          {...form.getInputProps('number')}
        />
        <TextInput
          maxLength={MAX_NOTE_CHARS}
          autoComplete="off"
          label={t('rodo.form.note')}
          description={t('rodo.form.noteHint')}
          {...form.getInputProps('note')}
        />
        <DateInput
          label={t('rodo.form.received')}
          description={t('rodo.form.receivedHint')}
          maxDate={today}
          {...form.getInputProps('receivedOn')}
        />
        <RequestFailed error={open.error} />
        <FormButtons onCancel={onClose} submit={t('rodo.form.submit')} pending={open.isPending} />
      </Stack>
    </form>
  );
}
