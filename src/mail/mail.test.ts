import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { afterSelect } from '../../test/kit/after-select.ts';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { TenantId } from '../base/ids.ts';
import { MailNotSentError, type MailTransport, type NotSentReason, type OutgoingMail } from '../platform/mail/index.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connect } from '../platform/postgres/connect.ts';
import { addUser } from '../tenants/index.ts';
import {
  createMailMetrics,
  type Language,
  type MailText,
  listMails,
  queueMail,
  sendDueMails,
  showMailGauges,
} from './index.ts';

const { db, url } = testDatabase();
const MINUTE_MS = 60_000;

const write = (language: Language): MailText =>
  language === 'pl' ? { subject: 'Zmiana usług', body: 'zmienione.' } : { subject: 'A change', body: 'Changed.' };

async function tenantWith(contacts: readonly string[], language: Language = 'pl'): Promise<TenantId> {
  const tenantId = await insertTenant(db);
  await db.updateTable('tenants').set({ language }).where('id', '=', tenantId).execute();
  for (const email of contacts) await db.insertInto('tenant_contacts').values({ tenant_id: tenantId, email }).execute();
  return tenantId;
}

/** A transport that fails where the test asks for it, and records what it sent. */
class ScriptedTransport implements MailTransport {
  readonly sent: OutgoingMail[] = [];
  failing: NotSentReason | null = null;
  /** Lets a test act while a mail is being sent. */
  underway: () => Promise<void> = async () => {};

  async send(mail: OutgoingMail): Promise<void> {
    await this.underway();
    if (this.failing !== null) throw new MailNotSentError(this.failing, 'said so');
    this.sent.push(mail);
  }

  close(): void {}
}

/** Without the mails of earlier tests. */
async function fresh() {
  await db.deleteFrom('mails').execute();
  const clock = new ManualClock();
  const transport = new ScriptedTransport();
  const metrics = createMailMetrics(createMetrics());
  const options = { db, transport, clock, metrics, operatorName: 'Łącza S.A.' };
  return { clock, transport, metrics, run: () => sendDueMails(options), options };
}

test('a mail goes to the contacts of its kind and the administrative ones; if there are none, to all', async () => {
  const now = 1_000;
  const tenantId = await tenantWith(['it@firma.example', 'szef@firma.example']);
  const technical = db
    .updateTable('tenant_contacts')
    .set({ kinds: ['technical'] })
    .where('tenant_id', '=', tenantId);
  await technical.where('email', '=', 'it@firma.example').execute();
  const recipientsOf = async (kind: string, to?: 'technical' | 'billing'): Promise<string[]> => {
    await queueMail(db, { tenantId, kind, write, ...(to !== undefined && { to }), now });
    const mails = await db.selectFrom('mails').select('recipient').where('kind', '=', kind).execute();
    return mails.map(({ recipient }) => recipient).sort();
  };
  expect(await recipientsOf('of the push', 'technical')).toEqual(['it@firma.example', 'szef@firma.example']);
  expect(await recipientsOf('of prices', 'billing')).toEqual(['szef@firma.example']);
  await technical.execute();
  expect(await recipientsOf('of nobody', 'billing')).toEqual(['it@firma.example', 'szef@firma.example']);
  await db.deleteFrom('mails').execute();
});

test('a mail that holds a secret is erased when it was sent, and no earlier', async () => {
  const { clock, transport, run } = await fresh();
  const tenantId = await tenantWith([]);
  const mail = { tenantId, kind: 'test', write, now: clock.now(), recipient: 'jan@firma.example' };
  await queueMail(db, { ...mail, secret: true });
  await queueMail(db, mail);
  const bodies = async () =>
    (await db.selectFrom('mails').select('body').orderBy('secret').execute()).map((m) => m.body);
  transport.failing = 'temporarily-refused';
  await run();
  expect(await bodies()).toEqual(['zmienione.', 'zmienione.']);
  transport.failing = null;
  clock.advance(60 * MINUTE_MS);
  await run();
  expect(transport.sent.map(({ text }) => text.includes('zmienione.'))).toEqual([true, true]);
  expect(await bodies()).toEqual(['zmienione.', '']);
});

test('a mail about an account goes to the user’s own address, otherwise to the contacts', async () => {
  const { clock } = await fresh();
  const tenantId = await tenantWith(['biuro@firma.example']);
  const mail = { tenantId, kind: 'test', write, now: clock.now() };
  const { id: userId } = await addUser(db, { tenantId, name: 'jan', role: 'agent' }, clock.now());
  await queueMail(db, { ...mail, userId });
  await db.updateTable('users').set({ email: 'jan@firma.example' }).where('id', '=', userId).execute();
  await queueMail(db, { ...mail, userId });
  const staff = await addUser(db, { tenantId: null, name: 'anna', role: 'operator-admin' }, clock.now());
  expect(await queueMail(db, { ...mail, tenantId: null, userId: staff.id })).toBe(0);
  const queued = await listMails(db);
  expect(queued.map(({ recipient }) => recipient).sort()).toEqual(['biuro@firma.example', 'jan@firma.example']);
});

