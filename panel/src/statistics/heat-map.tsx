import { Group, Paper, SegmentedControl, Stack, Title } from '@mantine/core';
import { type CSSProperties, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, formatWeekday, startOfWarsawDay } from '../format/warsaw-time.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { heatOf, type HeatOf } from './heat.ts';
import classes from './statistics.module.css';
import { useCells } from './use-cells.tsx';
import type { Statistics } from './use-statistics.ts';

/** A Monday. */
const MONDAY = '2026-01-05';
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Above it the text is light. */
const STRONG = 0.55;

/** Calls by weekday and hour: the number stands in each place, the shade shows it. */
export function HeatMap({ hours }: { hours: Statistics['hours'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const { number } = useCells();
  const id = useId();
  const [what, setWhat] = useState<HeatOf>('calls');
  const { rows, most } = heatOf(hours, what);
  return (
    <Paper component="section" aria-labelledby={id} p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={id}>
            {t('statistics.heat')}
          </Title>
          <SegmentedControl
            size="xs"
            aria-label={t('statistics.heatOf')}
            value={what}
            onChange={setWhat}
            data={[
              { value: 'calls', label: t('statistics.allCalls') },
              { value: 'missed', label: t('statistics.missed') },
            ]}
          />
        </Group>
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('statistics.heat')}>
          <table className={classes.heat} aria-labelledby={id} data-ink>
            <thead>
              <tr>
                <td style={{ width: 44, background: 'none' }} />
                {HOURS.map((hour) => (
                  <th key={hour} scope="col">
                    {hour}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, weekday) => (
                <tr key={addDays(MONDAY, weekday)}>
                  <th scope="row">{formatWeekday(startOfWarsawDay(addDays(MONDAY, weekday)), language)}</th>
                  {HOURS.map((hour) => {
                    const heat = most === 0 ? 0 : row[hour]! / most;
                    return (
                      <td
                        key={hour}
                        data-strong={heat > STRONG || undefined}
                        style={{ '--heat': `${Math.round(heat * 100)}%` } as CSSProperties}
                      >
                        {row[hour] === 0 ? '' : number(row[hour]!)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Stack>
    </Paper>
  );
}
