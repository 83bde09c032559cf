import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { describeCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { insertPushTarget } from '../../test/kit/push-rows.ts';
import { DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, COMPANY, PERSON, RodoFixture } from '../../test/kit/rodo-fixture.ts';
import { type CallId, newId, type PackageId, type RecordingId, type SourceId, type TenantId } from '../base/ids.ts';
import { saveCall } from '../calls/index.ts';
import { packContents, unpackContents } from '../delivery/days/day-contents.ts';
import { CONFLICT_KINDS } from './index.ts';

const { db } = testDatabase();
let fixture: RodoFixture;
let tenant: TenantId;

beforeEach(async () => {
  fixture = new RodoFixture(db);
  tenant = await insertTenant(db);
});

async function erase(): Promise<void> {
  await fixture.requests.orderErasure(await fixture.open(tenant, 'erasure'), CONFLICT_KINDS, ANNA);
  await fixture.work();
}

const contentsOf = async (id: PackageId) => {
  const row = await db.selectFrom('packages').select('contents').where('id', '=', id).executeTakeFirstOrThrow();
  return unpackContents(row.contents!);
};

async function waitingPackage(recordingId: RecordingId, callId: CallId, unrecorded: CallId): Promise<PackageId> {
  const at = fixture.clock.now();
  const times = { startedAt: at, answeredAt: null, endedAt: null, direction: 'inbound' } as const;
  const call = { ...times, callId, caller: PERSON, callee: COMPANY, flags: [] };
  const file = { id: recordingId, call, path: 'a.mp3', sizeBytes: 1, sha256: '', durationMs: 1 };
  const contents = await packContents({
    day: '2026-05-15',
    number: 1,
    recordings: [file],
    unrecorded: [{ call: { ...call, callId: unrecorded }, reason: 'recording-off' }],
  });
  const id = newId<PackageId>(at);
  await sql`INSERT INTO packages (id, tenant_id, day, number, kind, form, contents, recordings, unrecorded, size_bytes, made_at)
    VALUES (${id}, ${tenant}, '2026-05-15', 1, 'day', 'tree', ${contents}, 1, 1, 1, ${new Date(at)})`.execute(db);
  return id;
}

test('an erasure removes the number from packages that wait for their delivery', async () => {
  const { recordingId, callId } = await fixture.recorded(tenant, 5);
  const unrecorded = await fixture.unrecorded(tenant, 'recording-off');
  const id = await waitingPackage(recordingId, callId, unrecorded);
  await erase();
  const { recordings, unrecorded: left } = await contentsOf(id);
  expect(recordings[0]!.path).toBe(`2026/05/20/erased_${recordingId}.mp3`);
  expect([recordings[0]!.call.caller, left[0]!.call.caller, left[0]!.call.callee]).toEqual([null, null, COMPANY]);
});

test('an erasure removes it from them also where another session has made one call of several since', async () => {
  const startedAt = fixture.clock.now() - 5 * DAY_MS;
  const session = (minutes: number) => {
    const at = startedAt + minutes * 60_000;
    return { correlationId: '17', startedAt: at, answeredAt: at };
  };
  await fixture.recorded(tenant, 5, session(0));
  const { recordingId, callId } = await fixture.recorded(tenant, 5, session(20));
  const unrecorded = await fixture.unrecorded(tenant, 'recording-off', session(40));
  const id = await waitingPackage(recordingId, callId, unrecorded);
  await saveCall(db, describeCall(tenant, { caller: PERSON, callee: COMPANY, ...session(0) }), {
    endedAt: startedAt + 3_600_000,
  });
  expect(await db.selectFrom('calls').select('id').where('tenant_id', '=', tenant).execute()).toHaveLength(1);
  await erase();
  const contents = await contentsOf(id);
  expect(JSON.stringify(contents)).not.toContain('512345678');
  expect(contents.recordings[0]!.path).toContain(`erased_${recordingId}.mp3`);
});

test('an erasure keeps the name of a file that the customer’s server may have, until the next attempt deletes it there', async () => {
  const { recordingId, callId } = await fixture.recorded(tenant, 5);
  const id = await waitingPackage(recordingId, callId, await fixture.unrecorded(tenant, 'recording-off'));
  await db
    .updateTable('packages')
    .set({ begun_at: new Date(0) })
    .where('id', '=', id)
    .execute();
  await insertPushTarget(db, tenant, { keepUndelivered: false, at: fixture.clock.now() });
  await erase();
  expect((await contentsOf(id)).recordings[0]).toMatchObject({ path: 'a.mp3', call: { caller: null } });
});

test('an erasure ends what is kept of the call records as PBXs of the tenant and of several tenants sent them', async () => {
  const other = await insertTenant(db, 'Warsztat');
  const kept = async (of: TenantId | null) => {
    const source = newId<SourceId>(1);
    await db.insertInto('sources').values({ id: source, name: 'PBX', tenant_id: of }).execute();
    await sql`INSERT INTO source_records (id, source_id, received_at, records, sealed)
      VALUES (gen_random_uuid(), ${source}, now(), 1, '')`.execute(db);
    return source;
  };
  await fixture.unrecorded(tenant, 'not-answered');
  await Promise.all([kept(tenant), kept(null)]);
  const ofOther = await kept(other);
  await erase();
  expect(await db.selectFrom('source_records').select('source_id').execute()).toEqual([{ source_id: ofOther }]);
});
