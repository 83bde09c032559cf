import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Language } from '../../mail/index.ts';
import type { PushErrorCode } from '../../platform/push-target/index.ts';
import { saveContact } from '../../tenants/index.ts';
import { deliverTarget } from '../sending/deliver-target.ts';
import { notifyFailures, notifyNotSetUp } from './notify-customers.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const { db } = testDatabase();
let push: PushFixture;

beforeEach(async () => {
  push = new PushFixture(db);
  await db.deleteFrom('push_targets').execute();
});

/** A tenant that reads mails in that language, with a day's package made. */
async function customer(language: Language = 'pl'): Promise<TenantId> {
  const tenantId = await push.tenant();
  await db.updateTable('tenants').set({ language }).where('id', '=', tenantId).execute();
  await saveContact(db, tenantId, { email: `biuro@${tenantId}.example` });
  await push.recording(tenantId);
  await push.make();
  return tenantId;
}

/** One attempt at the tenant's target, a minute later; it fails with the code, or all is delivered. */
async function attempt(tenantId: TenantId, code?: PushErrorCode): Promise<void> {
  push.clock.advance(MINUTE_MS);
  if (code !== undefined) push.target.failNext('connect', code);
  await deliverTarget(push, tenantId, new AbortController().signal);
}

function notify(): Promise<number> {
  return notifyFailures({ db, now: push.clock.now(), pushUrl: 'https://panel.example/account/push' });
}

function mailsOf(tenantId: TenantId) {
  return db
    .selectFrom('mails')
    .select(['kind', 'subject', 'body'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
}

test('a mail says which day waits, why, and where to fix it, and nothing about calls', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  expect(await notify()).toBe(1);
  const [mail] = await mailsOf(tenantId);
  expect(mail).toMatchObject({
    kind: 'push-failing',
    subject: 'Pakiet nagrań z dnia 10 marca 2026 nie dotarł na Państwa serwer',
  });
  expect(mail!.body).toContain('Serwer nie przyjmuje połączeń na tym porcie.');
  expect(mail!.body).toContain('https://panel.example/account/push');
  const [call] = await db.selectFrom('calls').select(['caller', 'callee']).where('tenant_id', '=', tenantId).execute();
  for (const number of [call!.caller!, call!.callee!]) expect(mail!.body).not.toContain(number.slice(-6));
});

test('a mail counts the waiting days, also those not tried since the first failed', async () => {
  const tenantId = await customer('en');
  push.clock.advance(2 * DAY_MS);
  await push.make();
  await attempt(tenantId, 'wrong-password');
  await notify();
  const [mail] = await mailsOf(tenantId);
  expect(mail!.subject).toBe('The package of recordings of 10 March 2026 did not reach your server');
  expect(mail!.body).toContain('3 days are waiting; the oldest package is from 10 March 2026.');
});

test('a failure is mailed once until it ends, whatever the number of workers, and the next failure again', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  const notified = await Promise.all([notify(), notify(), notify()]);
  expect(notified.reduce((sum, count) => sum + count)).toBe(1);
  await attempt(tenantId, 'timeout');
  expect(await notify()).toBe(0);
  await attempt(tenantId);
  push.clock.advance(DAY_MS);
  await push.make();
  await attempt(tenantId, 'timeout');
  expect(await notify()).toBe(1);
  expect((await mailsOf(tenantId)).map(({ kind }) => kind)).toEqual(['push-failing', 'push-recovered', 'push-failing']);
});

test('a failure that is over by the morning is not mailed, nor is its end', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  await attempt(tenantId);
  expect(await notify()).toBe(0);
  expect(await mailsOf(tenantId)).toEqual([]);
});

test.each([
  ['pl', 'Zaległe pakiety nagrań dotarły na Państwa serwer'],
  ['en', 'The outstanding packages of recordings have reached your server'],
] as const)(
  'a customer who was notified of a failure (%s) is notified of its end, when everything has arrived',
  async (language, subject) => {
    const tenantId = await customer(language);
    push.clock.advance(DAY_MS);
    await push.make();
    await attempt(tenantId, 'refused');
    await notify();
    push.target.failNext('upload', 'no-space');
    await attempt(tenantId);
    expect(await mailsOf(tenantId)).toHaveLength(1);
    await attempt(tenantId);
    expect((await mailsOf(tenantId)).slice(1)).toMatchObject([{ kind: 'push-recovered', subject }]);
  },
);

test('a package that takes longer than a day is mailed, though no attempt failed, and so is its end', async () => {
  const tenantId = await customer();
  push.clock.advance(DAY_MS - 1);
  expect(await notify()).toBe(0);
  push.clock.advance(1);
  expect(await notify()).toBe(1);
  expect(await notify()).toBe(0);
  expect((await mailsOf(tenantId))[0]!.body).toContain('Wysyłka trwa już ponad dobę');
  await attempt(tenantId);
  expect((await mailsOf(tenantId)).map(({ kind }) => kind)).toEqual(['push-failing', 'push-recovered']);
});

test('a customer with the push and no target is notified once, the next morning', async () => {
  await db.deleteFrom('subscriptions').execute();
  const tenantId = await push.tenant(null);
  await saveContact(db, tenantId, { email: `biuro@${tenantId}.example` });
  const notifyOn = (now: string) =>
    notifyNotSetUp({ db, now: Date.parse(now), pushUrl: 'https://panel.example/account/push' });
  expect(await notifyOn('2026-03-10T06:00:00Z')).toBe(0);
  expect(await notifyOn('2026-03-11T06:00:00Z')).toBe(1);
  expect(await notifyOn('2026-03-12T06:00:00Z')).toBe(0);
  const [mail] = await mailsOf(tenantId);
  expect(mail).toMatchObject({ kind: 'push-not-set-up' });
  expect(mail!.body).toContain('https://panel.example/account/push');
  const withTarget = await customer();
  expect(await notifyOn('2026-03-11T06:00:00Z')).toBe(0);
  expect(await mailsOf(withTarget)).toEqual([]);
});

test('only the customer whose push fails is notified', async () => {
  const [failing, well] = [await customer(), await customer()];
  await attempt(well);
  await attempt(failing, 'refused');
  await notify();
  expect([(await mailsOf(failing)).length, (await mailsOf(well)).length]).toEqual([1, 0]);
});

test('a target that failed but has no failed package any more is not mailed', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  await db.updateTable('packages').set({ error_code: null }).where('tenant_id', '=', tenantId).execute();
  expect(await notify()).toBe(0);
  expect(await push.row(tenantId)).toMatchObject({ failure_notified_at: null });
});
