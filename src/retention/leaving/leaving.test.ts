import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { newId, type RecorderId, type SourceId, type TenantId } from '../../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { addExtendedRetention, insertRecordedCall, describeCall } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { verifyFileLogin } from '../../../test/kit/verify-file-login.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { audioOf, DAY_MS, RetentionFixture } from '../../../test/kit/retention-fixture.ts';
import { storeMp3 } from '../../../test/kit/store-mp3.ts';
import { reportUnarchivedCalls } from '../../calls/index.ts';
import { addTenant, addUser, CachedDirectory, listTenants, verifyPassword } from '../../tenants/index.ts';
import { liftHold, placeHold } from '../holds.ts';
import { planRetention } from '../plan-retention.ts';
import { verifyDestructionLog, verifyExportedDestructionLog } from '../verify-destruction-log.ts';
import { destructionLogSigner } from '../destruction-log-store.ts';
import { exportDestructionExtract } from '../destruction-extract.ts';
import { closeDueTenants } from './close-left-tenants.ts';
import { leaveStatus, unfinishedLeaves } from './leave-status.ts';
import { orderLeave, withdrawLeave } from './order-leave.ts';
import { ERASED_ROWS, KEPT_TABLES } from './tenant-rows.ts';

const { db } = testDatabase();
const BY = { actor: 'cli', address: null };

let names = 0;

async function leavingTenant(fixture: RetentionFixture, daysAhead = 14) {
  names += 1;
  const number = `4822000${String(names).padStart(4, '0')}`;
  const added = await addTenant(
    db,
    { name: `Klient ${names}`, plan: 'Biznes', numbers: [number], email: `biuro@klient${names}.pl` },
    fixture.clock.now(),
  );
  const { tenantId } = added;
  const on = addDays(warsawDay(fixture.clock.now()), daysAhead);
  await orderLeave({ ...depsOf(fixture), by: BY }, { tenantId, on, atShortNotice: true });
  return { ...added, tenantId, on, number };
}

function depsOf({ clock, audit, databaseNow, monotonicReference, log }: RetentionFixture) {
  return { db, clock, audit, databaseNow, monotonicReference, log };
}

const fixtureAt = (): RetentionFixture => new RetentionFixture(db);
const to = ({ clock }: RetentionFixture, instant: number): void => clock.advance(instant - clock.now());
const toDay = (fixture: RetentionFixture, day: string): void => to(fixture, startOfWarsawDay(day));

async function tenantRow(tenantId: TenantId) {
  return db.selectFrom('tenants').selectAll().where('id', '=', tenantId).executeTakeFirst();
}

