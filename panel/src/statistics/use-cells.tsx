import { useTranslation } from 'react-i18next';
import { formatShare } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { LOCALES } from '../i18n/language.ts';
import type { StatColumn } from './stat-table.tsx';

interface Counts {
  readonly calls: number;
  readonly recorded: number;
  readonly missed: number;
  readonly unanswered: number;
  readonly unrecorded: number;
  readonly durationMs: number;
}

const MINUTE_MS = 60_000;

/** To a tenth. */
export function minutesOf(durationMs: number): number {
  return Math.round((durationMs / MINUTE_MS) * 10) / 10;
}

/** Answered calls have a length. Null: there are none. */
export function averageMs({ calls, missed, unanswered, durationMs }: Counts): number | null {
  const answered = calls - missed - unanswered;
  return answered === 0 ? null : durationMs / answered;
}

/** Columns that several tables have, and how their values are written. */
export function useCells() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const format = new Intl.NumberFormat(LOCALES[language]);
  const number = (value: number) => format.format(value);
  const column = <Row extends Counts>(
    key: keyof Counts & ('calls' | 'recorded' | 'missed' | 'unanswered' | 'unrecorded'),
  ) => ({
    key,
    label: t(`statistics.${key}`),
    value: (row: Row) => row[key],
    cell: (row: Row) => number(row[key]),
  });
  const minutes = <Row extends Counts>(): StatColumn<Row> => ({
    key: 'minutes',
    label: t('statistics.columns.minutes'),
    value: ({ durationMs }) => minutesOf(durationMs),
    cell: ({ durationMs }) => number(Math.round(durationMs / MINUTE_MS)),
  });
  return {
    number,
    share: (part: number, whole: number) => formatShare(part, whole, language),
    minutes,
    column,
    counts: <Row extends Counts>(): StatColumn<Row>[] => [
      column<Row>('calls'),
      column<Row>('recorded'),
      column<Row>('unrecorded'),
      column<Row>('missed'),
      column<Row>('unanswered'),
      minutes<Row>(),
    ],
  };
}
