import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Button, Group, Stack, Table, Title } from '@mantine/core';
import { useDisclosure, useReducedMotion } from '@mantine/hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMonth } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import classes from './call-totals.module.css';
import { type Bar, barsOfDays, barsOfHours, type Totals } from './chart-spans.ts';

/** Calls by day (of a long time by month) and by hour; each as a chart or a table. */
export function CallCharts({ totals }: { totals: Totals }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { by, bars } = barsOfDays(totals.days);
  const nameOf = (span: string) => (by === 'day' ? formatDay(span, language) : formatMonth(span, language));
  return (
    <div className={classes.charts}>
      <Chart
        title={t(by === 'day' ? 'history.totals.days' : 'history.totals.months')}
        spanName={t(by === 'day' ? 'history.totals.day' : 'history.totals.month')}
        bars={bars}
        nameOf={nameOf}
      />
      <Chart
        title={t('history.totals.hoursTitle')}
        spanName={t('history.totals.hour')}
        bars={barsOfHours(totals.hours)}
        nameOf={hourName}
      />
    </div>
  );
}

function hourName(hour: string): string {
  return `${hour.padStart(2, '0')}:00`;
}

interface ChartProps {
  title: string;
  /** "Day", "Hour". */
  spanName: string;
  bars: readonly Bar[];
  nameOf: (span: string) => string;
}

function Chart(props: ChartProps) {
  const { t } = useTranslation();
  const id = useId();
  const [asTable, table] = useDisclosure(false);
  const reducedMotion = useReducedMotion();
  const { title, bars, nameOf } = props;
  return (
    <Stack component="section" aria-labelledby={id} gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <Button size="compact-xs" variant="subtle" onClick={table.toggle}>
          {t(asTable ? 'history.totals.asChart' : 'history.totals.asTable')}
        </Button>
      </Group>
      {asTable ? (
        <BarTable {...props} />
      ) : (
        <div aria-hidden data-ink>
          <BarChart
            h={220}
            data={bars.map(({ span, recorded, unrecorded }) => ({ span: nameOf(span), recorded, unrecorded }))}
            dataKey="span"
            type="stacked"
            withLegend
            yAxisProps={{ allowDecimals: false }}
            legendProps={{ verticalAlign: 'bottom' }}
            barProps={{ isAnimationActive: !reducedMotion }}
            barChartProps={{ accessibilityLayer: false }}
            series={[
              { name: 'recorded', label: t('history.totals.withRecording'), color: 'brand.6' },
              { name: 'unrecorded', label: t('history.totals.withoutRecording'), color: 'gray.5' },
            ]}
          />
        </div>
      )}
    </Stack>
  );
}

function BarTable({ title, spanName, bars, nameOf }: ChartProps) {
  const { t } = useTranslation();
  return (
    // The table may be longer than its place: it is scrolled by keys, too.
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
      <Table aria-label={title} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{spanName}</Table.Th>
            <Table.Th scope="col">{t('history.totals.withRecording')}</Table.Th>
            <Table.Th scope="col">{t('history.totals.withoutRecording')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.map(({ span, recorded, unrecorded }) => (
            <Table.Tr key={span}>
              <Table.Th scope="row">{nameOf(span)}</Table.Th>
              <Table.Td>{recorded}</Table.Td>
              <Table.Td>{unrecorded}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
