import { expect, test, vi } from 'vitest';
import { AttemptCounters } from './attempt-counters.ts';
import type { Database } from './postgres/index.ts';

test('counters that are made for a request leave no timer behind: one removes what has expired, of all names', () => {
  vi.useFakeTimers();
  try {
    const db = {} as Database;
    const ofRequests = Array.from({ length: 50 }, (_, n) => new AttemptCounters({ name: `of ${n}`, db }));
    expect(ofRequests).toHaveLength(50);
    expect(vi.getTimerCount()).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
