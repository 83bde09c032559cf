import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addUser } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

interface UnknownName {
  readonly source: { readonly id: string; readonly name: string };
  readonly kind: string;
  readonly name: string;
  readonly count: number;
}

const fonoteka = runningFonoteka();
let bakery: TenantId;
let florist: TenantId;
let operator: SignedInFetch;
let url: string;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  ({ tenantId: bakery } = await fonoteka.current.tenant('Piekarnia', []));
  ({ tenantId: florist } = await fonoteka.current.tenant('Kwiaciarnia', []));
  const user = await addUser(db, { tenantId: null, name: 'op', role: 'operator-admin' }, Date.now());
  operator = await signedInFetch(ready.http!, user);
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
});

const alias = async (...words: string[]) => {
  const { exitCode, stdout } = await runInProcess(
    { FONOTEKA_DATABASE_URL: url },
    'tenant',
    'alias',
    ...words,
    '--json',
  );
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
};
const unknown = async () =>
  ((await (await operator('/operator/unknown-tenant-names')).json()) as { names: UnknownName[] }).names;
const call = (callee: string, tenantName: string) =>
  fonoteka.current.call({
    caller: '+48600100200',
    callee,
    durationMs: 100,
    headers: { 'X-Tenant': tenantName },
  });

test('a name that no tenant has is shown to the operator, who gives it to a tenant: its next call is that tenant’s', async () => {
  expect((await call('+48600300401', 'Grupa 7')).endedBy).not.toBe('caller');
  await until('the name is listed', async () => (await unknown()).some(({ kind }) => kind === 'header'));
  const seen = (await unknown()).find(({ kind }) => kind === 'header')!;
  expect(seen).toMatchObject({ source: { name: 'Test PBX' }, name: 'Grupa 7', count: 1 });
  expect(await alias('unknown')).toContainEqual(expect.objectContaining({ name: 'Grupa 7' }));
  expect((await unknown()).some(({ name }) => name.includes('48600'))).toBe(false);

  const body = { name: seen.name, kind: seen.kind, sourceId: seen.source.id };
  const path = `/operator/tenants/${bakery}/aliases`;
  const added = await operator(path, { method: 'POST', body });
  expect(added.status).toBe(201);
  const { id } = (await added.json()) as { id: string };
  expect((await unknown()).some(({ name }) => name === 'Grupa 7')).toBe(false);
  const taken = await operator(`/operator/tenants/${florist}/aliases`, { method: 'POST', body });
  expect([taken.status, ((await taken.json()) as { code: string }).code]).toEqual([409, 'tenant-alias-taken']);

  expect((await call('+48600300402', 'GRUPA 7')).endedBy).toBe('caller');
  await until('the call is the tenant’s', async () => (await fonoteka.current.calls(bakery)).length === 1);
  expect((await operator(path)).status).toBe(200);
  expect((await operator(`${path}/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await operator(`${path}/${id}`, { method: 'DELETE' })).status).toBe(404);
});

test('a name is added, listed and removed by command', async () => {
  const { id } = await alias('add', '--tenant', florist, '--name', 'kwiaty.example', '--kind', 'domain');
  expect(await alias('list', '--tenant', florist)).toMatchObject([{ id, name: 'kwiaty.example', source: null }]);
  const metadata = `<recording><participant id="a"><nameID aor="sip:anna@Kwiaty.example"/></participant></recording>`;
  const outcome = await fonoteka.current.call({ caller: '1', callee: '2', durationMs: 100, metadata });
  expect(outcome.endedBy).toBe('caller');
  await until('the call is the tenant’s', async () => (await fonoteka.current.calls(florist)).length === 1);
  await alias('remove', '--tenant', florist, '--alias', id);
  expect(await alias('list')).toEqual([]);
});
