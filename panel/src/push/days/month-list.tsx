import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PushDay } from '../../api/client.ts';
import { DayBadge } from './day-state.tsx';
import classes from './month-list.module.css';
import { useDayTexts } from './use-day-texts.ts';

/** A month as a phone has room for it: its days, newest first. */
export function MonthList({ days }: { days: readonly PushDay[] }) {
  const texts = useDayTexts();
  return (
    <ul className={classes.days}>
      {days
        .filter(({ state, recordings }) => state !== 'not-due' || recordings > 0)
        .map((day) => (
          <li key={day.day}>
            <Link
              to="/account/push/$day"
              params={{ day: day.day }}
              className={classes.day}
              aria-label={texts.label(day)}
            >
              <span>
                <Text size="sm" fw={600}>
                  {texts.date(day)}
                </Text>
                <Text size="xs" c="dimmed">
                  {texts.countsInFull(day)}
                </Text>
              </span>
              <DayBadge state={day.state} />
            </Link>
          </li>
        ))}
    </ul>
  );
}
