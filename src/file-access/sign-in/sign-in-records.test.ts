import { type KyselyPlugin, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import type { FileCredentialId } from '../../base/ids.ts';
import { addTenant, listFailedFileSignIns, listFileSessions } from '../../tenants/index.ts';
import { SignInRecords } from './sign-in-records.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const BY = { door: 'ftp', address: '192.0.2.1', encrypted: true } as const;

/** `onInsert` is called for each statement that inserts into the table, before it is sent. */
function records(table: string, onInsert: () => void) {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      const text = JSON.stringify(node);
      if (text.includes(table) && /InsertQueryNode|INSERT INTO/.test(text)) onInsert();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const made = new SignInRecords({ db: db.withPlugin(plugin), clock, log: quietLog, sessionsPerTenant: 50 });
  onTestFinished(() => made.close());
  return made;
}

async function customer() {
  const { tenantId } = await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: [] }, clock.now());
  return { tenantId, credentialId: tenantId as unknown as FileCredentialId };
}

test('what a session does while it is written is written the next time', async () => {
  const of = await customer();
  let activity: (() => void) | null = null;
  const made = records('file_sessions', () => activity?.());
  const session = (await made.open({ ...of, ...BY }))!;
  activity = () => (session.activity = 'download');
  await made.write();
  activity = null;
  await made.write();
  expect(await listFileSessions(db, of.tenantId, clock.now())).toMatchObject([{ activity: 'download' }]);
});

test('attempts that could not be written are added to those that came meanwhile', async () => {
  const { tenantId } = await customer();
  const fail = () => made.failed({ tenantId, login: 'kadry', ...BY, reason: 'wrong-password' });
  let fails = true;
  const made = records('failed_file_sign_ins', () => {
    if (!fails) return;
    fails = false;
    fail();
    throw new Error('the connection was lost');
  });
  fail();
  fail();
  await made.write();
  await made.write();
  expect(await listFailedFileSignIns(db, tenantId)).toMatchObject([{ attempts: 3 }]);
});

test('sign-ins of a tenant that wait for a process that hangs take one connection, and give up in the end', async () => {
  const of = await customer();
  const made = records('', () => undefined);
  const waiting = await db.transaction().execute(async (hangs) => {
    const lock = `fonoteka file sessions ${of.tenantId}`;
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(hangs);
    const [first, ...rest] = Array.from({ length: 30 }, () => made.open({ ...of, ...BY }));
    const givenUp = expect(first).rejects.toMatchObject({ code: '55P03' });
    expect(await made.open({ ...(await customer()), ...BY })).not.toBeNull();
    await givenUp;
    return rest;
  });
  expect(await Promise.all(waiting)).not.toContain(null);
});

test('sessions that were last seen in the future, by a clock that was set back since, are over', async () => {
  const of = await customer();
  const made = new SignInRecords({ db, clock, log: quietLog, sessionsPerTenant: 1 });
  onTestFinished(() => made.close());
  clock.advance(3_600_000);
  expect(await made.open({ ...of, ...BY })).not.toBeNull();
  const behind = new ManualClock();
  const other = new SignInRecords({ db, clock: behind, log: quietLog, sessionsPerTenant: 1 });
  onTestFinished(() => other.close());
  expect(await listFileSessions(db, of.tenantId, behind.now())).toEqual([]);
  expect(await other.open({ ...of, ...BY })).not.toBeNull();
  await other.write();
  expect(await listFileSessions(db, of.tenantId, clock.now())).toEqual([]);
});
