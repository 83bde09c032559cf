import { Alert, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMonth, warsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { DateInput } from '../ui/date-input.tsx';
import { EmptyMessage, ListSkeleton, LoadError } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useNarrowScreen } from '../ui/use-environment.ts';
import { barsOfDays } from './bars.ts';
import { ExtensionTable } from './extension-table.tsx';
import { HeatMap } from './heat-map.tsx';
import { NumberTable } from './number-table.tsx';
import { isAllowed, type Period, QUICK_PERIODS, quickPeriod } from './period.ts';
import { ReportCard } from './report-card.tsx';
import { SilentCalls } from './silent-calls.tsx';
import { StatTable } from './stat-table.tsx';
import { Summary } from './summary.tsx';
import { TalkTable } from './talk-table.tsx';
import { useCells } from './use-cells.tsx';
import { type Statistics, useStatistics } from './use-statistics.ts';

const route = getRouteApi('/signed-in/account/statistics');

/** The library of charts is loaded with them. */
const DayChart = lazy(async () => ({ default: (await import('./day-chart.tsx')).DayChart }));

/** "Statystyki": what the calls of a period add up to. */
export function StatisticsPage() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const asked = route.useSearch();
  const period =
    asked.from !== undefined && asked.to !== undefined
      ? { from: asked.from, to: asked.to }
      : quickPeriod('days30', warsawDay(new Date()));
  const statistics = useStatistics(period);
  const days = ({ from, to }: Period) => `${formatDay(from, language)} – ${formatDay(to, language)}`;
  return (
    <Stack>
      <PageHeader title={t('statistics.title')} lead={t('statistics.lead')} />
      <PeriodChoice period={period} />
      {statistics.data !== undefined && (
        <Text size="sm" role="status">
          {t('statistics.compared', { period: days(statistics.data.period), before: days(statistics.data.before) })}
        </Text>
      )}
      {statistics.data === undefined ? (
        statistics.isError ? (
          <LoadError error={statistics.error} onRetry={() => void statistics.refetch()} />
        ) : (
          <ListSkeleton label={t('statistics.loading')} />
        )
      ) : (
        <Parts data={statistics.data} isOld={statistics.isPlaceholderData} />
      )}
      <ReportCard />
    </Stack>
  );
}

function PeriodChoice({ period }: { period: Period }) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const navigate = route.useNavigate();
  const today = warsawDay(new Date());
  const choose = (next: Period) => void navigate({ search: next });
  const quick = QUICK_PERIODS.find((name) => {
    const { from, to } = quickPeriod(name, today);
    return from === period.from && to === period.to;
  });
  return (
    <Group gap="sm" align="flex-end">
      <div style={{ maxWidth: '100%' }}>
        <SegmentedControl
          style={{ flexWrap: 'wrap' }}
          withItemsBorders={!narrow}
          aria-label={t('statistics.period')}
          value={quick ?? 'other'}
          onChange={(name) => {
            if (name !== 'other') choose(quickPeriod(name, today));
          }}
          data={[
            ...QUICK_PERIODS.map((value) => ({ value, label: t(`statistics.periods.${value}`) })),
            ...(quick === undefined ? [{ value: 'other' as const, label: t('statistics.periods.other') }] : []),
          ]}
        />
      </div>
      <DateInput
        type="range"
        key={`${period.from} ${period.to}`}
        label={t('statistics.fromTo')}
        defaultValue={[period.from, period.to]}
        allowSingleDateInRange
        maxDate={today}
        w={240}
        onChange={([from, to]) => {
          if (from !== null && to !== null && isAllowed({ from, to })) choose({ from, to });
        }}
      />
    </Group>
  );
}

function Parts({ data, isOld }: { data: Statistics; isOld: boolean }) {
  const { t } = useTranslation();
  if (data.totals.calls === 0) {
    return (
      <Paper>
        <EmptyMessage icon="chart" title={t('statistics.empty.title')} text={t('statistics.empty.text')}>
          <Button mt="sm" variant="default" renderRoot={(props) => <Link to="/account/calls" {...props} />}>
            {t('statistics.empty.calls')}
          </Button>
        </EmptyMessage>
      </Paper>
    );
  }
  return (
    <Stack aria-busy={isOld}>
      {data.preparing && (
        <Alert role="status" icon={<Icon name="info" />} color="gray">
          {t('statistics.preparing')}
        </Alert>
      )}
      <Summary data={data} />
      <Days data={data} />
      <HeatMap hours={data.hours} />
      <Hours data={data} />
      <ExtensionTable data={data} />
      <TalkTable data={data} />
      <SilentCalls period={data.period} />
      <NumberTable period={data.period} />
    </Stack>
  );
}

function Days({ data }: { data: Statistics }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { counts } = useCells();
  const { by, bars } = barsOfDays(data.days, data.period);
  const nameOf = (span: string) => (by === 'day' ? formatDay(span, language) : formatMonth(span, language));
  const title = t(by === 'day' ? 'statistics.byDay' : 'statistics.byMonth');
  return (
    <StatTable
      title={title}
      fileName={t('statistics.files.days')}
      period={data.period}
      rows={bars}
      rowKey={({ span }) => span}
      empty=""
      columns={[
        {
          key: 'span',
          label: t(by === 'day' ? 'statistics.columns.day' : 'statistics.columns.month'),
          isText: true,
          value: ({ span }) => span,
          cell: ({ span }) => nameOf(span),
        },
        ...counts(),
      ]}
    >
      <Suspense fallback={<ListSkeleton label={t('statistics.loading')} />}>
        <DayChart bars={bars} nameOf={nameOf} />
      </Suspense>
    </StatTable>
  );
}

/** By the hour, whatever the weekday: when calls are missed. */
function Hours({ data }: { data: Statistics }) {
  const { t } = useTranslation();
  const { counts } = useCells();
  const rows = [...Map.groupBy(data.hours, ({ hour }) => hour)]
    .map(([hour, all]) => {
      const sum = (name: 'calls' | 'recorded' | 'missed' | 'unanswered' | 'unrecorded' | 'durationMs') =>
        all.reduce((total, each) => total + each[name], 0);
      return {
        hour,
        calls: sum('calls'),
        recorded: sum('recorded'),
        missed: sum('missed'),
        unanswered: sum('unanswered'),
        unrecorded: sum('unrecorded'),
        durationMs: sum('durationMs'),
      };
    })
    .toSorted((one, other) => one.hour - other.hour);
  return (
    <StatTable
      title={t('statistics.byHour')}
      fileName={t('statistics.files.hours')}
      period={data.period}
      rows={rows}
      rowKey={({ hour }) => String(hour)}
      empty=""
      columns={[
        {
          key: 'hour',
          label: t('statistics.columns.hour'),
          isText: true,
          value: ({ hour }) => `${String(hour).padStart(2, '0')}:00`,
        },
        ...counts(),
      ]}
    />
  );
}
