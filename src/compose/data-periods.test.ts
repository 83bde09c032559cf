import { expect, test } from 'vitest';
import { loadConfig } from '../config/index.ts';
import { LATE_CALLS_DAYS } from '../delivery/days/make-packages.ts';
import { WARNING_DAYS } from '../retention/option-end-warnings.ts';
import { dataPeriods } from './data-periods.ts';

/** Whether the settings accept periods of so many days. */
function accepted(...names: readonly string[]): (days: number) => boolean {
  return (days) => {
    try {
      dataPeriods(loadConfig(Object.fromEntries(names.map((name) => [name, `${days}d`]))));
      return true;
    } catch {
      return false;
    }
  };
}

test('no period is shorter than what other parts look back', () => {
  const calls = accepted('FONOTEKA_RETENTION_CALLS', 'FONOTEKA_RETENTION_UNRECORDED_CALLS');
  // Each is kept by whole days: the day itself counts.
  expect([calls(LATE_CALLS_DAYS), calls(LATE_CALLS_DAYS + 1)]).toEqual([false, true]);
  expect(accepted('FONOTEKA_RETENTION_MAILS')(WARNING_DAYS)).toBe(false);
});
