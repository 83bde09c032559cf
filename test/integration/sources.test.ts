import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadDirectory } from '../../src/tenants/directory.ts';
import { addUser } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { PbxClient, refusal } from '../kit/pbx-client.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const CALL = {
  startedAt: '2026-03-10T10:00:00Z',
  endedAt: '2026-03-10T10:01:00Z',
  caller: '+48600100200',
  callee: OWN,
};

interface Source {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly tenant: { readonly name: string } | null;
  readonly lastSeen: { readonly address: string } | null;
  readonly keys: readonly { readonly id: string; readonly lastSeen: { readonly address: string } | null }[];
}

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let operator: SignedInFetch;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  const user = await addUser(db, { tenantId: null, name: 'op', role: 'operator-admin' }, Date.now());
  operator = await signedInFetch(ready.http!, user);
});

async function json<T>(answer: Promise<Response>, status: number): Promise<T> {
  const response = await answer;
  expect(response.status).toBe(status);
  return (status === 204 ? null : await response.json()) as T;
}

const sources = async () => (await json<{ sources: Source[] }>(operator('/operator/sources'), 200)).sources;
const add = (body: object) =>
  json<{ sourceId: string; keyId: string; apiKey: string }>(
    operator('/operator/sources', { method: 'POST', body }),
    201,
  );
const status = async (key: string) => (await pbx(key).policy('+48600100200', OWN)).status;
const pbx = (apiKey: string) => new PbxClient(fonoteka.current.ready.http!, apiKey);

test('sources are added, changed and listed with their last use, never with their keys', async () => {
  const { sourceId, keyId, apiKey } = await add({ name: 'SBC', addresses: ['198.51.100.7'], tenantId });
  const change = { name: 'SBC 1', addresses: ['198.51.100.8', '2001:DB8::1'] };
  await json(operator(`/operator/sources/${sourceId}`, { method: 'PATCH', body: change }), 200);
  expect((await pbx(apiKey).policy('+48600100200', OWN)).status).toBe(200);
  const one = async () => (await sources()).find(({ id }) => id === sourceId)!;
  await until('the use is written', async () => (await one()).keys[0]!.lastSeen !== null);
  expect(await one()).toMatchObject({
    name: 'SBC 1',
    addresses: ['198.51.100.8', '2001:db8::1'],
    tenant: { name: 'Piekarnia' },
    keys: [{ id: keyId, prefix: apiKey.slice(0, 6), lastSeen: { address: '127.0.0.1' } }],
  });
  expect(JSON.stringify(await sources())).not.toContain(apiKey);
});

test('networks and DNS names are given as addresses; a network that is too large is refused', async () => {
  const addresses = ['10.77.0.0/16', 'sbc.invalid'];
  const { sourceId } = await add({ name: 'networks', addresses });
  const one = (await sources()).find(({ id }) => id === sourceId)!;
  expect(one).toMatchObject({ addresses, names: [{ name: 'sbc.invalid', addresses: [] }] });
  const wide = operator(`/operator/sources/${sourceId}`, { method: 'PATCH', body: { addresses: ['0.0.0.0/0'] } });
  expect(await json(wide, 400)).toMatchObject({ code: 'source-network-too-large' });
});

test('a source gets a user name and a secret, which is shown once; by API and command', async () => {
  const { sourceId } = await add({ name: 'moves' });
  const path = `/operator/sources/${sourceId}/digest`;
  const { secret } = await json<{ secret: string }>(operator(path, { method: 'PUT', body: { user: 'moves' } }), 200);
  expect(secret).toMatch(/^[\w-]{32}$/);
  expect((await sources()).find(({ id }) => id === sourceId)).toMatchObject({ digestUser: 'moves' });
  expect(JSON.stringify(await sources())).not.toContain(secret);
  const wrong = operator(path, { method: 'PUT', body: { user: 'no user' } });
  expect(await json(wrong, 400)).toMatchObject({ code: 'source-user-invalid' });
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(fonoteka.current.db);
  const settings = { FONOTEKA_DATABASE_URL: onDatabase(inject('templateDatabaseUrl'), rows[0]!.name) };
  const command = (...words: string[]) => runInProcess(settings, 'source', 'digest', '--source', sourceId, ...words);
  expect((await command('--user', 'moves', '--off')).exitCode).not.toBe(0);
  expect((await command('--off')).exitCode).toBe(0);
  expect((await sources()).find(({ id }) => id === sourceId)).toMatchObject({ digestUser: null });
  await json(operator(path, { method: 'DELETE' }), 204);
});

