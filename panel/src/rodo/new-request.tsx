import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { warsawDay } from '../format/warsaw-time.ts';
import { DateInput } from '../ui/date-input.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useReload } from './use-rodo.ts';

const KINDS = ['access', 'erasure'] as const;
/** Limits of the API. */
const MAX_NUMBER_CHARS = 64;
const MAX_NOTE_CHARS = 500;

/** Opens the form of a new request. */
export function NewRequestButton() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<Icon name="plus" size={16} />} onClick={dialog.open}>
        {t('rodo.form.button')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('rodo.form.title')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <NewRequestForm onClose={dialog.close} />
      </Modal>
    </>
  );
}

interface Values {
  kind: (typeof KINDS)[number];
  number: string;
  note: string;
  receivedOn: string | null;
}

function NewRequestForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const navigate = useNavigate();
  const today = warsawDay(new Date());
  const reload = useReload(() => notices.done(t('rodo.form.done')));
  const open = api.useMutation('post', '/api/v1/rodo/requests', {
    onSuccess: async ({ id }) => {
      onClose();
      await reload();
      await navigate({ to: '/account/rodo/$id', params: { id } });
    },
  });
  const form = useForm<Values>({
    initialValues: { kind: 'access', number: '', note: '', receivedOn: today },
    validate: { number: (number) => (number.trim() === '' ? t('rodo.form.numberRequired') : null) },
  });
  const submit = form.onSubmit((values) => open.mutate({ body: { ...values, number: values.number.trim() } }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('rodo.form.kind')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-label={t('rodo.form.kind')}
            data={KINDS.map((value) => ({ value, label: t(`rodo.kinds.${value}`) }))}
            {...form.getInputProps('kind')}
          />
        </div>
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('rodo.form.cancel')}
          </Button>
          <Button type="submit" loading={open.isPending}>
            {t('rodo.form.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
