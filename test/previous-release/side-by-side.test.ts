import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/config/index.ts';
import { type AddedTenant, addSource, addTenant, saveContact, setCallRecording } from '../../src/tenants/index.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { recordingNamesOverFtp } from '../kit/ftp-session.ts';
import { callTo, type Machine, Machines, originOf } from '../kit/machines.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { lastingFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

/** The program of the release before this one, made by `make-program.sh`. It runs with the packages of this one. */
const PROGRAM = fileURLToPath(new URL('program.tar.gz', import.meta.url));
const NUMBER = '48221234567';
const SILENCE = wavFile({ channels: [new Float32Array(800)] });
/** A rolling upgrade: both releases on the migrated database, the one before first. */
type Pair = readonly [Machine, Machine];
const database = testDatabase();
const machines = new Machines({ databaseUrl: database.url });
const program = lastingFolder();
let recorders: Pair;
let webs: Pair;
let files: Pair;
let tenant: AddedTenant;
let pbxs: readonly [PbxClient, PbxClient];

beforeAll(async () => {
  expect(spawnSync('tar', ['-xzf', PROGRAM, '-C', program]).status).toBe(0);
  symlinkSync(resolve('node_modules'), join(program, 'node_modules'));
  // The panel is of no use here, and takes long to build.
  mkdirSync(join(program, 'panel/dist'), { recursive: true });
  writeFileSync(join(program, 'panel/dist/index.html'), '');
  const both = async (role: Role): Promise<Pair> => {
    const current = await machines.start(role);
    // Last, as if it had been started again in the middle of the upgrade.
    return [await machines.start(role, join(program, 'bin/fonoteka')), current];
  };
  recorders = await both('recorder');
  webs = await both('web');
  files = await both('files');
  await both('worker');
  const now = Date.now();
  await addSource(database.db, { name: 'SBC', addresses: ['127.0.0.1'] }, now);
  const { apiKey } = await addSource(database.db, { name: 'PBX' }, now);
  pbxs = [new PbxClient(originOf(webs[0]), apiKey), new PbxClient(originOf(webs[1]), apiKey)];
  tenant = await addTenant(database.db, { name: 'Stare i Nowe', plan: 'Biznes', numbers: [NUMBER] }, now);
  await setCallRecording(database.db, tenant.tenantId, { enabled: true }, now);
  await saveContact(database.db, tenant.tenantId, { email: 'biuro@stare.example' });
});
afterAll(async () => {
  await machines[Symbol.asyncDispose]();
  rmSync(program, { recursive: true, force: true });
});

test('both releases run', async () => {
  const metrics = await Promise.all(webs.map(async (web) => (await fetch(`${originOf(web)}/metrics`)).text()));
  // New in this release.
  expect(metrics.map((text) => text.includes('fonoteka_clock_offset_seconds'))).toEqual([false, true]);
});

test('people who signed in at one are signed in at the other', async () => {
  for (const [at, other] of [webs, [webs[1], webs[0]] as const]) {
    const answer = await fetch(`${originOf(at)}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: tenant.panel.login, password: tenant.panel.password }),
    });
    const cookie = answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    const there = { headers: { cookie } };
    expect((await fetch(`${originOf(other)}/api/v1/session`, there)).status).toBe(200);
    await fetch(`${originOf(other)}/api/v1/session`, { method: 'DELETE', ...there });
    expect((await fetch(`${originOf(at)}/api/v1/session`, there)).status).toBe(401);
  }
});

test('calls and uploads through both are there once, for both', async () => {
  const startedAt = new Date(Date.now() - 60_000).toISOString();
  const upload = { startedAt, caller: '48600000001', callee: NUMBER, externalId: 'call-1' };
  const [calls, uploads] = await Promise.all([
    Promise.all(recorders.map((recorder) => callTo(recorder, { caller: '48512000001', callee: NUMBER }))),
    Promise.all(pbxs.map((pbx) => pbx.upload(upload, SILENCE))),
  ]);
  expect(calls.map(({ status }) => status)).toEqual([200, 200]);
  expect(uploads.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 201]);
  for (const web of webs) {
    const get = await signedInFetch(originOf(web), tenant.panel);
    const list = async () => {
      const { calls: listed } = (await (await get('/calls')).json()) as {
        calls: { recordings: { id: string; sizeBytes: number }[] }[];
      };
      return listed.flatMap(({ recordings }) => recordings);
    };
    await until('all are listed', async () => (await list()).length === 3);
    for (const { id, sizeBytes } of await list()) {
      expect((await (await get(`/recordings/${id}/audio`)).arrayBuffer()).byteLength).toBe(sizeBytes);
    }
  }
  for (const { process } of files) expect(await recordingNamesOverFtp(process.ready, tenant.ftp)).toHaveLength(3);
});

test('recording that is switched off at one is off at the recorders of both', async () => {
  const both = await Promise.all(webs.map((web) => signedInFetch(originOf(web), tenant.panel)));
  for (const [at, enabled] of [false, true].entries()) {
    const how = { method: 'PATCH', body: { enabled } };
    expect((await both[at]!('/services/call-recording', how)).status).toBe(200);
    for (const recorder of recorders) {
      const { status } = await callTo(recorder, { caller: '48512000002', callee: NUMBER });
      expect(status).toBe(enabled ? 200 : 403);
    }
  }
});

test('jobs of both run, each once: a mail of an order at both, a destruction', async () => {
  const body = { service: 'extended-retention', units: 1, orderKey: crypto.randomUUID() };
  for (const web of webs) {
    const order = await signedInFetch(originOf(web), tenant.panel);
    expect((await order('/services/orders', { method: 'POST', body })).status).toBe(200);
  }
  const startedAt = new Date(Date.now() - 800 * 24 * 60 * 60 * 1000).toISOString();
  for (const [at, pbx] of pbxs.entries()) {
    const upload = { startedAt, caller: '48600000002', callee: NUMBER, externalId: `old-${at}` };
    expect((await pbx.upload(upload, SILENCE)).status).toBe(201);
  }
  await until('all is done, by workers that make queues again which the other one removed', async () => {
    await sql`SELECT pg_notify('fonoteka_jobs', 'retention'), pg_notify('fonoteka_jobs', 'mails')`.execute(database.db);
    const { rows } = await sql<{ destroyed: number; waiting: number }>`
        SELECT (SELECT count(*) FROM destruction_log)::int AS destroyed,
          (SELECT count(*) FROM mails WHERE sent_at IS NULL)::int AS waiting`.execute(database.db);
    return rows[0]!.destroyed === 2 && rows[0]!.waiting === 0;
  });
  const { rows } = await sql<{ subject: string }>`SELECT DISTINCT subject FROM mails`.execute(database.db);
  const mails = await sql`SELECT FROM mails`.execute(database.db);
  expect(mails.rows).toHaveLength(rows.length);
});