test('a source is lenient, or as strict as it is set, by API and command; recorders read it in the directory', async () => {
  const address = '198.51.100.20';
  const { sourceId } = await add({ name: 'SBC', addresses: [address] });
  const { db } = fonoteka.current;
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  const url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
  const inDirectory = async () => (await loadDirectory(db, systemClock)).sourceAt(address)?.recognition;
  const command = (...words: string[]) =>
    runInProcess({ FONOTEKA_DATABASE_URL: url }, 'source', 'recognition', '--source', sourceId, ...words);
  expect(await inDirectory()).toBe('lenient');
  const body = { recognition: 'strict' };
  expect(await json(operator(`/operator/sources/${sourceId}`, { method: 'PATCH', body }), 200)).toMatchObject(body);
  expect(await inDirectory()).toBe('strict');
  expect((await command()).exitCode).toBe(0);
  expect(await inDirectory()).toBe('lenient');
  expect((await command('--strict')).exitCode).toBe(0);
  expect(await inDirectory()).toBe('strict');
});

test('User-to-User is an id of the call only of a source that is set so, by API and command', async () => {
  const address = '198.51.100.21';
  const { sourceId } = await add({ name: 'SBC', addresses: [address] });
  const { db } = fonoteka.current;
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  const url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
  const inDirectory = async () => (await loadDirectory(db, systemClock)).sourceAt(address)?.userToUserIds;
  const command = (...words: string[]) =>
    runInProcess({ FONOTEKA_DATABASE_URL: url }, 'source', 'call-ids', '--source', sourceId, ...words);
  expect(await inDirectory()).toBe(false);
  const body = { userToUserIds: true };
  expect(await json(operator(`/operator/sources/${sourceId}`, { method: 'PATCH', body }), 200)).toMatchObject(body);
  expect(await inDirectory()).toBe(true);
  expect((await command()).exitCode).toBe(0);
  expect(await inDirectory()).toBe(false);
  expect((await command('--user-to-user')).exitCode).toBe(0);
  expect(await inDirectory()).toBe(true);
});

test('times without an offset are in the zone that is set, by API and command', async () => {
  const { sourceId, apiKey } = await add({ name: 'PBX without offsets' });
  const { db } = fonoteka.current;
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  const url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
  const command = (...words: string[]) =>
    runInProcess({ FONOTEKA_DATABASE_URL: url }, 'source', 'time-zone', '--source', sourceId, ...words);
  const report = (externalId: string) =>
    pbx(apiKey).reportCalls({ ...CALL, startedAt: '2026-03-10 11:00:00', endedAt: null, externalId });
  const startOf = async (externalId: string) => {
    const where = db.selectFrom('calls').where('external_id', '=', externalId).select('started_at');
    return (await where.executeTakeFirstOrThrow()).started_at.toISOString();
  };
  const change = (timeZone: string | null) =>
    operator(`/operator/sources/${sourceId}`, { method: 'PATCH', body: { timeZone } });

  expect(await refusal(report('zone-0'))).toEqual({ status: 400, code: 'request-invalid' });
  expect(await json(change('Europe/Warsaw'), 200)).toMatchObject({ timeZone: 'Europe/Warsaw' });
  expect((await report('zone-1')).status).toBe(200);
  expect(await startOf('zone-1')).toBe('2026-03-10T10:00:00.000Z');
  expect((await command('--zone', 'America/New_York')).exitCode).toBe(0);
  expect((await report('zone-2')).status).toBe(200);
  expect(await startOf('zone-2')).toBe('2026-03-10T15:00:00.000Z');
  expect((await command('--zone', 'Warsaw')).exitCode).toBe(2);
  expect(await refusal(change('Warsaw'))).toEqual({ status: 400, code: 'request-invalid' });
  expect((await command()).exitCode).toBe(0);
  expect(await refusal(report('zone-3'))).toEqual({ status: 400, code: 'request-invalid' });
});

test('a key can do what its scopes say, and no more', async () => {
  const { sourceId, keyId } = await add({ name: 'PBX' });
  const path = `/operator/sources/${sourceId}/keys`;
  const { apiKey } = await json<{ apiKey: string }>(
    operator(path, { method: 'POST', body: { scopes: ['cdr'], replaces: keyId } }),
    201,
  );
  expect((await pbx(apiKey).reportCalls({ ...CALL, externalId: 'scopes' })).status).toBe(200);
  const refused = { status: 403, code: 'api-key-not-allowed' };
  expect(await refusal(pbx(apiKey).policy('+48600100200', OWN))).toEqual(refused);
  expect(await refusal(pbx(apiKey).upload(CALL, new Uint8Array()))).toEqual(refused);
});

