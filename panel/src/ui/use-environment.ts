import { useMantineTheme } from '@mantine/core';
import { useInterval, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';

/** Whether the screen is as narrow as a phone's, where tables become lists of cards. On paper they are tables. */
export function useNarrowScreen(): boolean {
  const { breakpoints } = useMantineTheme();
  return useMediaQuery(`screen and (max-width: ${breakpoints.sm})`, undefined, { getInitialValueInEffect: false });
}

/** Whether the screen is so narrow that the menu lies over the page. */
export function useMenuOverPage(): boolean {
  const { breakpoints } = useMantineTheme();
  return useMediaQuery(`(max-width: ${breakpoints.md})`, undefined, { getInitialValueInEffect: false });
}

const MINUTE_MS = 60_000;

/** The current time in Unix ms, updated every minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), MINUTE_MS, { autoInvoke: true });
  return now;
}
