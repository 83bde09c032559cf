import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TenantId, UserId } from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { createMailMetrics, sendDueMails } from '../../src/mail/index.ts';
import type { OutgoingMail } from '../../src/platform/mail/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { saveReportSettings, sendMonthlyReports } from '../../src/statistics/index.ts';
import { addUser, PhoneBook } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const { db, url } = testDatabase();
const CHILD = new URL('./monthly-report-kill.child.ts', import.meta.url).pathname;
/** Warsaw, 08:00 of the first day after the month of the calls. */
const NOW = Date.parse('2026-04-01T06:00:00Z');
/** Friday, 10:15 in Warsaw. */
const START = Date.parse('2026-03-27T09:15:00Z');
const PDF = '/calls/statistics/pdf?from=2026-03-01&to=2026-03-31';
const SETTINGS = '/statistics/report';
const QUIET = new AbortController().signal;

let fixture: ApiFixture;
let bakery: TenantId;
let florist: TenantId;
let admin: string;
let agent: string;
let other: string;
const ids: Record<string, UserId> = {};

async function user(name: string, tenantId: TenantId, more: object = {}): Promise<void> {
  const email = `${name}@firma.example`;
  ids[name] = (await addUser(db, { tenantId, name, role: 'supervisor', email, ...more }, NOW)).id;
}

async function missedCall(extension: string, startedAt: number): Promise<void> {
  const inbound = { answeredAt: null, direction: 'inbound', caller: '+48600100200', extensions: [extension] } as const;
  const call = describeCall(bakery, { startedAt, ...inbound });
  await saveUnrecordedCall(db, { ...call, endedAt: startedAt + 20_000, reason: 'not-answered' });
}

/** Of 30 s, recorded. */
async function answeredCall(
  extension: string,
  startedAt: number,
  talk: readonly [number, number, number],
): Promise<void> {
  const { id, callId } = await addRecording(fixture, bakery, { startedAt, extensions: [extension] });
  const times = { talk_caller_ms: talk[0], talk_callee_ms: talk[1], silence_ms: talk[2], longest_silence_ms: talk[2] };
  await db.updateTable('recordings').set(times).where('id', '=', id).execute();
  const ends = { answered_at: new Date(startedAt), ended_at: new Date(startedAt + 1_800_000) };
  await db.updateTable('calls').set(ends).where('id', '=', callId).execute();
}

beforeAll(async () => {
  fixture = await startApi(db, { start: NOW });
  const ours = await addTenantWithRecording(fixture, 'Piekarnia „Żółć” Łódź', '48221234567');
  bakery = ours.tenantId;
  await answeredCall('101', START, [20_000, 30_000, 45_000]);
  await answeredCall('102', START + 60_000, [1000, 9000, 5000]);
  await missedCall('101', START + 3_600_000);
  await missedCall('102', START + 2 * 3_600_000);
  await missedCall('102', Date.parse('2026-02-27T09:15:00Z'));
  await new PhoneBook(db, bakery).set('102', 'Świeże pączki', NOW);
  admin = await signIn(fixture, ours.admin);
  agent = await signIn(fixture, await addUserOf(fixture, bakery, 'agent', { extensions: ['101'] }));
  const competitor = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48227654321');
  florist = competitor.tenantId;
  other = await signIn(fixture, competitor.admin);
  await user('zofia', bakery);
  await user('jan', bakery);
  await user('gone', bakery);
  await db
    .updateTable('users')
    .set({ disabled_at: new Date(NOW) })
    .where('id', '=', ids['gone']!)
    .execute();
  await user('few', bakery, { role: 'agent', extensions: ['101'] });
  await user('nowhere', bakery, { email: undefined });
  await user('flora', florist);
});
afterAll(() => fixture.close());

beforeEach(async () => {
  for (const table of ['mails', 'monthly_reports', 'report_settings'])
    await sql`DELETE FROM ${sql.table(table)}`.execute(db);
});

