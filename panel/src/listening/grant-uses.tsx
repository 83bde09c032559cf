import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListeningUse } from '../api/client.ts';
import { useActionName } from '../audit/event-text.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { ListSkeleton, LoadError } from '../ui/feedback.tsx';
import classes from './grant-card.module.css';
import { useGrantUses } from './use-listening.ts';

/** A button that shows who listened to what under a grant. */
export function GrantUses({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Disclosure icon="log" mt="sm" show={t('listening.showUses')} hide={t('listening.hideUses')}>
      {(opened) => opened && <Uses id={id} />}
    </Disclosure>
  );
}

function Uses({ id }: { id: string }) {
  const { t } = useTranslation();
  const uses = useGrantUses(id);
  const columns = useColumns();
  if (uses.isPending) return <ListSkeleton label={t('listening.uses.loading')} />;
  if (uses.data === undefined) return <LoadError error={uses.error} onRetry={() => void uses.refetch()} />;
  const found = uses.data.pages.flatMap((page) => page.uses);
  if (found.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {t('listening.uses.none')}
      </Text>
    );
  }
  const rows = found.map((use, index) => ({ ...use, key: `${use.at} ${index}` }));
  return (
    <>
      <DataList label={t('listening.uses.title')} columns={columns} rows={rows} rowKey={({ key }) => key} />
      {uses.hasNextPage && (
        <Button variant="default" mt="xs" loading={uses.isFetchingNextPage} onClick={() => void uses.fetchNextPage()}>
          {t('calls.more')}
        </Button>
      )}
    </>
  );
}

function useColumns(): Column<ListeningUse>[] {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const actionName = useActionName();
  return [
    {
      label: t('listening.uses.columns.at'),
      cell: ({ at }) => t('listening.at', { date: formatDate(at, language), time: formatTime(at, language) }),
    },
    { label: t('listening.uses.columns.by'), cell: ({ by }) => by },
    { label: t('listening.uses.columns.action'), cell: ({ action }) => actionName(action) },
    {
      label: t('listening.uses.columns.recording'),
      cell: ({ recordingPath }) => <span className={classes.path}>{recordingPath ?? '–'}</span>,
    },
  ];
}
