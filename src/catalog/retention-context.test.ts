import { expect, test } from 'vitest';
import { describeCall, addExtendedRetention, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { AuditLog } from '../audit/index.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { placeHold } from '../retention/index.ts';
import {
  fileOfDay,
  filesOfDay,
  KnownHistories,
  listCalls,
  type ListedRecording,
  openRecording,
  periodsWithRecordings,
  waveformOf,
  wholeTenant,
} from './index.ts';

const { db } = testDatabase();
const STARTED = Date.parse('2026-03-10T09:00:00Z');
/** 30 and 60 days later by Warsaw's clocks, which went forward in between. */
const THIRTY_DAYS_LATER = Date.parse('2026-04-09T08:00:00Z');
const SIXTY_DAYS_LATER = Date.parse('2026-05-09T08:00:00Z');

/** What the tree knows of one instant is used at the next one. */
const histories = new KnownHistories();

async function recorded(tenant: TenantId): Promise<RecordingId> {
  const call = describeCall(tenant, { startedAt: STARTED });
  await insertRecordedCall(db, call);
  return call.recordingId;
}

/** What panel, API and tree show of a tenant's only recording at an instant. */
async function seenAt(tenant: TenantId, id: RecordingId, now: number) {
  const catalog = { db, clock: new ManualClock(now), panelWindowDays: 30, histories };
  const scope = wholeTenant(tenant);
  const { calls } = await listCalls(catalog, scope, { cursor: null, limit: 10 });
  const listed = calls[0]!.recordings[0]!;
  const opened = await openRecording(catalog, scope, id);
  const inTree = (await Array.fromAsync(filesOfDay(catalog, scope, '2026-03-10'))).length === 1;
  const range = { first: '2026-01-01', end: '2027-01-01' };
  expect(await periodsWithRecordings(catalog, scope, { period: 'day', ...range })).toHaveLength(inTree ? 1 : 0);
  expect((await fileOfDay(catalog, scope, { day: '2026-03-10', name: listed.fileName })) !== null).toBe(inTree);
  expect((await waveformOf(catalog, scope, id)) !== null).toBe(inTree);
  expect(opened).toMatchObject({ kept: inTree, playable: listed.playable });
  return { listed, inTree };
}

function availableIn({ listed, inTree }: { listed: ListedRecording; inTree: boolean }): string {
  if (listed.playable) return inTree ? 'panel and tree' : 'panel';
  return inTree ? 'tree' : 'none';
}

test('a recording is available until the instant of its expiry', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  const before = await seenAt(tenant, id, THIRTY_DAYS_LATER - 1);
  expect(availableIn(before)).toBe('panel and tree');
  expect(before.listed).toMatchObject({ availableUntil: THIRTY_DAYS_LATER, destroyedAt: null, hold: null });
  expect(availableIn(await seenAt(tenant, id, THIRTY_DAYS_LATER))).toBe('none');
});

test('one kept for longer leaves the panel after its window, and the tree when it expires', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  await addExtendedRetention(db, tenant, { units: 1 });
  expect(availableIn(await seenAt(tenant, id, THIRTY_DAYS_LATER - 1))).toBe('panel and tree');
  const later = await seenAt(tenant, id, THIRTY_DAYS_LATER);
  expect(availableIn(later)).toBe('tree');
  expect(later.listed.availableUntil).toBe(SIXTY_DAYS_LATER);
  expect(availableIn(await seenAt(tenant, id, SIXTY_DAYS_LATER))).toBe('none');
});

test('when an option ends, older recordings expire, and the panel says so before', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  const ends = Date.parse('2026-04-20T22:00:00Z');
  await addExtendedRetention(db, tenant, { units: 5, until: ends });
  const before = await seenAt(tenant, id, ends - 1);
  expect(availableIn(before)).toBe('tree');
  expect(before.listed.availableUntil).toBe(ends);
  expect(availableIn(await seenAt(tenant, id, ends))).toBe('none');
});

test('a hold keeps it in the tree, not in the panel, and is shown', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  const clock = new ManualClock(THIRTY_DAYS_LATER - 1);
  const parts = { db, keys: new MemoryKeyStore(), audit: new AuditLog(db, clock), clock };
  const order = { tenantId: tenant, recordingId: id, by: 'anna', actor: 'cli', address: null };
  await placeHold(parts, { ...order, isLimited: true, reason: 'proces', until: SIXTY_DAYS_LATER });
  const held = await seenAt(tenant, id, SIXTY_DAYS_LATER - 1);
  expect(availableIn(held)).toBe('tree');
  expect(held.listed.hold).toEqual({ reason: 'proces', placedBy: 'anna', until: SIXTY_DAYS_LATER });
  const after = await seenAt(tenant, id, SIXTY_DAYS_LATER);
  expect([availableIn(after), after.listed.hold]).toEqual(['none', null]);
});

test('what is expired stays so at every door, whatever is bought later, before any run', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  await addExtendedRetention(db, tenant, { units: 5, from: THIRTY_DAYS_LATER + 1 });
  for (const later of [THIRTY_DAYS_LATER + 1, SIXTY_DAYS_LATER]) {
    const seen = await seenAt(tenant, id, later);
    expect([availableIn(seen), seen.listed.availableUntil]).toEqual(['none', THIRTY_DAYS_LATER]);
  }
});

test('what is bought at the last moment keeps it', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  await addExtendedRetention(db, tenant, { units: 1, from: THIRTY_DAYS_LATER });
  const seen = await seenAt(tenant, id, THIRTY_DAYS_LATER);
  expect([availableIn(seen), seen.listed.availableUntil]).toEqual(['tree', SIXTY_DAYS_LATER]);
});

test('from the beginning of its destruction on it is not available, even with longer retention or a hold; its call stays', async () => {
  const tenant = await insertTenant(db);
  const id = await recorded(tenant);
  const began = THIRTY_DAYS_LATER + 1000;
  const gone = { destroying_at: new Date(began), destruction_reason: 'expired', waveform: null } as const;
  await db.updateTable('recordings').set(gone).where('id', '=', id).execute();
  await addExtendedRetention(db, tenant, { units: 5 });
  const being = await seenAt(tenant, id, began + 1);
  expect(availableIn(being)).toBe('none');
  expect(being.listed).toMatchObject({ availableUntil: began, destroyedAt: null });
  await db
    .updateTable('recordings')
    .set({ destroyed_at: new Date(began + 5) })
    .where('id', '=', id)
    .execute();
  expect((await seenAt(tenant, id, began + 6)).listed).toMatchObject({ availableUntil: began, destroyedAt: began + 5 });
});
