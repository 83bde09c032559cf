import { List, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RodoPreview, RodoRequest } from '../api/client.ts';
import { formatPhoneNumber } from '../format/numbers.ts';
import { formatDate, formatDay, formatTime } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';

type ListedCall = RodoPreview['listed'][number];

/** Where the service has the number; of an erasure, the conflicts first. */
export function PreviewView({ kind, preview }: { kind: RodoRequest['kind']; preview: RodoPreview }) {
  const { t } = useTranslation();
  const { calls, recordings, texts, fetched, listed } = preview;
  return (
    <Stack gap="sm" w="100%">
      {kind === 'erasure' && <Conflicts conflicts={preview.conflicts} />}
      <List size="sm">
        <List.Item>{t('rodo.preview.calls', calls)}</List.Item>
        <List.Item>{t('rodo.preview.recordings', recordings)}</List.Item>
        <List.Item>{t('rodo.preview.texts', texts)}</List.Item>
        <List.Item>{t('rodo.preview.fetched', { fetched })}</List.Item>
      </List>
      <Deliveries deliveries={preview.deliveries} />
      {listed.length > 0 && (
        <>
          <Title order={3}>{t('rodo.preview.listed')}</Title>
          <Calls calls={listed} />
        </>
      )}
    </Stack>
  );
}

const EFFECT_BADGES = {
  refused: { color: 'off', icon: 'close' },
  kept: { color: 'gray', icon: 'shield' },
  accept: { color: 'amber', icon: 'warning' },
} as const;

function Conflicts({ conflicts }: Pick<RodoPreview, 'conflicts'>) {
  const { t } = useTranslation();
  if (conflicts.length === 0) return <Text size="sm">{t('rodo.preview.noConflicts')}</Text>;
  return (
    <>
      <Title order={3}>{t('rodo.preview.conflicts')}</Title>
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {conflicts.map(({ kind, effect, count }) => (
          <li key={kind}>
            <StatusBadge size="md" {...EFFECT_BADGES[effect]}>
              {t(`rodo.preview.effects.${effect}`)}
            </StatusBadge>{' '}
            <Text span size="sm">
              {t(`rodo.conflicts.${kind}`, { count })}
            </Text>
          </li>
        ))}
      </Stack>
    </>
  );
}

function Deliveries({ deliveries }: Pick<RodoPreview, 'deliveries'>) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (deliveries.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('rodo.preview.delivered')}
      </Text>
      <List size="sm">
        {deliveries.map(({ day, deliveredAt, deliveredTo, recordings }) => (
          <List.Item key={`${day} ${deliveredAt}`}>
            {t('rodo.preview.delivery', {
              day: formatDay(day, language),
              at: formatDate(deliveredAt, language),
              to: deliveredTo ?? t('rodo.preview.unknownServer'),
              recordings,
            })}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Calls({ calls }: { calls: readonly ListedCall[] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const party = (number: string | null) => (number === null ? t('calls.withheld') : formatPhoneNumber(number));
  const columns: Column<ListedCall>[] = [
    {
      label: t('rodo.preview.columns.at'),
      cell: ({ startedAt }) => `${formatDate(startedAt, language)} ${formatTime(startedAt, language)}`,
    },
    { label: t('rodo.preview.columns.caller'), cell: ({ caller }) => party(caller) },
    { label: t('rodo.preview.columns.callee'), cell: ({ callee }) => party(callee) },
    { label: t('rodo.preview.columns.recordings'), numeric: true, cell: ({ recordings }) => recordings },
  ];
  return <DataList label={t('rodo.preview.listed')} columns={columns} rows={calls} rowKey={({ id }) => id} />;
}
