import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Cancellation } from '../api/client.ts';
import { Icon } from '../ui/icon.tsx';
import { RequestFailed } from '../ui/request-failed.tsx';
import { useNotices } from '../ui/use-notices.ts';
import { CancelledService } from './cancelled-service.tsx';
import { useRejectCancellation } from './use-cancellations.ts';

/** The API takes no longer text. */
const MAX_NOTE_CHARS = 1000;

/** Rejects a cancellation, with the reason. */
export function RejectCancellation({ cancellation }: { cancellation: Cancellation }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button variant="light" color="off" leftSection={<Icon name="close" />} onClick={dialog.open}>
        {t('operator.cancellations.reject')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('operator.cancellations.rejectTitle')}
        closeButtonProps={{ 'aria-label': t('dialog.close') }}
      >
        <RejectForm cancellation={cancellation} onClose={dialog.close} />
      </Modal>
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('operator.cancellations.cancel')}
          </Button>
          <Button type="submit" color="off" loading={reject.isPending}>
            {t('operator.cancellations.reject')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
