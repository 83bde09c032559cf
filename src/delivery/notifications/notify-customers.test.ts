import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { PushFixture } from '../../../test/kit/push-fixture.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Language } from '../../mail/index.ts';
import type { PushErrorCode } from '../../platform/push-target/index.ts';
import { addContact } from '../../tenants/index.ts';
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
  await addContact(db, tenantId, `biuro@${tenantId}.example`);
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

function tell(): Promise<number> {
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

test('says which day waits, why, and where to mend it, and of whom it speaks nothing', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  expect(await tell()).toBe(1);
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

test('counts the days that wait, also those not tried since the first failed', async () => {
  const tenantId = await customer('en');
  push.clock.advance(2 * DAY_MS);
  await push.make();
  await attempt(tenantId, 'wrong-password');
  await tell();
  const [mail] = await mailsOf(tenantId);
  expect(mail!.subject).toBe('The package of recordings of 10 March 2026 did not reach your server');
  expect(mail!.body).toContain('3 days wait, the oldest package is of 10 March 2026.');
});

test('is told once in an episode, whatever the number of workers, and once again in the next', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  const told = await Promise.all([tell(), tell(), tell()]);
  expect(told.reduce((sum, count) => sum + count)).toBe(1);
  await attempt(tenantId, 'timeout');
  expect(await tell()).toBe(0);
  await attempt(tenantId);
  push.clock.advance(DAY_MS);
  await push.make();
  await attempt(tenantId, 'timeout');
  expect(await tell()).toBe(1);
  expect((await mailsOf(tenantId)).map(({ kind }) => kind)).toEqual(['push-failing', 'push-recovered', 'push-failing']);
});

test('a failure that is over by the morning is told to nobody, nor is its end', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  await attempt(tenantId);
  expect(await tell()).toBe(0);
  expect(await mailsOf(tenantId)).toEqual([]);
});

test.each([
  ['pl', 'Zaległe pakiety nagrań dotarły na Państwa serwer'],
  ['en', 'The packages of recordings that waited have reached your server'],
] as const)(
  'who was told of a failure (%s) is told of its end, when everything has arrived',
  async (language, subject) => {
    const tenantId = await customer(language);
    push.clock.advance(DAY_MS);
    await push.make();
    await attempt(tenantId, 'refused');
    await tell();
    push.target.failNext('upload', 'no-space');
    await attempt(tenantId);
    expect(await mailsOf(tenantId)).toHaveLength(1);
    await attempt(tenantId);
    expect((await mailsOf(tenantId)).slice(1)).toMatchObject([{ kind: 'push-recovered', subject }]);
  },
);

test('what takes longer than a day is told of, though nothing fails, and its end', async () => {
  const tenantId = await customer();
  push.clock.advance(DAY_MS - 1);
  expect(await tell()).toBe(0);
  push.clock.advance(1);
  expect(await tell()).toBe(1);
  expect(await tell()).toBe(0);
  expect((await mailsOf(tenantId))[0]!.body).toContain('Wysyłka trwa już ponad dobę');
  await attempt(tenantId);
  expect((await mailsOf(tenantId)).map(({ kind }) => kind)).toEqual(['push-failing', 'push-recovered']);
});

test('who has the push and no target is told once, the morning after', async () => {
  await db.deleteFrom('subscriptions').execute();
  const tenantId = await push.tenant(null);
  await addContact(db, tenantId, `biuro@${tenantId}.example`);
  const tellOn = (now: string) =>
    notifyNotSetUp({ db, now: Date.parse(now), pushUrl: 'https://panel.example/account/push' });
  expect(await tellOn('2026-03-10T06:00:00Z')).toBe(0);
  expect(await tellOn('2026-03-11T06:00:00Z')).toBe(1);
  expect(await tellOn('2026-03-12T06:00:00Z')).toBe(0);
  const [mail] = await mailsOf(tenantId);
  expect(mail).toMatchObject({ kind: 'push-not-set-up' });
  expect(mail!.body).toContain('https://panel.example/account/push');
  const withTarget = await customer();
  expect(await tellOn('2026-03-11T06:00:00Z')).toBe(0);
  expect(await mailsOf(withTarget)).toEqual([]);
});

test('another customer’s failure is told to that customer alone', async () => {
  const [failing, well] = [await customer(), await customer()];
  await attempt(well);
  await attempt(failing, 'refused');
  await tell();
  expect([(await mailsOf(failing)).length, (await mailsOf(well)).length]).toEqual([1, 0]);
});

test('a target that failed, with nothing left that waits, is not told of', async () => {
  const tenantId = await customer();
  await attempt(tenantId, 'refused');
  await db.updateTable('packages').set({ error_code: null }).where('tenant_id', '=', tenantId).execute();
  expect(await tell()).toBe(0);
  expect(await push.row(tenantId)).toMatchObject({ failure_notified_at: null });
});
