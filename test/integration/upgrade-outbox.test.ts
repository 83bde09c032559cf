import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.ts';
import { type MailId, newId, type PushHookId, type TenantId } from '../../src/base/ids.ts';
import { createHookMetrics, Delivery, sendDueHooks } from '../../src/delivery/index.ts';
import { listJobRuns } from '../../src/jobs/index.ts';
import { createMailMetrics, sendDueMails } from '../../src/mail/index.ts';
import type { OutgoingMail } from '../../src/platform/mail/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { migrate } from '../../src/platform/postgres/index.ts';
import { createAddressGuard, readNetwork } from '../../src/platform/push-target/index.ts';
import { testDatabase } from '../kit/database.ts';
import { type AddedRecording, DAY, expectComplete, PushFixture } from '../kit/push-fixture.ts';
import { HookReceiver } from '../kit/push/hook-receiver.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase({ empty: true });
const MINUTE_MS = 60_000;
const SECRET = `whsec_${Buffer.from('a key that both sides know').toString('base64')}`;

test('what waits in a database of 0003 is sent once after the upgrade', async () => {
  await migrateTo0003();
  const push = new PushFixture(db);
  const program = await HookReceiver.start();
  onTestFinished(() => program.stop());
  const tenantId = await push.tenant({ hook: { url: program.url, secret: SECRET } });
  await fill(tenantId, push.clock.now());

  await migrate(url, quietLog);
  const recording = await push.recording(tenantId);
  await push.make();
  expect(await push.row(tenantId)).toMatchObject({ failures: 2, failure_notified_at: new Date(0) });
  expect(await listJobRuns(db)).toMatchObject([{ name: 'push-notifications', succeededAt: 1 }]);

  const mails: OutgoingMail[] = [];
  await sendAll(push, mails);
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    'Zaległe pakiety nagrań dotarły na Państwa serwer',
    'new',
    'tried',
  ]);
  expect(eventsOf(program)).toEqual(['new', 'package.delivered']);
  push.clock.advance(MINUTE_MS);
  for (let run = 0; run < 2; run++) await sendAll(push, mails);
  expect(mails).toHaveLength(3);
  expect(eventsOf(program)).toEqual(['in progress', 'new', 'package.delivered']);
  expectDelivered(push, recording);
  expect(await push.row(tenantId)).toMatchObject({ failures: 0, failing_since: null, lease: null });
});

async function migrateTo0003(): Promise<void> {
  const released = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0004'));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => released } }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Mails and events that wait, are in progress or have ended, and a target whose worker was killed. In SQL: the code knows only the newest tables. */
async function fill(tenantId: TenantId, now: number): Promise<void> {
  const [due, past] = [new Date(now), new Date(now - 1)];
  const mail = (subject: string, attempts: number, sentAt: Date | null) => sql`
    INSERT INTO mails (id, tenant_id, kind, recipient, subject, body, once_key, created_at, attempts, next_attempt_at, sent_at)
    VALUES (${newId<MailId>(now)}, ${tenantId}, 'test', 'a@firma.example', ${subject}, '', ${subject}, ${past},
      ${attempts}, ${due}, ${sentAt})`;
  await mail('new', 0, null).execute(db);
  await mail('tried', 2, null).execute(db);
  await mail('sent', 1, past).execute(db);
  // Before 0004, an event in progress was only put off by its claim.
  const hook = (event: string, attempts: number, nextAttemptAt: Date, endedAt: Date | null) => sql`
    INSERT INTO push_hooks (id, tenant_id, event, body, created_at, attempts, next_attempt_at, ended_at)
    VALUES (${newId<PushHookId>(now)}, ${tenantId}, ${event}, ${JSON.stringify({ type: event })}, ${past},
      ${attempts}, ${nextAttemptAt}, ${endedAt})`;
  await hook('new', 0, due, null).execute(db);
  await hook('in progress', 1, new Date(now + MINUTE_MS), null).execute(db);
  await hook('ended', 1, past, past).execute(db);
  await sql`INSERT INTO tenant_contacts (tenant_id, email) VALUES (${tenantId}, 'a@firma.example')`.execute(db);
  await sql`UPDATE push_targets SET failures = 2, failing_since = ${past}, failure_told_at = ${new Date(0)},
    lease = gen_random_uuid(), leased_until = now() - interval '1 ms'`.execute(db);
  await sql`INSERT INTO job_runs VALUES ('push-letters', ${new Date(1)}, ${due})`.execute(db);
}

async function sendAll(push: PushFixture, mails: OutgoingMail[]): Promise<void> {
  const { clock, keys, log } = push;
  const metrics = createMetrics();
  const delivery = Delivery.start(push);
  await delivery.poll();
  await until('no package waits', async () => {
    const waiting = await db.selectFrom('push_targets').select('lease').where('lease', 'is not', null).execute();
    return waiting.length === 0;
  });
  await delivery.stop();
  const loopback = readNetwork('127.0.0.0/8');
  const allowedNetworks = loopback.ok ? [loopback.value] : [];
  const guard = createAddressGuard({ allowed: allowedNetworks });
  await sendDueHooks({ db, keys, clock, log, metrics: createHookMetrics(metrics), guard, allowedNetworks });
  const transport = { send: async (mail: OutgoingMail) => void mails.push(mail), close: () => {} };
  await sendDueMails({ db, transport, clock, operatorName: 'Łącza S.A.', metrics: createMailMetrics(metrics) });
}

const eventsOf = ({ received }: HookReceiver): string[] =>
  received.map(({ body }) => (JSON.parse(body) as { type: string }).type).sort();

/** Each file was uploaded once. */
function expectDelivered({ target }: PushFixture, recording: AddedRecording): void {
  expectComplete(target, [recording], [`2026/03/10/manifest_${DAY}`]);
  expect(target.asked.filter((operation) => operation === 'upload')).toHaveLength(target.files.size);
}
