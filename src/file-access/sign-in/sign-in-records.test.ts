import type { KyselyPlugin } from 'kysely';
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
