import { describe, expect, it } from 'vitest';
import { type CallsPage, mergeNewest } from './merge-newest.ts';

const call = (minute: number, rest: object = {}) =>
  ({
    id: `call-${minute}`,
    startedAt: `2026-11-30T12:${String(minute).padStart(2, '0')}:00.000Z`,
    ...rest,
  }) as CallsPage['calls'][number];
const page = (minutes: readonly number[], nextCursor: string | null, rest: object = {}): CallsPage => ({
  calls: minutes.map((minute) => call(minute)),
  nextCursor,
  preparing: null,
  ...rest,
});
const listOf = (...pages: CallsPage[]) => ({ pages, pageParams: pages.map((_, index) => index) });
const ids = (list: ReturnType<typeof mergeNewest>) =>
  list?.pages.map((each) => each.calls.map(({ id }) => Number(id.slice(5))));

describe('the first page of a list, asked for again', () => {
  it('adds new calls at the top, also between others, and leaves the other pages alone', () => {
    const known = listOf(page([9, 7, 6], 'to-6'), page([5, 4, 3], null));
    const merged = mergeNewest(known, page([12, 9, 8], 'to-8'));
    expect(ids(merged)).toEqual([
      [12, 9, 8, 7, 6],
      [5, 4, 3],
    ]);
    expect(merged?.pages[0]?.nextCursor).toBe('to-6');
    expect(merged?.pages[1]).toBe(known.pages[1]);
  });

  it('replaces calls that have changed, and says what is still in preparation', () => {
    const newest = {
      ...page([], 'to-7'),
      calls: [call(9, { durationMs: 5 }), call(7)],
      preparing: { calls: 2, expectedAt: null },
    };
    const merged = mergeNewest(listOf(page([9, 7, 6], 'to-6')), newest);
    expect(merged?.pages[0]).toMatchObject({ calls: [{ durationMs: 5 }, {}, {}], preparing: { calls: 2 } });
    expect(ids(merged)).toEqual([[9, 7, 6]]);
  });

  it('drops calls that are gone', () => {
    expect(ids(mergeNewest(listOf(page([9, 8, 7], null)), page([9, 7], null)))).toEqual([[9, 7]]);
  });

  it('fills an empty list', () => {
    const merged = mergeNewest(listOf(page([], null)), page([9, 8, 7], 'to-7'));
    expect(ids(merged)).toEqual([[9, 8, 7]]);
    expect(merged?.pages[0]?.nextCursor).toBe('to-7');
  });

  it('gives up where calls in between are unknown', () => {
    expect(mergeNewest(listOf(page([9, 8], 'to-8')), page([40, 39], 'to-39'))).toBeNull();
  });
});
