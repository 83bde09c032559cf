import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Bar } from './bars.ts';

/** The same as a table stands below it: the chart takes no focus. */
export function DayChart({ bars, nameOf }: { bars: readonly Bar[]; nameOf: (span: string) => string }) {
  const { t } = useTranslation();
  const reducedMotion = useReducedMotion();
  return (
    <div aria-hidden data-ink>
      <BarChart
        h={240}
        data={bars.map((bar) => ({ ...bar, span: nameOf(bar.span) }))}
        dataKey="span"
        type="stacked"
        withLegend
        yAxisProps={{ allowDecimals: false }}
        legendProps={{ verticalAlign: 'bottom' }}
        barProps={{ isAnimationActive: !reducedMotion }}
        barChartProps={{ accessibilityLayer: false }}
        series={[
          { name: 'recorded', label: t('statistics.recorded'), color: 'brand.6' },
          { name: 'unrecorded', label: t('statistics.unrecorded'), color: 'gray.5' },
          { name: 'missed', label: t('statistics.missed'), color: 'orange.6' },
          { name: 'unanswered', label: t('statistics.unanswered'), color: 'yellow.5' },
        ]}
      />
    </div>
  );
}
