import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileAccess } from '../api/client.ts';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { useQuestion } from '../ui/question.tsx';
import { useFileAccessDesk } from './desk.ts';
import { demandsEncryption, isFtpPlain } from './doors.ts';
import { useChangeFileAccess } from './use-file-access.ts';

/** Whether sign-ins without encryption are forbidden. */
export function TlsSwitch({ access }: { access: FileAccess }) {
  const { t } = useTranslation();
  const { mayChange } = useFileAccessDesk();
  const notices = useNotices();
  const ask = useQuestion();
  const forbidden = demandsEncryption(access);
  const byOperator = access.ftpTlsOfOperator === 'required';
  const change = useChangeFileAccess(() => notices.done(t(forbidden ? 'fileAccess.tls.allowed' : 'fileAccess.tls.on')));
  const set = (ftpTls: 'required' | 'optional') => change.mutate({ body: { ftpTls } });
  const question = {
    title: t('fileAccess.tls.confirmTitle'),
    text: t('fileAccess.tls.confirmText'),
    confirm: t('fileAccess.tls.confirm'),
  };
  const hint = byOperator ? 'byOperator' : forbidden ? 'hintForbidden' : isFtpPlain(access) ? 'ftpPlain' : 'hint';
  return (
    <Stack gap="xs">
      <Switch
        label={t('fileAccess.tls.required')}
        description={t(`fileAccess.tls.${hint}`)}
        checked={forbidden}
        disabled={!mayChange || byOperator || change.isPending}
        onChange={({ currentTarget }) =>
          currentTarget.checked ? ask(question, () => set('required')) : set('optional')
        }
      />
      <RequestFailed error={change.error} />
    </Stack>
  );
}
