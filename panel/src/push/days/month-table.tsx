import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushDay } from '../../api/client.ts';
import { type Month, weeksOf } from '../../format/month.ts';
import { formatMonth, formatWeekday, startOfWarsawDay, type WarsawDay } from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/use-language.ts';
import { DayBadge } from './day-state.tsx';
import classes from './month-table.module.css';
import { useDayTexts } from './use-day-texts.ts';

/** Any Monday and the days after it. */
const WEEK = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15'];

interface MonthTableProps {
  month: Month;
  days: readonly PushDay[];
}

/** A month as a wall calendar shows it. */
export function MonthTable({ month, days }: MonthTableProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const byDay = new Map(days.map((day) => [day.day, day]));
  return (
    <table className={classes.month} aria-label={t('push.calendar.caption', { month: formatMonth(month, language) })}>
      <thead>
        <tr>
          {WEEK.map((day) => (
            <th key={day} scope="col">
              {formatWeekday(startOfWarsawDay(day), language)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map((week) => (
          <tr key={week.find((day) => day !== null)}>
            {week.map((day, index) => (
              <td key={day ?? WEEK[index]}>{day !== null && <Cell day={day} found={byDay.get(day)} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Days to come, and those that the push has nothing to do with, lead nowhere. */
function Cell({ day, found }: { day: WarsawDay; found: PushDay | undefined }) {
  const texts = useDayTexts();
  const number = <span className={classes.number}>{Number(day.slice(-2))}</span>;
  if (found === undefined || (found.state === 'not-due' && found.recordings === 0)) return number;
  return (
    <Link to="/account/push/$day" params={{ day }} className={classes.day} aria-label={texts.label(found)}>
      {number}
      <DayBadge state={found.state} />
      <span className={classes.counts}>{texts.counts(found)}</span>
    </Link>
  );
}
