import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Source, SourceDay } from '../api/client.ts';
import { formatDecimal, formatShare } from '../format/numbers.ts';
import { formatDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useSourceStatistics } from './use-sources.ts';

/** The sessions of a PBX now and today, and how its sound arrived; the last week in a window. */
export function SourceActivity({ source: { id, name } }: { source: Source }) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const statistics = useSourceStatistics(id);
  const today = statistics?.days[0];
  if (statistics === undefined || today === undefined) return '–';
  return (
    <Stack gap={2} align="flex-start">
      <Text size="sm">{t('sources.activity.now', { count: statistics.openSessions })}</Text>
      <Text size="sm">{t('sources.activity.today', { count: today.recorded })}</Text>
      {today.refused.length > 0 && <Refused day={today} />}
      {today.packets > 0 && (
        <Text size="sm" c="dimmed">
          <Arrival day={today} />
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        aria-label={t('sources.activity.weekOf', { name })}
        onClick={dialog.open}
      >
        {t('sources.activity.week')}
      </Button>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        aria-label={t('sources.activity.sessionsOf', { name })}
        renderRoot={(props) => <Link to="/operator/traces" search={{ source: id }} {...props} />}
      >
        {t('sources.activity.sessions')}
      </Button>
      <Dialog opened={opened} onClose={dialog.close} size="lg" title={t('sources.activity.weekOf', { name })}>
        <Week days={statistics.days} label={t('sources.activity.weekOf', { name })} />
      </Dialog>
    </Stack>
  );
}

/** The refused sessions of a day, with the reasons. */
function Refused({ day: { refused } }: { day: SourceDay }) {
  const { t } = useTranslation();
  const count = refused.reduce((sum, each) => sum + each.count, 0);
  return (
    <Text size="sm">
      {t('sources.activity.refused', { count })}
      {refused.map((each) => (
        <Text key={each.reason} component="span" display="block" size="xs" c="dimmed">
          {t(`recording.noneBecause.${each.reason}`)}: {each.count}
        </Text>
      ))}
    </Text>
  );
}

function Arrival({ day: { packets, lost, jitterMs } }: { day: SourceDay }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (packets === 0) return '–';
  return t('sources.activity.arrival', {
    lost: formatShare(lost, packets + lost, language),
    jitter: formatDecimal(jitterMs ?? 0, language),
  });
}

function Week({ days, label }: { days: readonly SourceDay[]; label: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const columns: Column<SourceDay>[] = [
    { label: t('sources.activity.day'), cell: ({ day }) => formatDay(day, language) },
    { label: t('sources.activity.recordedColumn'), numeric: true, cell: ({ recorded }) => recorded },
    {
      label: t('sources.activity.refusedColumn'),
      cell: (day) => (day.refused.length === 0 ? '–' : <Refused day={day} />),
    },
    { label: t('sources.activity.arrivalColumn'), cell: (day) => <Arrival day={day} /> },
  ];
  return <DataList label={label} columns={columns} rows={days} rowKey={({ day }) => day} />;
}
