import { Anchor, Paper, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { useActionName, useActorName, useDetailText } from './event-text.ts';

interface AuditEventsProps {
  events: readonly AuditEvent[];
  /** In place of an empty list. */
  empty: ReactNode;
  /** Shows only what concerns the same. */
  onSubject: (subject: string) => void;
}

/** A tenant's events, a row for each. */
export function AuditEvents({ events, empty, onSubject }: AuditEventsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const actionName = useActionName();
  const actorName = useActorName();
  const detailText = useDetailText();
  const columns: Column<AuditEvent>[] = [
    {
      label: t('audit.columns.at'),
      cell: ({ at }) => (
        <time dateTime={at}>
          {formatDate(at, language)} {formatTime(at, language)}
        </time>
      ),
    },
    { label: t('audit.columns.actor'), cell: actorName },
    {
      label: t('audit.columns.action'),
      cell: ({ action, detail }) => (
        <>
          {actionName(action)}
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {detailText({ action, detail })}
          </Text>
        </>
      ),
    },
    {
      label: t('audit.columns.subject'),
      cell: ({ subject, recordingPath }) => (
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {subject === null ? (
            '–'
          ) : (
            <Anchor component="button" type="button" inherit ta="start" onClick={() => onSubject(subject)}>
              <VisuallyHidden>{t('audit.filters.onlyAbout')}</VisuallyHidden> {fileName(recordingPath) ?? subject}
            </Anchor>
          )}
        </Text>
      ),
    },
    { label: t('audit.columns.address'), cell: ({ address }) => address ?? '–' },
  ];
  return (
    <Paper style={{ overflow: 'hidden' }}>
      {events.length === 0 ? (
        empty
      ) : (
        <DataList label={t('audit.list')} columns={columns} rows={events} rowKey={({ seq }) => String(seq)} />
      )}
    </Paper>
  );
}

/** The name without the folders, whose dates are in the name too. */
function fileName(path: string | null): string | null {
  return path?.split('/').at(-1) ?? null;
}
