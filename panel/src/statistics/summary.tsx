import { Paper, Stack, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../format/numbers.ts';
import classes from './statistics.module.css';
import { averageMs, minutesOf, useCells } from './use-cells.tsx';
import type { Statistics } from './use-statistics.ts';

const COLOURS = {
  recorded: 'var(--mantine-color-brand-6)',
  unrecorded: 'var(--mantine-color-gray-5)',
  missed: 'var(--mantine-color-orange-6)',
  unanswered: 'var(--mantine-color-yellow-5)',
} as const;
const SHARES = ['recorded', 'unrecorded', 'missed', 'unanswered'] as const;

/** The totals beside those of the period before, and what part of the calls was answered. */
export function Summary({ data: { totals, totalsBefore } }: { data: Statistics }) {
  const { t } = useTranslation();
  const { number, share } = useCells();
  const id = useId();
  const change = (now: number, before: number): string => {
    if (before === 0) return t('statistics.noBefore');
    const text = share(Math.abs(now - before), before);
    if (now === before) return t('statistics.same');
    return t(now > before ? 'statistics.more' : 'statistics.less', { share: text, before: number(Math.round(before)) });
  };
  const average = averageMs(totals);
  const tiles = [
    { name: 'calls', value: number(totals.calls), change: change(totals.calls, totalsBefore.calls) },
    {
      name: 'minutes',
      value: number(Math.round(minutesOf(totals.durationMs))),
      change: change(minutesOf(totals.durationMs), minutesOf(totalsBefore.durationMs)),
    },
    { name: 'average', value: average === null ? '–' : formatDuration(average), change: t('statistics.ofAnswered') },
    { name: 'missed', value: number(totals.missed), change: change(totals.missed, totalsBefore.missed) },
    { name: 'recorded', value: number(totals.recorded), change: change(totals.recorded, totalsBefore.recorded) },
    {
      name: 'talk',
      value: totals.ownMs + totals.otherMs === 0 ? '–' : share(totals.ownMs, totals.ownMs + totals.otherMs),
      change: t('statistics.talkNote'),
    },
  ] as const;
  return (
    <Stack component="section" aria-labelledby={id} gap="sm">
      <Title order={2} size="h4" id={id}>
        {t('statistics.summary')}
      </Title>
      <dl className={classes.tiles}>
        {tiles.map((tile) => (
          <div key={tile.name}>
            <dt>{t(`statistics.tiles.${tile.name}`)}</dt>
            <dd>{tile.value}</dd>
            <dd>{tile.change}</dd>
          </div>
        ))}
      </dl>
      <Paper p="md">
        <div className={classes.share} aria-hidden data-ink>
          {SHARES.filter((name) => totals[name] > 0).map((name) => (
            <span key={name} style={{ flexGrow: totals[name], background: COLOURS[name] }} />
          ))}
        </div>
        <ul className={classes.legend} data-ink>
          {SHARES.map((name) => (
            <li key={name}>
              <span aria-hidden style={{ background: COLOURS[name] }} />
              {t(`statistics.${name}`)}: {number(totals[name])} ({share(totals[name], totals.calls)})
            </li>
          ))}
        </ul>
      </Paper>
    </Stack>
  );
}