test('a key that is replaced is valid until the time given, a removed one is refused at once', async () => {
  const { sourceId, keyId, apiKey } = await add({ name: 'PBX' });
  const path = `/operator/sources/${sourceId}/keys`;
  const next = await json<{ keyId: string; apiKey: string }>(
    operator(path, { method: 'POST', body: { replaces: keyId } }),
    201,
  );
  expect([await status(apiKey), await status(next.apiKey)]).toEqual([200, 200]);
  const body = { expiresAt: new Date(Date.now() - 1000).toISOString() };
  await json(operator(`${path}/${keyId}`, { method: 'PATCH', body }), 200);
  expect([await status(apiKey), await status(next.apiKey)]).toEqual([401, 200]);
  await json(operator(`${path}/${next.keyId}`, { method: 'DELETE' }), 204);
  expect(await status(next.apiKey)).toBe(401);
});

test('what a source does is shown by API, command and metrics: recorded, refused by reason, how its RTP arrived', async () => {
  const { db } = fonoteka.current;
  const metric = fonoteka.current.metric.bind(fonoteka.current);
  const local = (await sources()).find(({ addresses }) => addresses.includes('127.0.0.1'))!;
  expect((await fonoteka.current.call({ caller: '+48600500600', callee: OWN, durationMs: 400 })).status).toBe(200);
  expect((await fonoteka.current.call({ caller: '+48600', callee: '+48700', durationMs: 100 })).status).toBe(403);
  type Listed = { sourceId: string; openSessions: number; days: { recorded: number; packets: number }[] };
  const listed = async () =>
    (await json<{ sources: Listed[] }>(operator('/operator/source-statistics'), 200)).sources.find(
      ({ sourceId }) => sourceId === local.id,
    )!;
  await until('the statistics are written', async () => (await listed()).days[0]!.packets > 0);
  expect(await listed()).toMatchObject({
    openSessions: 0,
    days: [{ recorded: 1, refused: [{ reason: 'tenant-unknown', count: 1 }], lost: 0 }, {}, {}, {}, {}, {}, {}],
  });
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  const url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
  const shown = await runInProcess({ FONOTEKA_DATABASE_URL: url }, 'source', 'show', '--source', local.id);
  expect(shown.stdout).toMatch(/recorded 1 {2}refused tenant-unknown 1 {2}loss 0.00 % {2}jitter [\d.]+ ms/);
  expect(await metric('fonoteka_source_sessions_total', { source: local.id, result: 'tenant-unknown' })).toBe(1);
});

test('a removed source: its new calls and its key are refused, its running call is recorded to its end', async () => {
  const local = (await sources()).find(({ addresses }) => addresses.includes('127.0.0.1'))!;
  const { apiKey } = await json<{ apiKey: string }>(
    operator(`/operator/sources/${local.id}/keys`, { method: 'POST', body: {} }),
    201,
  );
  const ended = () => fonoteka.current.metric('fonoteka_recording_sessions_ended_total', { end: 'hang-up' });
  const endedBefore = await ended();
  const hangUp = new AbortController();
  const running = fonoteka.current.call({
    caller: '+48600300400',
    callee: OWN,
    durationMs: 600_000,
    signal: hangUp.signal,
  });
  const active = () => fonoteka.current.metric('fonoteka_recording_sessions_active');
  await until('the call runs', async () => (await active()) === 1);
  await until('the source was seen', async () =>
    (await sources()).some(({ id, lastSeen }) => id === local.id && lastSeen?.address === '127.0.0.1'),
  );

  await json(operator(`/operator/sources/${local.id}`, { method: 'DELETE' }), 204);
  const refused = await fonoteka.current.call({ caller: '+48600300401', callee: OWN, durationMs: 100 });
  expect(refused.status).toBe(403);
  expect(await refusal(pbx(apiKey).policy('+48600100200', OWN))).toEqual({ status: 401, code: 'api-key-invalid' });

  expect(await active()).toBe(1);
  hangUp.abort();
  expect((await running).status).toBe(200);
  const recorded = async () => (await fonoteka.current.calls(tenantId)).find(({ caller }) => caller === '+48600300400');
  await until('the recording is listed', async () => ((await recorded())?.recordings.length ?? 0) > 0);
  const [recording] = (await recorded())!.recordings;
  expect(recording!.flags).not.toContain('cut');
  expect(await ended()).toBe(endedBefore + 1);
  const { source_id } = await fonoteka.current.db
    .selectFrom('calls')
    .select('source_id')
    .where('caller', '=', '+48600300400')
    .executeTakeFirstOrThrow();
  expect(source_id).toBe(local.id);
});
