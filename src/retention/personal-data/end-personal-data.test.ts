import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { describeCall, insertTenant } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { DAY_MS, RetentionFixture } from '../../../test/kit/retention-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import { saveUnrecordedCall } from '../../calls/index.ts';
import { liftHold, placeHold } from '../holds.ts';
import { verifyDestructionLog } from '../verify-destruction-log.ts';
import { dueData, overdueData, pauseRetention, resumeRetention } from './index.ts';

const MONTH_MS = 31 * DAY_MS;
const { db } = testDatabase();
let fixture: RetentionFixture;
let tenant: TenantId;

beforeEach(async () => {
  await sql`TRUNCATE recordings, calls, legal_holds, subscriptions, retention_runs, retention_pauses, mails, push_hooks,
    cancellation_requests, packages, rodo_requests CASCADE`.execute(db);
  fixture = new RetentionFixture(db);
  tenant = await insertTenant(db);
});

const at = (daysAgo: number) => fixture.clock.now() - daysAgo * DAY_MS;

async function unrecordedCall(owner: TenantId, daysAgo: number, metadata: readonly string[] = []): Promise<void> {
  const call = describeCall(owner, { startedAt: at(daysAgo), metadata });
  await saveUnrecordedCall(db, { ...call, endedAt: null, reason: 'recording-off' });
}

async function mail(owner: TenantId | null, daysAgo: number): Promise<void> {
  await sql`INSERT INTO mails (id, tenant_id, kind, recipient, subject, body, created_at, next_attempt_at)
    VALUES (gen_random_uuid(), ${owner}, 'test', 'jan@example.com', 'x', 'y', ${new Date(at(daysAgo))}, now())`.execute(
    db,
  );
}

