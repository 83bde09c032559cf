import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { addTenant, addUser, managedUsers } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { runInProcess } from '../kit/run-in-process.ts';

const { db, url } = testDatabase();
const clock = new ManualClock();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-user-'));
let tenantId: TenantId;

beforeAll(async () => {
  tenantId = (await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: ['48221234567'] }, clock.now()))
    .tenantId;
});
afterAll(() => rmSync(data, { recursive: true }));

const user = (...words: string[]) => command('user', ...words);
const numberGroup = (...words: string[]) => command('number-group', ...words);

async function command(...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: data };
  const { exitCode, stdout } = await runInProcess(environment, ...words, '--json');
  return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
}

test('rights are given and taken for one user, and it is audited', async () => {
  const { id, login } = await addUser(db, { tenantId, name: 'Jan', role: 'supervisor' }, clock.now());
  const changed = await user('rights', '--login', login, '--give', 'audit', 'hold', '--take', 'download');
  expect(changed).toEqual({
    exitCode: 0,
    answer: { login, role: 'supervisor', rights: ['listen', 'hold', 'control', 'audit'], numbers: null },
  });
  const [event] = await new AuditLog(db, clock).list(tenantId);
  expect(event).toMatchObject({
    actor: 'cli',
    action: 'user-changed',
    subject: id,
    detail: { rights: 'listen download control → listen hold control audit' },
  });
});

test('a right that an agent cannot have, and a word that is no right, are refused', async () => {
  const { login } = await addUser(db, { tenantId, name: 'Ala', role: 'agent' }, clock.now());
  expect((await user('rights', '--login', login, '--give', 'audit')).exitCode).toBe(1);
  expect((await user('rights', '--login', login, '--give', 'fly')).exitCode).toBe(2);
});

test('a user is added, limited to a number group, and given another role', async () => {
  const group = ['--tenant', tenantId, '--name', 'Sprzedaż'];
  expect((await numberGroup('set', ...group, '--number', '101', '22 123 45 67')).answer).toMatchObject({
    numbers: ['+48221234567', '101'],
  });
  const added = (await user('add', '--tenant', tenantId, '--name', 'Ewa', '--role', 'agent', '--group', 'Sprzedaż'))
    .answer;
  expect(added).toMatchObject({ login: 'ewa', role: 'agent', rights: ['listen'], numbers: ['+48221234567', '101'] });
  await user('role', '--login', 'ewa', '--role', 'supervisor');
  const limited = (await user('limit', '--login', 'ewa', '--extension', '102')).answer;
  expect(limited).toMatchObject({ role: 'supervisor', numbers: ['102'] });
  expect((await user('limit', '--login', 'ewa', '--none')).answer).toMatchObject({ numbers: null });
  expect((await numberGroup('remove', ...group)).exitCode).toBe(0);
  expect((await numberGroup('list', '--tenant', tenantId)).answer).toEqual([]);
});

test('a user is invited by mail with rights and a number group, and the address is taken then', async () => {
  await numberGroup('set', '--tenant', tenantId, '--name', 'Biuro', '--number', '101');
  const person = ['--tenant', tenantId, '--email', 'Ola@piekarnia.example', '--role', 'supervisor'];
  const { answer } = await user('invite', ...person, '--group', 'Biuro', '--rights', 'listen', 'hold');
  expect(answer).toEqual({ userId: expect.any(String), login: 'ola', email: 'ola@piekarnia.example' });
  const invited = (await managedUsers(db, tenantId)).find(({ login }) => login === 'ola');
  expect(invited).toMatchObject({ role: 'supervisor', rights: ['listen', 'hold'], numbers: ['101'] });
  const mail = await db.selectFrom('mails').selectAll().where('recipient', '=', answer.email).executeTakeFirstOrThrow();
  expect(mail.body).toMatch(/\/set-password#[\w-]{43}/);
  const [event] = await new AuditLog(db, clock).list(tenantId);
  expect(event).toMatchObject({ actor: 'cli', action: 'user-invited', subject: answer.userId });
  expect((await user('invite', ...person)).exitCode).toBe(1);
});

test('the last administrator cannot be disabled', async () => {
  const [{ login }] = (await user('list', '--tenant', tenantId)).answer.filter(
    ({ role }: { role: string }) => role === 'admin',
  );
  expect((await user('disable', '--login', login)).exitCode).toBe(1);
});