async function countOf(table: string, tenantId: TenantId): Promise<number> {
  const rowsOf = ERASED_ROWS[table] ?? ((id: TenantId) => sql<boolean>`tenant_id = ${id}`);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM ${sql.table(table)} WHERE ${rowsOf(tenantId)}`.execute(db);
  return rows[0]!.count;
}

test('from the beginning of the day on, whether or not a run has come, nothing is kept and nothing recorded', async () => {
  const fixture = fixtureAt();
  const { tenantId, on, number } = await leavingTenant(fixture);
  const other = await leavingTenant(fixture, 100);
  await fixture.recording(tenantId, 3);
  await fixture.recording(other.tenantId, 3);
  to(fixture, startOfWarsawDay(on) - 1);
  const plan = () => planRetention(db, { at: fixture.clock.now(), keepUndeliveredDays: 0 });
  const owner = async () =>
    (await new CachedDirectory({ db, clock: fixture.clock, log: quietLog }).current()).ownerOf(`+${number}` as never);
  expect((await plan()).tenants.some((each) => each.tenantId === tenantId)).toBe(false);
  expect(await owner()).toMatchObject({ entitled: true });
  toDay(fixture, on);
  expect((await plan()).tenants).toContainEqual(expect.objectContaining({ tenantId, recordings: 1 }));
  expect((await plan()).tenants.some((each) => each.tenantId === other.tenantId)).toBe(false);
  expect(await owner()).toMatchObject({ entitled: false });
});

test('its access is closed within the job’s minute, and cannot be taken back', async () => {
  const fixture = fixtureAt();
  const { tenantId, on, panel, ftp } = await leavingTenant(fixture);
  expect(await verifyPassword(db, panel.login, panel.password)).not.toBeNull();
  await closeDueTenants(depsOf(fixture));
  expect(await verifyFileLogin(db, ftp.login, ftp.password)).not.toBeNull();
  toDay(fixture, on);
  await closeDueTenants(depsOf(fixture));
  expect(await verifyPassword(db, panel.login, panel.password)).toBeNull();
  expect(await verifyFileLogin(db, ftp.login, ftp.password)).toBeNull();
  await expect(withdrawLeave({ ...depsOf(fixture), by: BY }, tenantId)).rejects.toMatchObject({
    code: 'tenant-has-left',
  });
});

test('every recording is destroyed on request, whatever its retention; one on hold when the hold ends', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture, 20);
  await addExtendedRetention(db, tenantId, { units: 11 });
  const [old, recent, held] = [
    await fixture.recording(tenantId, 200),
    await fixture.recording(tenantId, 1),
    await fixture.recording(tenantId, 2),
  ];
  await placeHold(fixture, { ...fixture.by(tenantId, held), reason: 'spór', until: null });
  toDay(fixture, on);
  expect(await leaveStatus(db, tenantId, fixture.clock.now())).toMatchObject({
    recordings: { recordings: 3 },
    held: { recordings: 1 },
    holds: [{ recordingId: held, until: null }],
  });
  const run = await fixture.run();
  expect(run).toMatchObject({ failed: 0, heldBack: 1 });
  const logged = await db.selectFrom('destruction_log').selectAll().where('tenant_id', '=', tenantId).execute();
  expect(new Map(logged.map(({ recording_id, reason }) => [recording_id, reason]))).toEqual(
    new Map([
      [old, 'on-request'],
      [recent, 'on-request'],
    ]),
  );
  expect((await fixture.audio(held)).length).toBeGreaterThan(0);
  expect(await countOf('users', tenantId)).toBe(0);
  expect(await countOf('calls', tenantId)).toBe(1);
  to(fixture, startOfWarsawDay(on) + 2 * DAY_MS);
  expect(await unfinishedLeaves(db, fixture.clock.now())).toContain(tenantId);
  await liftHold(fixture, fixture.by(tenantId, held));
  // The first run destroys it, and its rows go when the statement of the hold is issued: here there is none to come.
  await db.updateTable('tenants').set({ billing_day: 1 }).where('id', '=', tenantId).execute();
  await sql`INSERT INTO statements (tenant_id, period_start, period_end, issued_at, content)
    VALUES (${tenantId}, ${'2026-01-01'}, ${'2027-01-01'}, now(), '{}')`.execute(db);
  await fixture.run();
  expect(await fixture.destroyed()).not.toContain(held);
  expect(await countOf('calls', tenantId)).toBe(0);
  expect(await tenantRow(tenantId)).toMatchObject({ erased_at: expect.any(Date), name: expect.any(String) });
  expect(await unfinishedLeaves(db, fixture.clock.now())).not.toContain(tenantId);
  expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true });
});

test('a tenant that stays after all, or another one, keeps everything', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  const other = await leavingTenant(fixture, 90);
  const ids = [await fixture.recording(tenantId, 1), await fixture.recording(other.tenantId, 1)];
  expect(await withdrawLeave({ ...depsOf(fixture), by: BY }, tenantId)).toBe(true);
  const before = await Promise.all(Object.keys(ERASED_ROWS).map((table) => countOf(table, other.tenantId)));
  toDay(fixture, on);
  await fixture.run();
  for (const id of ids) expect(await fixture.audio(id)).toEqual(expect.any(Buffer));
  expect(await Promise.all(Object.keys(ERASED_ROWS).map((table) => countOf(table, other.tenantId)))).toEqual(before);
  expect((await fixture.audit.list(tenantId)).map(({ action }) => action).slice(0, 2)).toEqual([
    'tenant-leave-taken-back',
    'tenant-leave-ordered',
  ]);
});

test('the usual notice is 14 days; the contacts get a mail with the day', async () => {
  const fixture = fixtureAt();
  const { tenantId } = await leavingTenant(fixture, 30);
  const order = (days: number, atShortNotice: boolean) => {
    const on = addDays(warsawDay(fixture.clock.now()), days);
    return orderLeave({ ...depsOf(fixture), by: BY }, { tenantId, on, atShortNotice });
  };
  await expect(order(13, false)).rejects.toMatchObject({ code: 'leave-too-soon' });
  await expect(order(0, true)).rejects.toMatchObject({ code: 'leave-too-soon' });
  expect(await order(14, false)).toBe(true);
  const [listed] = await listTenants(db, fixture.clock.now(), tenantId);
  expect(listed!.leave).toMatchObject({ on: addDays(warsawDay(fixture.clock.now()), 14), leftAt: null });
  expect(await order(14, false)).toBe(false);
  expect(await order(1, true)).toBe(true);
  const mails = await db.selectFrom('mails').select(['kind', 'subject']).where('tenant_id', '=', tenantId).execute();
  expect(mails.map(({ kind }) => kind)).toEqual(['tenant-leaves', 'tenant-leaves', 'tenant-leaves']);
  expect(mails.at(-1)!.subject).toContain('20 maja 2026');
});

test('a paused tenant’s rows stay, its recordings do not', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  const id = await fixture.recording(tenantId, 1);
  const pause = { tenant_id: tenantId, reason: 'spór', paused_by: 'cli', paused_at: new Date(), until: null };
  await db.insertInto('retention_pauses').values(pause).execute();
  toDay(fixture, on);
  await fixture.run();
  expect(await fixture.destroyed()).toContain(id);
  expect(await countOf('users', tenantId)).toBe(1);
  await db.deleteFrom('retention_pauses').execute();
  await fixture.run();
  expect(await countOf('users', tenantId)).toBe(0);
});

test('a tenant whose rows cannot be deleted stops no other', async () => {
  const fixture = fixtureAt();
  const stuck = await leavingTenant(fixture);
  const other = await leavingTenant(fixture);
  await sql
    .raw(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF OLD.tenant_id = '${stuck.tenantId}' THEN RAISE EXCEPTION 'damaged'; END IF; RETURN OLD; END $$;
       CREATE TRIGGER refuse BEFORE DELETE ON ftp_accounts FOR EACH ROW EXECUTE FUNCTION refuse()`,
    )
    .execute(db);
  toDay(fixture, stuck.on);
  const run = await fixture.run();
  await sql.raw('DROP TRIGGER refuse ON ftp_accounts').execute(db);
  expect(run.failures).toMatchObject([{ step: 'leave', tenantId: stuck.tenantId }]);
  expect(await countOf('ftp_accounts', other.tenantId)).toBe(0);
  expect(await countOf('ftp_accounts', stuck.tenantId)).toBe(1);
  await fixture.run();
  expect(await countOf('ftp_accounts', stuck.tenantId)).toBe(0);
});

