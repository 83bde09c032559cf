import { expect, test, vi } from 'vitest';
import { AttemptCounters } from './attempt-counters.ts';
import type { Database } from './postgres/index.ts';

test('counters that are made for a request leave no timer behind: one removes what has expired, of all names', () => {
  vi.useFakeTimers();
  try {
    const db = {} as Database;
    for (let request = 0; request < 50; request++) new AttemptCounters({ name: `of ${request}`, db });
    expect(vi.getTimerCount()).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
