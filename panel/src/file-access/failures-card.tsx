import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FailedFileSignIn } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { CardSkeleton, LoadError, useNotices } from '../ui/feedback.tsx';
import { CameFrom } from './came-from.tsx';
import classes from './file-access.module.css';
import { useFileAccessDesk } from './desk.ts';
import { useFailedSignIns, useUnlock } from './use-file-access.ts';

/** Who could not sign in, and why. */
export function FailuresCard() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { mayChange } = useFileAccessDesk();
  const { data, error, isPending, refetch } = useFailedSignIns();
  const columns: Column<FailedFileSignIn>[] = [
    {
      label: t('fileAccess.failures.columns.at'),
      cell: ({ failedAt }) => `${formatDate(failedAt, language)} ${formatTime(failedAt, language)}`,
    },
    {
      label: t('fileAccess.failures.columns.login'),
      cell: ({ login }) => <code className={classes.code}>{login ?? t('fileAccess.failures.unknownLogin')}</code>,
    },
    { label: t('fileAccess.failures.columns.address'), cell: (signIn) => <CameFrom {...signIn} /> },
    { label: t('fileAccess.failures.columns.reason'), cell: (signIn) => <Reason signIn={signIn} /> },
    ...(mayChange
      ? [
          {
            label: t('fileAccess.failures.columns.actions'),
            cell: (signIn: FailedFileSignIn) => <Unlock signIn={signIn} />,
          },
        ]
      : []),
  ];
  if (error !== null) return <LoadError error={error} onRetry={() => void refetch()} />;
  return (
    <Card
      list
      title={t('fileAccess.failures.title')}
      lead={t(data?.failed.length === 0 ? 'fileAccess.failures.none' : 'fileAccess.failures.lead')}
    >
      {isPending && <CardSkeleton />}
      {data !== undefined && data.failed.length > 0 && (
        <DataList label={t('fileAccess.failures.list')} columns={columns} rows={data.failed} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}

function Reason({ signIn: { reason, attempts } }: { signIn: FailedFileSignIn }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`fileAccess.failures.reasons.${reason}`)}
      {attempts > 1 && (
        <Text size="sm" c="dimmed">
          {t('fileAccess.failures.attempts', { count: attempts })}
        </Text>
      )}
    </>
  );
}

/** Later, nobody waits for it any more: then there is nothing to unlock. */
const FORGOTTEN_AFTER_MS = 10 * 60 * 1000;

/** They delay nobody, or the credential stays closed. */
const NOTHING_TO_UNLOCK: readonly FailedFileSignIn['reason'][] = [
  'encryption-required',
  'too-many-sessions',
  'revoked',
];

function Unlock({ signIn: { login, address, failedAt, reason } }: { signIn: FailedFileSignIn }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const unlock = useUnlock();
  if (NOTHING_TO_UNLOCK.includes(reason) || Date.now() - Date.parse(failedAt) > FORGOTTEN_AFTER_MS) return null;
  return (
    <Button
      size="xs"
      variant="light"
      loading={unlock.isPending}
      aria-label={t('fileAccess.failures.unlockOf', { what: login ?? address })}
      onClick={() =>
        unlock.mutate(
          { body: login === null ? { address } : { login } },
          {
            onSuccess: () => notices.done(t('fileAccess.failures.unlocked')),
            onError: (error) => notices.failed(error),
          },
        )
      }
    >
      {t('fileAccess.failures.unlock')}
    </Button>
  );
}
