import { Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PushDayReport } from '../../api/client.ts';
import { formatFileSize } from '../../format/file-size.ts';
import { formatTime } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { type Column, DataList } from '../../ui/data-list.tsx';

type Missing = PushDayReport['missing'][number];

const TITLE_ID = 'push-missing';

interface MissingRecordingsProps {
  /** The first of them. */
  missing: readonly Missing[];
  gaps: number;
}

/** The recordings of a day that have not arrived. */
export function MissingRecordings({ missing, gaps }: MissingRecordingsProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<Missing>[] = [
    {
      label: t('push.day.missing.file'),
      cell: ({ fileName }) => <span style={{ overflowWrap: 'anywhere' }}>{fileName}</span>,
    },
    { label: t('push.day.missing.startedAt'), cell: ({ startedAt }) => formatTime(startedAt, language) },
    {
      label: t('push.day.missing.size'),
      numeric: true,
      cell: ({ sizeBytes }) => formatFileSize(sizeBytes, language),
    },
  ];
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Title order={2} id={TITLE_ID} mb="md">
        {t('push.day.missingTitle')}
      </Title>
      <DataList
        label={t('push.day.missingTitle')}
        columns={columns}
        rows={missing}
        rowKey={({ recordingId }) => recordingId}
      />
      {missing.length < gaps && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('push.day.missingFirst', { shown: missing.length, gaps })}
        </Text>
      )}
    </Paper>
  );
}
