import { Button, Checkbox, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type LiveCall } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useForm } from '../ui/use-form.ts';

/** Limits of the API. */
const MAX_NOTE_CHARS = 2_000;
const MAX_AGO_MS = 600_000;

/** Notes something of this moment of a running call. */
export function MarkButton({ call }: { call: LiveCall }) {
  const { t } = useTranslation();
  /** When it was pressed: that moment is meant, however long somebody writes. */
  const [pressedAt, setPressedAt] = useState<number | null>(null);
  const close = () => setPressedAt(null);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name="note" size={16} />}
        onClick={() => setPressedAt(Date.now())}
      >
        {t('live.mark.open')}
      </Button>
      <Dialog opened={pressedAt !== null} onClose={close} title={t('live.mark.title')}>
        {pressedAt !== null && <MarkForm id={call.id} pressedAt={pressedAt} onClose={close} />}
      </Dialog>
    </>
  );
}

interface MarkFormProps {
  id: string;
  pressedAt: number;
  onClose: () => void;
}

function MarkForm({ id, pressedAt, onClose }: MarkFormProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const mark = api.useMutation('post', '/api/v1/live-calls/{id}/marks', {
    onSuccess: () => {
      notices.done(t('live.mark.done'));
      onClose();
    },
  });
  const form = useForm({
    initialValues: { text: '', forReview: false },
    validate: { text: (text) => (text.trim() === '' ? t('live.mark.required') : null) },
  });
  const save = form.onSubmit((values) => {
    const agoMs = Math.min(MAX_AGO_MS, Math.max(0, Date.now() - pressedAt));
    mark.mutate({ params: { path: { id } }, body: { ...values, agoMs } });
  });
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('live.mark.lead')}
        </Text>
        <Textarea
          label={t('live.mark.text')}
          data-autofocus
          required
          autosize
          minRows={2}
          maxRows={8}
          maxLength={MAX_NOTE_CHARS}
          {...form.getInputProps('text')}
        />
        <Checkbox label={t('live.mark.forReview')} {...form.getInputProps('forReview', { type: 'checkbox' })} />
        <RequestFailed error={mark.error} />
        <FormButtons submit={t('live.mark.save')} pending={mark.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
