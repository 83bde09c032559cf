import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../api/client.ts';
import { formatDate, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { useActionName } from './use-action-name.ts';
import { useActorName } from './use-actor-name.ts';
import { useDetailText } from './use-detail-text.ts';

/** The events of the log, one a row. */
export function AuditEvents({ events }: { events: readonly AuditEvent[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const actionName = useActionName();
  const actorName = useActorName();
  const detailText = useDetailText();
  const columns: Column<AuditEvent>[] = [
    {
      label: t('audit.columns.at'),
      cell: ({ at }) => (
        <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
          {formatDate(at, language)}, {formatTime(at, language)}
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
            {detailText(detail)}
          </Text>
        </>
      ),
    },
    {
      label: t('audit.columns.subject'),
      cell: ({ subject, recordingPath }) => (
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {fileName(recordingPath) ?? subject ?? '–'}
        </Text>
      ),
    },
    { label: t('audit.columns.address'), cell: ({ address }) => address ?? '–' },
  ];
  return <DataList label={t('audit.list')} columns={columns} rows={events} rowKey={({ seq }) => String(seq)} />;
}

/** Without its folders, which its name says too. */
function fileName(path: string | null): string | null {
  return path?.split('/').at(-1) ?? null;
}