test('a tenant that was never billed leaves no row but its logs; another one’s calls over its PBX stay', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  const other = await leavingTenant(fixture, 90);
  await db
    .updateTable('tenants')
    .set({ billing_from: '2030-01-01' } as never)
    .where('id', '=', tenantId)
    .execute();
  await fixture.recording(tenantId, 1);
  const sourceId = (
    await sql<{
      id: string;
    }>`INSERT INTO sources (id, name, tenant_id) VALUES (gen_random_uuid(), 'Centrala', ${tenantId}) RETURNING id`.execute(
      db,
    )
  ).rows[0]!.id;
  const call = describeCall(other.tenantId, { sourceId: sourceId as never, startedAt: fixture.clock.now() });
  await insertRecordedCall(db, call);
  toDay(fixture, on);
  await fixture.run();
  expect(await tenantRow(tenantId)).toBeUndefined();
  const source = await db
    .selectFrom('sources')
    .selectAll()
    .where('id', '=', sourceId as never)
    .executeTakeFirstOrThrow();
  expect(source).toMatchObject({ tenant_id: null, name: 'removed', removed_at: expect.any(Date) });
  expect(await countOf('calls', other.tenantId)).toBe(1);
  expect((await fixture.audit.list(tenantId))[0]).toMatchObject({ action: 'tenant-erased' });
  expect(await fixture.audit.verify(tenantId)).toMatchObject({ ok: true });
  // Its log ends by its own period.
  to(fixture, fixture.clock.now() + 3650 * DAY_MS);
  await fixture.run();
  expect((await fixture.audit.list(tenantId)).map(({ action }) => action)).toEqual(['audit-cut']);
});

