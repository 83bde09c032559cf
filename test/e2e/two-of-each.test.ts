import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/config/index.ts';
import { type AddedTenant, addSource, addTenant, saveContact, setCallRecording } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { recordingNamesOverFtp } from '../kit/ftp-session.ts';
import { callTo, type Machine, Machines, originOf } from '../kit/machines.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

/** Two machines of each role on one database: what one of them does the other one knows. */
type Pair = readonly [Machine, Machine];
const SESSIONS_PER_TENANT = 3;
const NUMBER = '48221234567';
const SILENCE = wavFile({ channels: [new Float32Array(800)] });
const WEB_WINDOW_MS = 10 * 60_000;

const database = testDatabase();
const settings = { FONOTEKA_FILE_SESSIONS_PER_TENANT: String(SESSIONS_PER_TENANT) };
const machines = new Machines({ databaseUrl: database.url, settings });
let recorders: Pair;
let webs: Pair;
let files: Pair;
let workers: Pair;
let tenant: AddedTenant;
let apiKey: string;

/** One after the other, which a machine with few cores does best. */
async function pair(role: Role): Promise<Pair> {
  return [await machines.start(role), await machines.start(role)];
}

beforeAll(async () => {
  recorders = await pair('recorder');
  webs = await pair('web');
  files = await pair('files');
  workers = await pair('worker');
  const now = Date.now();
  await addSource(database.db, { name: 'SBC', addresses: ['127.0.0.1'] }, now);
  ({ apiKey } = await addSource(database.db, { name: 'PBX' }, now));
  tenant = await addTenant(database.db, { name: 'Dwa Bratki', plan: 'Biznes', numbers: [NUMBER] }, now);
  await setCallRecording(database.db, tenant.tenantId, { enabled: true }, now);
});
afterAll(() => machines[Symbol.asyncDispose]());

const atBoth = async (): Promise<readonly [SignedInFetch, SignedInFetch]> => [
  await signedInFetch(originOf(webs[0]), tenant.panel),
  await signedInFetch(originOf(webs[1]), tenant.panel),
];

async function json<T>(response: Promise<Response>): Promise<T> {
  return (await (await response).json()) as T;
}

const call = (machine: Machine, caller: string) => callTo(machine, { caller, callee: NUMBER });

interface Listed {
  readonly calls: readonly { readonly recordings: readonly { readonly id: string; readonly sizeBytes: number }[] }[];
}

