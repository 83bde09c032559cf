import { beforeEach, expect, test } from 'vitest';
import { describeCall, addExtendedRetention, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay } from '../base/warsaw-time.ts';
import { queueMail } from '../mail/index.ts';
import { queueOptionEndWarnings } from './index.ts';

const { db } = testDatabase();
const END_DAY = '2026-06-10';
const END = startOfWarsawDay(END_DAY);
let tenant: TenantId;

beforeEach(async () => {
  for (const table of ['mails', 'recordings', 'tenant_contacts', 'subscriptions'] as const) {
    await db.deleteFrom(table).execute();
  }
  tenant = await insertTenant(db);
  await db.insertInto('tenant_contacts').values({ tenant_id: tenant, email: 'biuro@piekarnia.example' }).execute();
});

/** Runs the job of a day, at 03:00. */
function warnAt(day: string): Promise<number> {
  const now = startOfWarsawDay(day) + 3 * 3_600_000;
  return queueOptionEndWarnings({ db, now, queueMail, historyUrl: 'https://panel.example/historia' });
}

/** Recordings of calls at noon, so many days before the option ends. */
async function recorded(...daysBefore: readonly number[]): Promise<void> {
  for (const days of daysBefore) {
    const startedAt = startOfWarsawDay(addDays(END_DAY, -days)) + 12 * 3_600_000;
    await insertRecordedCall(db, describeCall(tenant, { startedAt }));
  }
}

const mails = () => db.selectFrom('mails').select(['kind', 'subject', 'body']).execute();

test('warns once, on the seventh day before the end, of what will be destroyed', async () => {
  await addExtendedRetention(db, tenant, { units: 1, until: END });
  // 100 days: expires before; 40, 50, 31: expire when the option ends; 30 (noon), 10: stay.
  await recorded(100, 50, 40, 31, 30, 10);
  expect(await warnAt('2026-06-02')).toBe(0);
  expect(await warnAt('2026-06-03')).toBe(1);
  expect(await warnAt('2026-06-04')).toBe(0);
  const [mail] = await mails();
  expect(mail).toMatchObject({
    kind: 'retention-warning',
    subject: 'Dnia 10 czerwca 2026 część nagrań zostanie bezpowrotnie usunięta',
  });
  expect(mail!.body).toContain('3 nagrania.');
  expect(mail!.body).toContain('https://panel.example/historia');
});

test('warns an English-speaking tenant in English', async () => {
  await db.updateTable('tenants').set({ language: 'en' }).where('id', '=', tenant).execute();
  await addExtendedRetention(db, tenant, { units: 1, until: END });
  await recorded(40);
  await warnAt('2026-06-05');
  expect((await mails())[0]!.body).toContain('as of today that is 1 recording.');
});

test.each<[string, () => Promise<void>]>([
  ['nothing is old enough', () => addExtendedRetention(db, tenant, { units: 2, until: END })],
  [
    'another option follows at once',
    async () => {
      await recorded(40);
      await addExtendedRetention(db, tenant, { units: 1, until: END });
      await addExtendedRetention(db, tenant, { units: 1, from: END });
    },
  ],
  [
    'it has ended already',
    async () => {
      await recorded(40);
      await addExtendedRetention(db, tenant, { units: 1, until: startOfWarsawDay('2026-06-02') });
    },
  ],
  [
    'no end is known',
    async () => {
      await recorded(40);
      await addExtendedRetention(db, tenant, { units: 1 });
    },
  ],
])('is silent where %s', async (_, given) => {
  await given();
  expect(await warnAt('2026-06-03')).toBe(0);
});

test('warns of fewer units, with the days that remain', async () => {
  await recorded(40, 70);
  await addExtendedRetention(db, tenant, { units: 2, until: END });
  await addExtendedRetention(db, tenant, { units: 1, from: END });
  expect(await warnAt('2026-06-03')).toBe(1);
  const [mail] = await mails();
  expect(mail!.body).toContain('60 dni od rozmowy');
  expect(mail!.body).toContain('1 nagranie.');
});

test('warns again if the end has been moved', async () => {
  await recorded(40, 45);
  await addExtendedRetention(db, tenant, { units: 1, until: END });
  await warnAt('2026-06-03');
  const moved = startOfWarsawDay('2026-06-20');
  await db
    .updateTable('subscriptions')
    .set({ ends_at: new Date(moved) })
    .where('tenant_id', '=', tenant)
    .execute();
  expect(await warnAt('2026-06-04')).toBe(0);
  expect(await warnAt('2026-06-13')).toBe(1);
});
