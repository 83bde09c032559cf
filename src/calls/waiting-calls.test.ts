import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import type { RecorderId, TenantId } from '../base/ids.ts';
import { reportUnarchivedCalls, type WaitingCalls, waitingCalls } from './index.ts';

const NOW = Date.parse('2026-03-10T13:30:00Z');
const MINUTE_MS = 60_000;

const { db } = testDatabase();
const [one, other] = [randomUUID(), randomUUID()] as [RecorderId, RecorderId];
const [tenant, neighbour] = [randomUUID(), randomUUID()] as [TenantId, TenantId];

beforeEach(() => db.deleteFrom('recorders').execute());

const report = (recorderId: RecorderId, waiting: Record<TenantId, WaitingCalls>, now = NOW) =>
  reportUnarchivedCalls(db, {
    recorderId,
    unarchivedSince: new Map(),
    waiting: new Map(Object.entries(waiting)) as never,
    now,
  });
const found = (now = NOW) => waitingCalls(db, tenant, now);

test('a tenant’s calls wait at all recorders, and no other tenant’s', async () => {
  expect(await found()).toBe(null);
  await report(one, { [tenant]: { calls: 2, expectedAt: NOW + 90_000 }, [neighbour]: { calls: 9, expectedAt: null } });
  expect(await found()).toEqual({ calls: 2, expectedAt: NOW + 90_000 });
  await report(other, { [tenant]: { calls: 3, expectedAt: NOW + 120_000 } });
  expect(await found()).toEqual({ calls: 5, expectedAt: NOW + 120_000 });
  await report(one, { [neighbour]: { calls: 9, expectedAt: NOW + 600_000 } });
  expect(await found()).toEqual({ calls: 3, expectedAt: NOW + 120_000 });
  await report(other, {});
  expect(await found()).toBe(null);
});

test('where one recorder does not know the time, it is not known', async () => {
  await report(one, { [tenant]: { calls: 1, expectedAt: null } });
  await report(other, { [tenant]: { calls: 1, expectedAt: NOW + 90_000 } });
  expect(await found()).toEqual({ calls: 2, expectedAt: null });
});

test('what is done before the next report is not reported', async () => {
  await report(one, { [tenant]: { calls: 1, expectedAt: NOW + 10_000 } });
  expect(await found()).toBe(null);
});

test('a recorder that has not reported for a minute does not count, nor what it had reported before an older release ran', async () => {
  await report(one, { [tenant]: { calls: 1, expectedAt: null } });
  expect(await found(NOW + MINUTE_MS - 1)).toEqual({ calls: 1, expectedAt: null });
  await db
    .updateTable('recorders')
    .set({ seen_at: new Date(NOW + MINUTE_MS) })
    .execute();
  expect(await found(NOW + MINUTE_MS)).toBe(null);
});
