import { ActionIcon, Divider, Group, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PushDay } from '../../api/client.ts';
import {
  addMonths,
  formatDay,
  formatLongDay,
  formatMonth,
  formatWeekday,
  type Month,
  monthOf,
  startOfWarsawDay,
  type WarsawDay,
  warsawDay,
  weeksOf,
} from '../../format/warsaw-time.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { EmptyMessage, ListSkeleton, LoadError } from '../../ui/feedback.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useNarrowScreen } from '../../ui/use-environment.ts';
import { usePushMonth } from '../use-push.ts';
import classes from './calendar.module.css';
import { DayBadge, shownState } from './day-state.tsx';

const TITLE_ID = 'push-calendar';

interface CalendarProps {
  month: Month;
  onMonth: (month: Month) => void;
}

/** The delivery state of each day of a month, with links to the days. */
export function Calendar({ month, onMonth }: CalendarProps) {
  const { t } = useTranslation();
  const narrow = useNarrowScreen();
  const found = usePushMonth(month);
  const days = found.data?.days ?? [];
  const isEmpty = days.every(({ state }) => state === 'not-due');
  return (
    <Paper component="section" aria-labelledby={TITLE_ID} p="lg">
      <Group justify="space-between">
        <Title order={2} id={TITLE_ID}>
          {t('push.calendar.title')}
        </Title>
        <MonthSwitch month={month} onMonth={onMonth} />
      </Group>
      <Divider my="md" />
      {found.isPending && <ListSkeleton label={t('push.calendar.loading')} />}
      {found.isError && <LoadError error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && isEmpty && (
        <EmptyMessage icon="calendar" title={t('push.calendar.empty.title')} text={t('push.calendar.empty.text')} />
      )}
      {found.data !== undefined && !isEmpty && (
        <>
          {narrow ? <MonthList days={days} /> : <MonthTable month={month} days={days} />}
          <Text size="sm" c="dimmed" mt="md">
            {t('push.calendar.explained')}
          </Text>
        </>
      )}
    </Paper>
  );
}

function MonthSwitch({ month, onMonth }: CalendarProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const isLast = month >= monthOf(warsawDay(new Date()));
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('push.calendar.previous')}
        onClick={() => onMonth(addMonths(month, -1))}
      >
        <span style={{ display: 'flex', rotate: '90deg' }}>
          <Icon name="chevron" />
        </span>
      </ActionIcon>
      <Text fw={600} miw={140} ta="center" aria-live="polite">
        {formatMonth(month, language)}
      </Text>
      <ActionIcon
        variant="default"
        size="lg"
        disabled={isLast}
        aria-label={t('push.calendar.next')}
        onClick={() => onMonth(addMonths(month, 1))}
      >
        <span style={{ display: 'flex', rotate: '-90deg' }}>
          <Icon name="chevron" />
        </span>
      </ActionIcon>
    </Group>
  );
}

/** A week from Monday, for the names of the days. */
const WEEK = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15'];

interface MonthTableProps {
  month: Month;
  days: readonly PushDay[];
}

/** The month as a calendar, for wide screens. */
function MonthTable({ month, days }: MonthTableProps) {
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

/** Future days and days without the push have no link. */
function Cell({ day, found }: { day: WarsawDay; found: PushDay | undefined }) {
  const texts = useDayTexts();
  const number = <span className={classes.dayNumber}>{Number(day.slice(-2))}</span>;
  if (found === undefined || (found.state === 'not-due' && found.recordings === 0)) return number;
  return (
    <Link to="/account/push/$day" params={{ day }} className={classes.tableDay}>
      <VisuallyHidden>{texts.label(found)}</VisuallyHidden>
      <span className={classes.dayNumber} aria-hidden>
        {Number(day.slice(-2))}
      </span>
      <span aria-hidden>
        <DayBadge of={found} />
      </span>
      <span className={classes.counts} aria-hidden>
        {texts.counts(found)}
      </span>
    </Link>
  );
}

/** The month as a list, newest day first, for phones. */
function MonthList({ days }: { days: readonly PushDay[] }) {
  const texts = useDayTexts();
  return (
    <ul className={classes.dayList}>
      {days
        .filter(({ state, recordings }) => state !== 'not-due' || recordings > 0)
        .map((day) => (
          <li key={day.day}>
            <Link to="/account/push/$day" params={{ day: day.day }} className={classes.listDay}>
              <Text size="sm" fw={600}>
                {texts.date(day)}
              </Text>
              <DayBadge of={day} />
              <Text className={classes.listCounts} size="xs" c="dimmed">
                {texts.countsInFull(day)}
              </Text>
            </Link>
          </li>
        ))}
    </ul>
  );
}

/** Texts of a day in the calendar. */
function useDayTexts() {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const counted =
    (key: 'push.calendar.counts' | 'push.calendar.deliveredOf') =>
    ({ recordings, delivered, state, progress }: PushDay): string => {
      if (recordings === 0) return t('push.calendar.none');
      if (state === 'sending' && progress !== null) return t('push.calendar.sent', { percent: percentOf(progress) });
      return t(key, { recordings, delivered });
    };
  const counts = counted('push.calendar.counts');
  const countsInFull = counted('push.calendar.deliveredOf');
  const label = (day: PushDay): string =>
    t('push.calendar.label', {
      date: formatDay(day.day, language),
      state: t(`push.states.${shownState(day)}`),
      counts: countsInFull(day),
    });
  return { counts, countsInFull, label, date: ({ day }: PushDay): string => formatLongDay(day, language) };
}

function percentOf({ bytes, sentBytes }: NonNullable<PushDay['progress']>): number {
  return bytes === 0 ? 0 : Math.floor((100 * sentBytes) / bytes);
}