test('calls that recorders store after the destruction, its own and another tenant’s over its PBX, are accepted; its own are destroyed', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  const other = await leavingTenant(fixture, 90);
  const sourceId = newId<SourceId>(0);
  await sql`INSERT INTO sources (id, name, tenant_id) VALUES (${sourceId}, 'Centrala', ${tenantId})`.execute(db);
  const startedAt = startOfWarsawDay(on) - 60_000;
  const unarchivedSince = new Map([[tenantId, startedAt]]);
  const recorderId = newId<RecorderId>(0);
  toDay(fixture, on);
  await reportUnarchivedCalls(db, { recorderId, unarchivedSince, now: fixture.clock.now() });
  await fixture.run();
  expect(await tenantRow(tenantId)).toMatchObject({ left_at: expect.any(Date), erased_at: null });
  const late = [tenantId, other.tenantId].map((owner) => describeCall(owner, { sourceId, startedAt }));
  for (const call of late) await storeMp3(fixture, call, audioOf(call.recordingId));
  await reportUnarchivedCalls(db, { recorderId, unarchivedSince: new Map(), now: fixture.clock.now() });
  fixture.clock.advance(60_000);
  await fixture.run();
  expect(await countOf('calls', tenantId)).toBe(0);
  expect(await fixture.audio(late[1]!.recordingId)).toEqual(audioOf(late[1]!.recordingId));
  expect(await tenantRow(tenantId)).toMatchObject({ erased_at: expect.any(Date) });
});

test('each table with rows of tenants is erased, or kept for a reason', async () => {
  const { rows } = await sql<{ table: string }>`
    WITH RECURSIVE of_tenants (oid) AS (
      SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attname = 'tenant_id' AND relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace
      UNION SELECT 'tenants'::regclass::oid
      UNION SELECT conrelid FROM pg_constraint JOIN of_tenants ON confrelid = of_tenants.oid WHERE contype = 'f'
    )
    SELECT relname AS table FROM of_tenants JOIN pg_class USING (oid) WHERE NOT relispartition`.execute(db);
  const known = new Set([...Object.keys(ERASED_ROWS), ...Object.keys(KEPT_TABLES)]);
  expect(rows.map(({ table }) => table).filter((table) => !known.has(table))).toEqual([]);
  expect(rows.length).toBeGreaterThan(25);
});

test('the proof names every destroyed recording of the tenant and no other, and shows each manipulation', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  const other = await leavingTenant(fixture);
  const ids = [await fixture.recording(tenantId, 1), await fixture.recording(tenantId, 2)];
  await fixture.recording(other.tenantId, 1);
  toDay(fixture, on);
  await fixture.run();
  const signer = await destructionLogSigner(fixture);
  const lines = await Array.fromAsync(exportDestructionExtract(db, signer, { tenantId, at: fixture.clock.now() }));
  expect(await verify(lines)).toMatchObject({ sound: true, entries: 2, extract: { tenantId, recordingsLeft: 0 } });
  const named = lines.slice(1, -1).map((line) => (JSON.parse(line) as { recordingId: string }).recordingId);
  expect(named.toSorted()).toEqual(ids.toSorted());
  const [head, first, second, end] = lines as [string, string, string, string];
  for (const forged of [
    [head, first, end],
    [head, second, first, end],
    [head, first, first, second, end],
    [head, first, second],
    [head, first, second.replace('on-request', 'expired'), end],
    [head, first, second, end.replace('"recordingsLeft":0', '"recordingsLeft":1')],
    [head.replace(tenantId, other.tenantId), first, second, end],
    [head, first, second, end, end],
  ]) {
    expect(await verify(forged)).toMatchObject({ sound: false });
  }
});

const verify = (given: readonly string[]) => verifyExportedDestructionLog(streamOf(given));

async function* streamOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

test('a wrong clock closes nothing and destroys nothing', async () => {
  const fixture = fixtureAt();
  const { tenantId, on } = await leavingTenant(fixture);
  await addUser(db, { tenantId, name: 'Anna', role: 'admin' }, fixture.clock.now());
  const now = fixture.clock.now();
  toDay(fixture, on);
  const wrong = { ...depsOf(fixture), databaseNow: async () => now };
  await expect(closeDueTenants(wrong)).rejects.toMatchObject({ code: 'clock-not-trusted' });
  expect(await tenantRow(tenantId)).toMatchObject({ left_at: null, disabled_at: null });
});