function ask(cookie: string, path: string, body?: object): Promise<Response> {
  const put = { method: 'PUT', body: JSON.stringify(body), headers: { cookie, 'content-type': 'application/json' } };
  return fetch(`${fixture.origin}/api/v1${path}`, body === undefined ? { headers: { cookie } } : put);
}

/** Its lines, with one space between columns. */
function linesOf(pdf: Uint8Array): string[] {
  const file = join(temporaryFolder(), 'report.pdf');
  writeFileSync(file, pdf);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  return text.split('\n').map((line) => line.trim().replaceAll(/\s+/g, ' '));
}

async function pdf(cookie: string, more = ''): Promise<string[]> {
  const answer = await ask(cookie, `${PDF}${more}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return linesOf(new Uint8Array(await answer.arrayBuffer()));
}

test('the PDF has the numbers of the month, in Polish, and names no other party', async () => {
  const lines = await pdf(admin);
  for (const line of [
    'Statystyki połączeń',
    'Piekarnia „Żółć” Łódź',
    '01.03.2026 – 31.03.2026',
    'w nawiasach: 01.02.2026 – 28.02.2026',
    'Połączenia 4 (1)',
    'Minuty rozmów 60 (0)',
    'Średni czas rozmowy 30:00 (–)',
    'Nagrane 2 · 50% (0 · 0%)',
    'Nieodebrane 2 · 50% (1 · 100%)',
    'Mówi firma 65% (–)',
    '101 2 30 30:00 1 60% / 40% 1',
    '102 Świeże pączki 2 30 30:00 1 90% / 10% 0',
    'przychodzące 4 35,5% 19,1% 45,5% 0:45',
    'Fonoteka · Piekarnia „Żółć” Łódź strona 1 z 1',
  ])
    expect(lines).toContain(line);
  expect(lines.join()).not.toMatch(/600 ?100 ?200|512 ?345 ?678/);
  const [event] = await fixture.audit.list(bakery);
  expect(event).toMatchObject({ action: 'statistics-exported', detail: { from: '2026-03-01', to: '2026-03-31' } });
});

test('it is in English if asked, and of the calls that one may see', async () => {
  expect(await pdf(agent, '&language=en')).toEqual(
    expect.arrayContaining([
      '1 Mar 2026 – 31 Mar 2026',
      'Calls 2 (0)',
      'Missed 1 · 50% (0)',
      '101 2 30 30:00 1 60% / 40% 1',
    ]),
  );
  expect(await pdf(other, '&language=en')).toEqual(expect.arrayContaining(['Kwiaciarnia', 'Calls 0 (0)']));
});

test('who gets the report is a choice of the company’s own active users who see all calls and have an address', async () => {
  const candidates = ['jan', 'zofia'].map((name) => ({ id: ids[name], login: name, email: `${name}@firma.example` }));
  const none = { enabled: false, userIds: [], candidates };
  expect(await (await ask(admin, SETTINGS)).json()).toEqual(none);
  for (const name of ['gone', 'few', 'nowhere', 'flora']) {
    const answer = await ask(admin, SETTINGS, { enabled: true, userIds: [ids[name]] });
    expect([name, answer.status, await answer.json()]).toMatchObject([name, 400, { code: 'request-invalid' }]);
  }
  const twentyOne = Array.from({ length: 21 }, () => ids['jan']);
  expect((await ask(admin, SETTINGS, { enabled: true, userIds: twentyOne })).status).toBe(400);
  expect(await (await ask(admin, SETTINGS)).json()).toEqual(none);
  const set = await ask(admin, SETTINGS, { enabled: true, userIds: [ids['jan']] });
  expect(await set.json()).toEqual({ enabled: true, userIds: [ids['jan']], candidates });
  expect(await (await ask(admin, SETTINGS)).json()).toEqual({ enabled: true, userIds: [ids['jan']], candidates });
  expect(await (await ask(other, SETTINGS)).json()).toMatchObject({ enabled: false, candidates: [{ login: 'flora' }] });
  const [event] = await fixture.audit.list(bakery);
  expect(event).toMatchObject({ action: 'report-settings-changed', detail: { enabled: true, recipients: 1 } });
});

const choose = (tenantId: TenantId, names: readonly string[], enabled = true) =>
  saveReportSettings(db, tenantId, { enabled, userIds: names.map((name) => ids[name]!) }, NOW);

function run(at = NOW): Promise<number> {
  const clock = new ManualClock(at);
  return sendMonthlyReports({
    db,
    clock,
    audit: fixture.audit,
    statisticsUrl: 'https://panel.example/stat',
    signal: QUIET,
  });
}

async function recipients(): Promise<string[]> {
  const rows = await db.selectFrom('mails').select('recipient').orderBy('recipient').execute();
  return rows.map(({ recipient }) => recipient);
}

test('each recipient gets one mail a month, also of two workers at once and after a kill before the commit', async () => {
  await choose(bakery, ['jan', 'zofia']);
  await choose(florist, ['flora'], false);
  const killed = spawnSync(process.execPath, [CHILD, url, String(NOW)], { stdio: ['ignore', 'ignore', 'inherit'] });
  expect([killed.signal, await recipients()]).toEqual(['SIGKILL', []]);
  expect((await Promise.all([run(), run()])).sort()).toEqual([0, 1]);
  expect(await run(NOW + 3_600_000)).toBe(0);
  expect(await recipients()).toEqual(['jan@firma.example', 'zofia@firma.example']);
  const sent: OutgoingMail[] = [];
  const transport = { send: async (mail: OutgoingMail) => void sent.push(mail), close: () => {} };
  const metrics = createMailMetrics(createMetrics());
  await sendDueMails({ db, transport, clock: fixture.clock, metrics, operatorName: 'Łącza S.A.' });
  const [mail] = sent;
  expect(mail).toMatchObject({
    subject: 'Statystyki połączeń: marzec 2026',
    text: expect.stringContaining('https://panel.example/stat'),
    attachment: { name: 'statystyki-polaczen_2026-03-01_2026-03-31.pdf' },
  });
  expect(linesOf(mail!.attachment!.content)).toContain('Połączenia 4 (1)');
  expect(await db.selectFrom('mails').select('attachment').distinct().execute()).toEqual([{ attachment: null }]);
  const [event] = await fixture.audit.list(bakery);
  expect(event).toMatchObject({ action: 'monthly-report-sent', detail: { month: '2026-03', recipients: 2 } });
  expect(await run(Date.parse('2026-05-01T06:00:00Z'))).toBe(1);
});

test('nobody gets it who has lost the right to it since, and a company without recipients gets it when it has some', async () => {
  await choose(bakery, ['jan']);
  await db
    .updateTable('users')
    .set({ disabled_at: new Date(NOW) })
    .where('id', '=', ids['jan']!)
    .execute();
  expect([await run(), await recipients()]).toEqual([0, []]);
  await db.updateTable('users').set({ disabled_at: null }).where('id', '=', ids['jan']!).execute();
  expect(await run(Date.parse('2026-04-08T06:00:00Z'))).toBe(0);
  expect([await run(Date.parse('2026-04-07T06:00:00Z')), await recipients()]).toEqual([1, ['jan@firma.example']]);
});

test('a company whose report fails stops no other, and the run says that it failed', async () => {
  await choose(bakery, ['jan']);
  await choose(florist, ['flora']);
  // Of the two the one that comes first.
  const [first, second] = bakery < florist ? (['jan', 'flora'] as const) : (['flora', 'jan'] as const);
  await sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no mail'; END $$`.execute(db);
  await sql`CREATE TRIGGER refuse BEFORE INSERT ON mails FOR EACH ROW
    WHEN (NEW.recipient = ${sql.lit(`${first}@firma.example`)}) EXECUTE FUNCTION refuse()`.execute(db);
  await expect(run()).rejects.toThrow('no mail');
  expect(await recipients()).toEqual([`${second}@firma.example`]);
  await sql`DROP TRIGGER refuse ON mails`.execute(db);
  expect([await run(), await recipients()]).toEqual([1, ['flora@firma.example', 'jan@firma.example']]);
});
