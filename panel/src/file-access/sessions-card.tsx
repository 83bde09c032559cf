import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileSession } from '../api/client.ts';
import { formatFileSize } from '../format/numbers.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { Card } from '../ui/card.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { LoadError, useNotices } from '../ui/feedback.tsx';
import { CameFrom } from './came-from.tsx';
import classes from './file-access.module.css';
import { useFileAccessDesk } from './desk.ts';
import { useEndFileSession, useFileSessions } from './use-file-access.ts';

/** Who is connected now. */
export function SessionsCard() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { mayChange } = useFileAccessDesk();
  const { data, error, refetch } = useFileSessions();
  const columns: Column<FileSession>[] = [
    {
      label: t('fileAccess.sessions.columns.account'),
      cell: ({ login }) => <code className={classes.code}>{login}</code>,
    },
    { label: t('fileAccess.sessions.columns.address'), cell: (session) => <CameFrom {...session} /> },
    {
      label: t('fileAccess.sessions.columns.since'),
      cell: ({ since }) => `${formatDate(since, language)} ${formatHour(since, language)}`,
    },
    {
      label: t('fileAccess.sessions.columns.activity'),
      cell: ({ activity, sentBytes }) => (
        <>
          {t(`fileAccess.sessions.activities.${activity}`)}
          {sentBytes > 0 && (
            <Text size="sm" c="dimmed">
              {t('fileAccess.sessions.sent', { size: formatFileSize(sentBytes, language) })}
            </Text>
          )}
        </>
      ),
    },
    ...(mayChange
      ? [{ label: t('fileAccess.sessions.columns.actions'), cell: (session: FileSession) => <End session={session} /> }]
      : []),
  ];
  if (error !== null) return <LoadError error={error} onRetry={() => void refetch()} />;
  return (
    <Card
      list
      title={t('fileAccess.sessions.title')}
      lead={t(data?.sessions.length === 0 ? 'fileAccess.sessions.none' : 'fileAccess.sessions.lead')}
    >
      {data !== undefined && data.sessions.length > 0 && (
        <DataList
          label={t('fileAccess.sessions.list')}
          columns={columns}
          rows={data.sessions}
          rowKey={({ id }) => id}
        />
      )}
    </Card>
  );
}

function End({ session: { id, login, address } }: { session: FileSession }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const end = useEndFileSession();
  return (
    <Button
      size="xs"
      variant="light"
      color="off"
      loading={end.isPending}
      aria-label={t('fileAccess.sessions.endOf', { login, address })}
      onClick={() =>
        end.mutate(
          { params: { path: { id } } },
          {
            onSuccess: () => notices.done(t('fileAccess.sessions.ended')),
            onError: (error) => notices.failed(error),
          },
        )
      }
    >
      {t('fileAccess.sessions.end')}
    </Button>
  );
}