async function count(table: 'calls' | 'recordings' | 'mails' | 'legal_holds' | 'packages'): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM ${sql.table(table)}`.execute(db);
  return rows[0]!.count;
}

describe('calls', () => {
  test('end with their period, recorded ones after their recording; what proves the destruction stays', async () => {
    await unrecordedCall(tenant, 364);
    await unrecordedCall(tenant, 430);
    await fixture.recording(tenant, 430);
    await fixture.recording(tenant, 100);
    expect(await fixture.run()).toMatchObject({ destroyed: 2, failed: 0, ended: { calls: 1, 'unrecorded-calls': 1 } });
    expect([await count('calls'), await count('recordings')]).toEqual([2, 1]);
    expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 2 });
  });

  test('stay while their recording does: by a longer retention or a hold', async () => {
    const id = await fixture.recording(tenant, 20);
    await placeHold(fixture, { ...fixture.by(tenant, id), reason: 'proces', until: null });
    fixture.clock.advance(14 * MONTH_MS);
    expect(await fixture.run()).toMatchObject({ destroyed: 0, ended: { calls: 0 } });
    await liftHold(fixture, fixture.by(tenant, id));
    // The statement of the hold's last period is not issued yet.
    expect(await fixture.run()).toMatchObject({ destroyed: 1, ended: { calls: 0 } });
    fixture.clock.advance(2 * MONTH_MS);
    await sql`UPDATE tenants SET billing_from = '2026-05-01', billing_day = 1 WHERE id = ${tenant}`.execute(db);
    await sql`INSERT INTO statements (tenant_id, period_start, period_end, issued_at, content)
      VALUES (${tenant}, '2027-07-01', '2027-08-01', now(), '{}')`.execute(db);
    expect(await fixture.run()).toMatchObject({ ended: { calls: 1 }, failed: 0 });
    expect([await count('calls'), await count('legal_holds')]).toEqual([0, 0]);
  });

  test('keep their metadata as long as the row, however long that is, and no longer', async () => {
    const { rows } = await sql<{ place: string }>`
      SELECT table_name || '.' || column_name AS place FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name LIKE '%metadata%'`.execute(db);
    // A part of the row: whatever removes the row (a period, a leave) removes the documents.
    expect(rows).toEqual([{ place: 'calls.metadata' }]);
    await fixture.recording(tenant, 20);
    await sql`UPDATE calls SET metadata = '{<recording/>}'`.execute(db);
    await unrecordedCall(tenant, 20, ['<recording/>']);
    await sql`INSERT INTO subscriptions (id, tenant_id, service, units, starts_at, ordered_by, ordered_at)
      VALUES (gen_random_uuid(), ${tenant}, 'extended-retention', 20, '2020-01-01', 'cli', '2020-01-01')`.execute(db);
    fixture.clock.advance(14 * MONTH_MS);
    expect(await fixture.run()).toMatchObject({
      destroyed: 0,
      ended: { calls: 0, 'unrecorded-calls': 1, metadata: 0 },
    });
    const kept = await db.selectFrom('calls').select('metadata').execute();
    expect(kept).toEqual([{ metadata: ['<recording/>'] }]);
  });

  test('lose their metadata earlier where the settings say so, unless a hold needs it', async () => {
    fixture.periods = { ...fixture.periods, metadata: { amount: 90, unit: 'days' } };
    await unrecordedCall(tenant, 91, ['<recording/>']);
    await unrecordedCall(tenant, 89, ['<recording/>']);
    expect(await fixture.run()).toMatchObject({ ended: { metadata: 1, 'unrecorded-calls': 0 } });
    const rows = await db.selectFrom('calls').select('metadata').orderBy('started_at').execute();
    expect(rows.map(({ metadata }) => metadata.length)).toEqual([0, 1]);
  });
});

test('mails, web hooks, cancellations and packages end with their periods', async () => {
  await mail(tenant, 370);
  await mail(null, 370);
  await mail(tenant, 300);
  const hook = (daysAgo: number | null) =>
    sql`INSERT INTO push_hooks (id, tenant_id, event, body, created_at, next_attempt_at, ended_at)
    VALUES (gen_random_uuid(), ${tenant}, 'x', '{}', now(), now(), ${daysAgo === null ? null : new Date(at(daysAgo))})`.execute(
      db,
    );
  for (const daysAgo of [31, 29, null]) await hook(daysAgo);
  const cancellation = (daysAgo: number | null) =>
    sql`INSERT INTO cancellation_requests
    (id, mail_key, sender, subject, body, authenticity, sent_at, received_at, state, decided_at)
    VALUES (gen_random_uuid(), ${randomUUID()}, 'jan@example.com', 'x', 'y', 'verified', ${new Date(at(2000))}, ${new Date(at(2000))},
      ${daysAgo === null ? 'waiting' : 'rejected'}, ${daysAgo === null ? null : new Date(at(daysAgo))})`.execute(db);
  for (const daysAgo of [1500, 1400, null]) await cancellation(daysAgo);
  const day = (text: string) =>
    sql`INSERT INTO packages (id, tenant_id, day, number, kind, form, recordings, unrecorded, size_bytes, made_at, delivered_at)
    VALUES (gen_random_uuid(), ${tenant}, ${text}, 1, 'day', 'tree', 0, 0, 0, now(), now())`.execute(db);
  for (const text of ['2025-03-01', '2025-06-01']) await day(text);
  const due = await dueData(db, { at: fixture.clock.now(), periods: fixture.periods });
  const { ended } = await fixture.run();
  expect(ended).toMatchObject({ mails: 2, 'web-hooks': 1, cancellations: 1, packages: 1 });
  expect(due.filter(({ rows }) => rows > 0).map(({ kind, rows }) => [kind, rows])).toEqual(
    Object.entries(ended).filter(([, rows]) => rows > 0),
  );
});

test('closed requests of data subjects end after their package is deleted; open ones stay', async () => {
  const request = (daysAgo: number | null) =>
    sql`INSERT INTO rodo_requests
      (id, tenant_id, kind, number, masked_number, note, opened_by, opened_at, received_on, due_on, state, outcome, closed_at)
    VALUES (gen_random_uuid(), ${tenant}, 'access', ${daysAgo === null ? '+48512345678' : null}, '+48…678', 'R 1/26', 'anna',
      ${new Date(at(2000))}, '2020-01-01', '2020-02-01', ${daysAgo === null ? 'open' : 'closed'},
      ${daysAgo === null ? null : 'fulfilled'}, ${daysAgo === null ? null : new Date(at(daysAgo))})`.execute(db);
  for (const daysAgo of [1200, 1000, null]) await request(daysAgo);
  await sql`INSERT INTO rodo_packages (request_id, tenant_id) SELECT id, tenant_id FROM rodo_requests
    WHERE closed_at < ${new Date(at(1100))}`.execute(db);
  expect(await fixture.run()).toMatchObject({ ended: { 'rodo-requests': 0 } });
  await db.deleteFrom('rodo_packages').execute();
  expect(await fixture.run()).toMatchObject({ ended: { 'rodo-requests': 1 }, failed: 0 });
  const left = await db.selectFrom('rodo_requests').select('state').orderBy('state').execute();
  expect(left.map(({ state }) => state)).toEqual(['closed', 'open']);
});

test('expired links end, and with an invitation that nobody accepted the invited user', async () => {
  const user = async (login: string, invitedAt: Date | null): Promise<void> => {
    await sql`INSERT INTO users (id, tenant_id, login, password_hash, role, invited_at)
      VALUES (gen_random_uuid(), ${tenant}, ${login}, '', 'agent', ${invitedAt})`.execute(db);
  };
  const link = (login: string, kind: string, daysAgo: number) =>
    sql`INSERT INTO account_links (token_hash, user_id, kind, expires_at)
    SELECT sha256(${`${login} ${kind}`}::bytea), id, ${kind}, ${new Date(at(daysAgo))} FROM users WHERE login = ${login}`.execute(
      db,
    );
  const past = new Date(at(100));
  for (const [login, invitedAt] of [
    ['never-came', past],
    ['invited', past],
    ['came', null],
  ] as const)
    await user(login, invitedAt);
  await sql`INSERT INTO number_groups (id, tenant_id, name, numbers) VALUES (gen_random_uuid(), ${tenant}, 'biuro', '{}')`.execute(
    db,
  );
  await sql`INSERT INTO user_number_groups (user_id, group_id) SELECT users.id, number_groups.id FROM users, number_groups
    WHERE login = 'never-came'`.execute(db);
  await link('never-came', 'invitation', 40);
  await link('invited', 'invitation', 20);
  await link('came', 'invitation', 40);
  await link('came', 'password-reset', 0);
  expect(await fixture.run()).toMatchObject({ ended: { 'account-links': 2 }, failed: 0 });
  const users = await db.selectFrom('users').select('login').where('tenant_id', '=', tenant).orderBy('login').execute();
  expect(users.map(({ login }) => login)).toEqual(['came', 'invited']);
  const links = await db.selectFrom('account_links').select('kind').orderBy('kind').execute();
  expect(links.map(({ kind }) => kind)).toEqual(['invitation', 'password-reset']);
});

test('a package stays while one of its recordings does, and while its day is due', async () => {
  fixture.periods = { ...fixture.periods, packages: { amount: 1, unit: 'days' } };
  await sql`INSERT INTO packages (id, tenant_id, day, number, kind, form, recordings, unrecorded, size_bytes, made_at, delivered_at)
    VALUES (gen_random_uuid(), ${tenant}, '2026-04-20', 1, 'day', 'tree', 0, 0, 0, now(), now())`.execute(db);
  expect(await fixture.run()).toMatchObject({ ended: { packages: 0 } });
  fixture.clock.advance(2 * DAY_MS);
  expect(await fixture.run()).toMatchObject({ ended: { packages: 1 } });
});

test('the audit log is cut by whole months behind a checkpoint, and what was cut is deleted by the next run', async () => {
  await fixture.audit.record({ tenantId: tenant, actor: 'jan', action: 'listen', subject: null, address: '192.0.2.1' });
  fixture.clock.advance(36 * MONTH_MS);
  await fixture.audit.record({
    tenantId: tenant,
    actor: 'jan',
    action: 'sign-in',
    subject: null,
    address: '192.0.2.1',
  });
  const grant = (requestedAt: number) =>
    sql`INSERT INTO listening_grants (id, tenant_id, download, reason, requested_by, requested_at)
      VALUES (gen_random_uuid(), ${tenant}, false, 'x', 'cli', ${new Date(requestedAt)})`.execute(db);
  await grant(fixture.clock.now() - 36 * MONTH_MS);
  await grant(fixture.clock.now());
  expect((await fixture.run()).ended.audit).toBeGreaterThan(0);
  const grants = await db
    .selectFrom('listening_grants')
    .select('requested_at')
    .where('tenant_id', '=', tenant)
    .execute();
  expect(grants).toEqual([{ requested_at: new Date(fixture.clock.now()) }]);
  expect((await fixture.run()).ended).toMatchObject({ audit: 0 });
  expect(await fixture.audit.verify(tenant)).toMatchObject({ ok: true, value: { seq: 3, cut: 1 } });
  const left = await db.selectFrom('audit_events').select('seq').where('tenant_id', '=', tenant).execute();
  expect(new Set(left.map(({ seq }) => seq))).toEqual(new Set([2, 3]));
});

test('nothing of a tenant ends while its dispute runs; the others’ data does', async () => {
  const other = await insertTenant(db);
  for (const owner of [tenant, other]) await mail(owner, 400);
  const pause = { tenantId: tenant, reason: 'reklamacja', pausedBy: 'cli', pausedAt: fixture.clock.now(), until: null };
  await pauseRetention(db, pause);
  expect((await fixture.run()).ended.mails).toBe(1);
  expect(await overdueData(db, { now: fixture.clock.now(), periods: fixture.periods })).toEqual([]);
  await resumeRetention(db, tenant);
  expect((await fixture.run()).ended.mails).toBe(1);
});

test('after the upgrade that brought a kind nothing of it ends for some days, nor is overdue; then what is due ends', async () => {
  await sql`INSERT INTO personal_data_starts VALUES ('mails', ${new Date(at(0))})`.execute(db);
  onTestFinished(() => void db.deleteFrom('personal_data_starts').execute());
  await mail(tenant, 400);
  await unrecordedCall(tenant, 430);
  expect(await fixture.run()).toMatchObject({ ended: { mails: 0, 'unrecorded-calls': 1 }, failed: 0 });
  fixture.clock.advance(7 * DAY_MS - 1);
  expect(await fixture.run()).toMatchObject({ ended: { mails: 0 } });
  const { periods } = fixture;
  expect(await overdueData(db, { now: fixture.clock.now(), periods })).toEqual([]);
  const due = await dueData(db, { at: fixture.clock.now(), periods });
  expect(due.find(({ kind }) => kind === 'mails')).toMatchObject({ rows: 1, firstEnd: fixture.clock.now() + 1 });
  fixture.clock.advance(1);
  expect(await fixture.run()).toMatchObject({ ended: { mails: 1 } });
});

describe('a row that fails', () => {
  beforeEach(async () => {
    await sql`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF OLD.subject = 'bad' THEN RAISE EXCEPTION 'refused'; END IF; RETURN OLD; END $$`.execute(db);
    await sql`CREATE OR REPLACE TRIGGER refuse BEFORE DELETE ON mails FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
      db,
    );
    return () => sql`DROP TRIGGER refuse ON mails`.execute(db);
  });

  test('stops neither its tenant’s other rows nor other tenants, is reported and overdue', async () => {
    const other = await insertTenant(db);
    for (let n = 0; n < 5; n += 1) await mail(tenant, 400 + n);
    await mail(other, 400);
    await unrecordedCall(tenant, 430);
    const bad = sql`UPDATE mails SET subject = 'bad' WHERE id = (SELECT id FROM mails WHERE tenant_id = ${tenant} ORDER BY created_at LIMIT 1)`;
    await bad.execute(db);
    const run = await fixture.run();
    expect(run).toMatchObject({ ended: { mails: 5, 'unrecorded-calls': 1 }, failed: 1 });
    expect(run.failures).toMatchObject([{ step: 'personal-data', kind: 'mails', tenantId: tenant, reason: 'refused' }]);
    expect(run.failures[0]!.row).not.toBeNull();
    expect(await overdueData(db, { now: fixture.clock.now(), periods: fixture.periods })).toMatchObject([
      { kind: 'mails', rows: 1 },
    ]);
  });
});
