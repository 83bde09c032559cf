import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileCredential } from '../api/client.ts';
import { useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';
import { nameOf, useCredentialChanges } from './use-file-access.ts';

interface RevokeButtonProps {
  credential: FileCredential;
  /** Called when it is done. */
  onRevoked?: () => void;
}

/** Ends a credential, after a question. */
export function RevokeButton({ credential, onRevoked }: RevokeButtonProps) {
  const { t } = useTranslation();
  const notices = useNotices();
  const ask = useQuestion();
  const { revoke } = useCredentialChanges();
  const name = nameOf(credential);
  const question = {
    title: t('fileAccess.form.revokeTitle'),
    text: t('fileAccess.form.revokeText', { name }),
    confirm: t('fileAccess.form.revoke'),
  };
  const onSuccess = () => {
    onRevoked?.();
    notices.done(t('fileAccess.form.revoked'));
  };
  const end = () =>
    revoke.mutate(
      { params: { path: { id: credential.id } } },
      { onSuccess, onError: (error) => notices.failed(error) },
    );
  return (
    <Button
      variant="light"
      size="xs"
      color="off"
      loading={revoke.isPending}
      aria-label={t('fileAccess.form.revokeOf', { name })}
      onClick={() => ask(question, end)}
    >
      {t('fileAccess.form.revoke')}
    </Button>
  );
}