describe('queueMail', () => {
  test('writes to each contact in the tenant’s language', async () => {
    const { clock } = await fresh();
    const tenantId = await tenantWith(['a@firma.example', 'b@firma.example'], 'en');
    expect(await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() })).toBe(2);
    const queued = await listMails(db);
    expect(queued.map(({ recipient }) => recipient).sort()).toEqual(['a@firma.example', 'b@firma.example']);
    expect(queued[0]).toMatchObject({ tenantId, kind: 'test', subject: 'A change', sentAt: null, attempts: 0 });
  });

  test('writes only to the given recipient, and to nobody where there is no contact', async () => {
    const { clock } = await fresh();
    const tenantId = await tenantWith(['a@firma.example']);
    const recipient = 'pisała@firma.example';
    await queueMail(db, { tenantId, kind: 'test', write, recipient, now: clock.now() });
    expect((await listMails(db)).map((mail) => mail.recipient)).toEqual([recipient]);
    expect(await queueMail(db, { tenantId: await tenantWith([]), kind: 'test', write, now: clock.now() })).toBe(0);
  });

  test('queues a mail with an idempotency key once, also when it is queued several times at once', async () => {
    const { clock } = await fresh();
    const tenantId = await tenantWith(['a@firma.example']);
    const mail = { tenantId, kind: 'test', write, idempotencyKey: 'order 1', now: clock.now() };
    const counts = await Promise.all([queueMail(db, mail), queueMail(db, mail), queueMail(db, mail)]);
    expect(counts.sort()).toEqual([0, 0, 1]);
    await queueMail(db, { ...mail, idempotencyKey: 'order 2' });
    expect(await listMails(db)).toHaveLength(2);
  });

  test('is rolled back with the change it reports', async () => {
    const { clock } = await fresh();
    const tenantId = await tenantWith(['a@firma.example']);
    const undone = db.transaction().execute(async (transaction) => {
      await queueMail(transaction, { tenantId, kind: 'test', write, now: clock.now() });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await listMails(db)).toEqual([]);
  });
});

async function withOneMail() {
  const setting = await fresh();
  const tenantId = await tenantWith(['a@firma.example']);
  await queueMail(db, { tenantId, kind: 'test', write, now: setting.clock.now() });
  return { ...setting, tenantId };
}

/** As if the worker that holds the lease had been killed a minute ago. */
const endLeases = () =>
  sql`UPDATE mails SET leased_until = now() - interval '1 ms', next_attempt_at = next_attempt_at - interval '1 min'`.execute(
    db,
  );