test('a session begun at one web machine is good at the other, until it is ended there', async () => {
  const answer = await fetch(`${originOf(webs[0])}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: tenant.panel.login, password: tenant.panel.password }),
  });
  const cookie = answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
  const statusAt = async (machine: Machine) =>
    (await fetch(`${originOf(machine)}/api/v1/session`, { headers: { cookie } })).status;
  expect([await statusAt(webs[0]), await statusAt(webs[1])]).toEqual([200, 200]);
  await fetch(`${originOf(webs[1])}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
  expect([await statusAt(webs[0]), await statusAt(webs[1])]).toEqual([401, 401]);
});

test('failed sign-ins at one are counted at the other', async () => {
  const { panel } = await addTenant(database.db, { name: 'Cel', plan: 'Biznes', numbers: ['48221234599'] }, Date.now());
  const attempt = async (machine: Machine, password: string) =>
    (
      await fetch(`${originOf(machine)}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: panel.login, password }),
      })
    ).status;
  for (let failures = 0; failures < 4; failures++) await attempt(webs[0], 'wrong');
  // It is closed for a second now. For longer, so that a busy machine sees it.
  await sql`UPDATE attempt_counters SET expire = expire + ${WEB_WINDOW_MS} WHERE key LIKE '%-login-closed:%'`.execute(
    database.db,
  );
  expect(await attempt(webs[1], panel.password)).toBe(429);
  await sql`DELETE FROM attempt_counters`.execute(database.db);
  expect(await attempt(webs[1], panel.password)).toBe(200);
});

test('uploads of one call to both at once are stored once', async () => {
  const upload = {
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    caller: '48600000001',
    callee: NUMBER,
    externalId: 'call-1',
  };
  const answers = await Promise.all(
    [0, 1, 0, 1].map((web) => new PbxClient(originOf(webs[web as 0 | 1]), apiKey).upload(upload, SILENCE)),
  );
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 200, 200, 201]);
  const ids = await Promise.all(
    answers.map(async (one) => ((await one.json()) as { recordingId: string }).recordingId),
  );
  expect(new Set(ids).size).toBe(1);
  const [, other] = await atBoth();
  const { calls } = await json<Listed>(other('/calls'));
  expect(calls.flatMap(({ recordings }) => recordings)).toMatchObject([{ id: ids[0] }]);
});

test('what one recorder has recorded plays from the other web machine and comes from the other files machine', async () => {
  for (const recorder of recorders) expect(await call(recorder, '48512000001')).toMatchObject({ status: 200 });
  const [one, other] = await atBoth();
  const list = async () => (await json<Listed>(one('/calls'))).calls.flatMap(({ recordings }) => recordings);
  await until('both are listed', async () => (await list()).length === 3);
  for (const { id, sizeBytes } of await list()) {
    for (const web of [one, other]) {
      const audio = await (await web(`/recordings/${id}/audio`)).arrayBuffer();
      expect(audio.byteLength).toBe(sizeBytes);
    }
  }
  for (const { process } of files) expect(await recordingNamesOverFtp(process.ready, tenant.ftp)).toHaveLength(3);
});

test('recording that is switched off at one web machine is off for the next call of every recorder', async () => {
  const both = await atBoth();
  for (const [at, enabled] of [false, true].entries()) {
    const body = { enabled };
    expect((await both[at]!('/services/call-recording', { method: 'PATCH', body })).status).toBe(200);
    const shown = await json<{ callRecording: { enabled: boolean } }>(both[1 - at]!('/services'));
    expect(shown.callRecording.enabled).toBe(enabled);
    for (const recorder of recorders) {
      expect((await call(recorder, '48512000002')).status).toBe(enabled ? 200 : 403);
    }
  }
});

test('an order at one is seen at the other; its mail is sent once, by one of the workers', async () => {
  const [one, other] = await atBoth();
  await saveContact(database.db, tenant.tenantId, { email: 'biuro@bratki.example' });
  const body = { service: 'extended-retention', units: 1, orderKey: crypto.randomUUID() };
  const [first, again] = [
    await one('/services/orders', { method: 'POST', body }),
    await other('/services/orders', { method: 'POST', body }),
  ];
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(JSON.stringify(await json(other('/services')))).toBe(JSON.stringify(await json(one('/services'))));
  await until('all mails are sent', async () => {
    const waiting = await database.db.selectFrom('mails').where('sent_at', 'is', null).select('id').execute();
    return waiting.length === 0;
  });
  const sent = await database.db.selectFrom('mails').select('id').execute();
  const written = workers.flatMap(({ data }) => filesIn(join(data, 'outbox')));
  expect(sent.length).toBeGreaterThan(0);
  expect(written).toHaveLength(sent.length);
});

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
}

test('a job that every worker is notified of runs once; what is due is destroyed once', async () => {
  const startedAt = new Date(Date.now() - 800 * 24 * 60 * 60 * 1000).toISOString();
  for (const [web, externalId] of ['old-0', 'old-1'].entries()) {
    const upload = { startedAt, caller: '48600000002', callee: NUMBER, externalId };
    expect((await new PbxClient(originOf(webs[web as 0 | 1]), apiKey).upload(upload, SILENCE)).status).toBe(201);
  }
  await sql`SELECT pg_notify('fonoteka_jobs', 'retention') FROM generate_series(1, 3)`.execute(database.db);
  await until('both are destroyed', async () => {
    const { rows } = await sql`SELECT FROM destruction_log`.execute(database.db);
    return rows.length >= 2;
  });
  await until('no run is left', async () => {
    const { rows } = await sql`SELECT FROM pgboss.job WHERE name = 'retention' AND state < 'completed'`.execute(
      database.db,
    );
    return rows.length === 0;
  });
  const { rows } = await sql<{ failed: number }>`
    SELECT (SELECT count(*) FROM destruction_log)::int AS entries, count(*) FILTER (WHERE state = 'failed')::int AS failed
    FROM pgboss.job WHERE name = 'retention'`.execute(database.db);
  expect(rows).toEqual([{ entries: 2, failed: 0 }]);
});

async function signedIn({ process }: Machine, { login, password }: { login: string; password: string }) {
  const { hostname: host, port } = new URL(process.ready.ftp!);
  const client = await RawFtpClient.connect({ host, port: Number(port) });
  expect(await client.reply()).toMatch(/^220/);
  await client.command(`USER ${login}`);
  return { client, reply: await client.command(`PASS ${password}`) };
}

test('sessions of a tenant are counted over both files machines; a credential revoked at a web machine ends those of both', async () => {
  const [one] = await atBoth();
  const made = await json<{ credential: { id: string; login: string }; password: string }>(
    one('/file-credentials', { method: 'POST', body: { label: 'NAS' } }),
  );
  const login = { login: made.credential.login, password: made.password };
  // Those of the test before are over when that is written.
  await until('no session is open', async () => {
    const sessions = await database.db.selectFrom('file_sessions').select('id').execute();
    return sessions.length === 0;
  });
  const open = [];
  for (let at = 0; at < SESSIONS_PER_TENANT; at++) open.push(await signedIn(files[(at % 2) as 0 | 1], login));
  expect(open.map(({ reply }) => reply.slice(0, 3))).toEqual(['230', '230', '230']);
  for (const machine of files) expect((await signedIn(machine, login)).reply).not.toMatch(/^230/);
  await one(`/file-credentials/${made.credential.id}`, { method: 'DELETE' });
  for (const { client } of open) await client.closed();
});

test('gauges of what all share are the same on both workers, and each machine shows its own clock', async () => {
  const shown = await Promise.all(
    workers.map(async ({ process }) => (await fetch(`${process.ready.internal}/metrics`)).text()),
  );
  for (const name of [
    'fonoteka_mails_waiting',
    'fonoteka_tenants_without_contact',
    'fonoteka_retention_overdue_recordings',
  ]) {
    const values = shown.map((metrics) => new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1]);
    expect(values[0], name).toBeDefined();
    expect(values[0], name).toBe(values[1]);
  }
  for (const machine of [recorders, webs, files, workers].flat()) {
    const metrics = await (await fetch(`${machine.process.ready.internal}/metrics`)).text();
    expect(metrics).toMatch(/^fonoteka_clock_offset_seconds -?\d/m);
  }
});
