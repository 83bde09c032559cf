import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { RodoDetails } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useClose } from './use-rodo.ts';
import { useForm } from '../ui/use-form.ts';

const OUTCOMES = ['fulfilled', 'refused'] as const;
/** Limit of the API. */
const MAX_NOTE_CHARS = 500;

/** Closes a request after its answer was sent. */
export function CloseButton({ request }: { request: RodoDetails }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <Group>
      <Button variant="default" leftSection={<Icon name="archive" size={16} />} onClick={dialog.open}>
        {t('rodo.close.button')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} title={t('rodo.close.title')}>
        <CloseForm request={request} onClose={dialog.close} />
      </Dialog>
    </Group>
  );
}

function CloseForm({ request: { id, state }, onClose }: { request: RodoDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const close = useClose(() => {
    notices.done(t('rodo.close.done'));
    onClose();
  });
  const form = useForm<{ outcome: (typeof OUTCOMES)[number]; note: string }>({
    initialValues: { outcome: state === 'done' ? 'fulfilled' : 'refused', note: '' },
    validate: {
      note: (note, { outcome }) => (outcome === 'refused' && note.trim() === '' ? t('rodo.close.noteRequired') : null),
    },
  });
  const submit = form.onSubmit(({ outcome, note }) =>
    close.mutate({ params: { path: { id } }, body: { outcome, note: outcome === 'refused' ? note.trim() : '' } }),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('rodo.close.lead')}</Text>
        <SegmentedControl
          fullWidth
          aria-label={t('rodo.close.outcome')}
          data={OUTCOMES.map((value) => ({ value, label: t(`rodo.outcomes.${value}`) }))}
          {...form.getInputProps('outcome')}
        />
        {form.values.outcome === 'refused' && (
          <TextInput required maxLength={MAX_NOTE_CHARS} label={t('rodo.close.note')} {...form.getInputProps('note')} />
        )}
        <RequestFailed error={close.error} />
        <FormButtons onCancel={onClose} submit={t('rodo.close.button')} pending={close.isPending} />
      </Stack>
    </form>
  );
}