describe('sendDueMails', () => {
  test('sends each mail once, greeted and signed', async () => {
    const { run, transport } = await withOneMail();
    expect(await run()).toEqual({ sent: 1, failed: 0 });
    expect(await run()).toEqual({ sent: 0, failed: 0 });
    expect(transport.sent).toMatchObject([
      { recipient: 'a@firma.example', text: 'Dzień dobry,\n\nzmienione.\n\nZ poważaniem\nŁącza S.A.\n' },
    ]);
    expect(await listMails(db, { waiting: true })).toEqual([]);
  });

  test.each([
    ['server-unavailable', [1, 2, 5, 15, 15, 15]],
    ['temporarily-refused', [5, 15, 60, 60]],
    ['refused', [60, 360, 1440, 1440]],
  ] as const)('%s: tries again after %j minutes, under the same id', async (reason, minutes) => {
    const { run, transport, clock } = await withOneMail();
    transport.failing = reason;
    expect(await run()).toEqual({ sent: 0, failed: 1 });
    for (const wait of minutes) {
      clock.advance(wait * MINUTE_MS - 1);
      expect(await run()).toEqual({ sent: 0, failed: 0 });
      clock.advance(1);
      expect(await run()).toEqual({ sent: 0, failed: 1 });
    }
    const [waiting] = await listMails(db, { waiting: true });
    expect(waiting).toMatchObject({ attempts: minutes.length + 1, failure: 'said so' });
    transport.failing = null;
    clock.advance(1440 * MINUTE_MS);
    expect(await run()).toEqual({ sent: 1, failed: 0 });
    expect(transport.sent[0]!.id).toBe(waiting!.id);
    expect(await listMails(db)).toMatchObject([{ failure: null, attempts: minutes.length + 2 }]);
  });

  test('asks an unreachable server once; a refused mail does not hold up the others', async () => {
    const { run, transport, clock, tenantId } = await withOneMail();
    await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() });
    transport.failing = 'server-unavailable';
    expect(await run()).toEqual({ sent: 0, failed: 1 });
    transport.failing = 'refused';
    clock.advance(MINUTE_MS);
    expect(await run()).toEqual({ sent: 0, failed: 2 });
  });

  test('shares the work with other workers: each mail is sent by one of them', async () => {
    const { run, transport, clock, tenantId } = await withOneMail();
    await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() });
    const others: unknown[] = [];
    transport.underway = async () => {
      transport.underway = async () => {};
      others.push(await run());
    };
    expect(await run()).toEqual({ sent: 1, failed: 0 });
    expect(others).toEqual([{ sent: 1, failed: 0 }]);
    expect(new Set(transport.sent.map(({ id }) => id)).size).toBe(2);
  });

  test('a mail that cannot be rendered does not block the others, and backs off', async () => {
    const { run, transport, clock } = await withOneMail();
    const tenantId = await tenantWith(['b@firma.example']);
    await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() - 1 });
    const speaks = (language: string) =>
      sql`UPDATE mails SET language = ${language} WHERE tenant_id = ${tenantId}`.execute(db);
    await speaks('xx');
    expect(await run()).toEqual({ sent: 1, failed: 1 });
    expect(transport.sent.map(({ recipient }) => recipient)).toEqual(['a@firma.example']);
    const [waiting] = await listMails(db, { waiting: true });
    expect(waiting).toMatchObject({ recipient: 'b@firma.example', attempts: 1, failure: expect.any(String) });
    expect(waiting!.nextAttemptAt).toBe(clock.now() + 5 * MINUTE_MS);
    await speaks('pl');
    clock.advance(5 * MINUTE_MS);
    expect(await run()).toEqual({ sent: 1, failed: 0 });
  });

  test('a mail whose lease is lost before it is sent is left to the other worker', async () => {
    const { transport, clock, options } = await withOneMail();
    const losing = afterSelect(db, 'branding', async () => {
      await sql`UPDATE mails SET lease = gen_random_uuid()`.execute(db);
      clock.advance(45_000);
    });
    await sendDueMails({ ...options, db: losing });
    expect(transport.sent).toEqual([]);
    expect(await listMails(db)).toMatchObject([{ sentAt: null, failure: null, attempts: 1 }]);
  });

  test.each([
    ['fails, the other has sent the mail', 'refused', null],
    ['sends the mail, the other fails', null, 'refused'],
  ] as const)('when a worker that lost its lease %s: it is sent', async (_what, failure, failureOfOther) => {
    const { run, transport, clock } = await withOneMail();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    transport.underway = () => {
      begin();
      return held;
    };
    const first = run();
    await begun;
    transport.underway = async () => {};
    transport.failing = failureOfOther;
    await endLeases();
    await run();
    transport.failing = failure;
    release();
    await first;
    expect(await listMails(db)).toMatchObject([{ sentAt: clock.now(), failure: null, attempts: 2 }]);
  });

  test('sends the mail of a worker that was killed when its lease has ended, under the same id', async () => {
    const { run, transport } = await withOneMail();
    const { promise: killed, resolve: end } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    transport.underway = () => {
      begin();
      return killed;
    };
    const first = run();
    await begun;
    transport.underway = async () => {};
    expect(await run()).toEqual({ sent: 0, failed: 0 });
    await endLeases();
    expect(await run()).toEqual({ sent: 1, failed: 0 });
    end();
    await first;
    const [mail] = await listMails(db);
    expect(transport.sent.map(({ id }) => id)).toEqual([mail!.id, mail!.id]);
  });

  test('waits for a server that is slower than any transaction may be', async () => {
    const { options, transport } = await withOneMail();
    const strict = connect(url, quietLog, { maxConnections: 1 });
    onTestFinished(() => strict.destroy());
    await sql`SET idle_in_transaction_session_timeout = 100`.execute(strict);
    transport.underway = async () => void (await sql`SELECT pg_sleep(0.5)`.execute(db));
    expect(await sendDueMails({ ...options, db: strict })).toEqual({ sent: 1, failed: 0 });
    expect(await sendDueMails(options)).toEqual({ sent: 0, failed: 0 });
  });

  test('many workers at once send every mail once', async () => {
    const { transport, clock, tenantId, options } = await withOneMail();
    for (let mail = 1; mail < 40; mail += 1) await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() });
    const runs = await Promise.all([1, 2, 3, 4].map(() => sendDueMails(options)));
    expect(runs.reduce((sum, { sent }) => sum + sent, 0)).toBe(40);
    expect(new Set(transport.sent.map(({ id }) => id)).size).toBe(40);
  });

  test('ends after the current mail when the signal aborts', async () => {
    const { transport, clock, tenantId, options } = await withOneMail();
    await queueMail(db, { tenantId, kind: 'test', write, now: clock.now() });
    const stop = new AbortController();
    transport.underway = async () => stop.abort();
    expect(await sendDueMails({ ...options, signal: stop.signal })).toEqual({ sent: 1, failed: 0 });
  });

  test('counts queued mails and tenants without a contact', async () => {
    const { run, transport, metrics, clock } = await withOneMail();
    await tenantWith([]);
    transport.failing = 'server-unavailable';
    await run();
    // Of any process: none of them need have run the job.
    const shown = createMetrics();
    showMailGauges({ db, clock, log: quietLog, metrics: shown });
    expect(await shown.metrics()).toMatch(/^fonoteka_mails_waiting 1$/m);
    expect(await shown.metrics()).toMatch(/^fonoteka_tenants_without_contact [1-9]/m);
    expect((await metrics.failures.get()).values[0]!.value).toBe(1);
  });
});
