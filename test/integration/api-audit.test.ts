import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyExport } from '../../src/audit/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { newFtpPassword } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { describeCall, insertRecordedCall, insertTenant } from '../kit/catalog-rows.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';

interface Page {
  readonly events: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
}

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: { login: string; password: string };
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  ({ tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
  cookie = await signIn(fixture, admin);
});
afterAll(() => fixture.close());

const ask = (path: string, as = cookie) => fetch(`${fixture.origin}/api/v1/audit${path}`, { headers: { cookie: as } });
const page = async (query: string, as = cookie): Promise<Page> => (await ask(query, as)).json() as Promise<Page>;

const counted = async (query: string): Promise<number> => (await page(query)).events.length;

describe('the log', () => {
  test('lists who did what for an admin, in pages', async () => {
    await signIn(fixture, admin);
    const first = await page('?limit=1');
    expect(first.events).toEqual([
      {
        seq: 2,
        at: new Date(fixture.clock.now()).toISOString(),
        actor: expect.stringMatching(/^[0-9a-f-]{36}$/),
        actorLogin: admin.login,
        action: 'sign-in',
        subject: null,
        recordingPath: null,
        address: '127.0.0.1',
        detail: null,
      },
    ]);
    const second = await page(`?limit=1&cursor=${first.nextCursor}`);
    expect(second.events).toMatchObject([{ seq: 1 }]);
    expect(second.nextCursor).toBeNull();
  });

  test('is filtered by who, what, when and about what, and says whom one can ask for', async () => {
    const { actors, events } = (await (await ask('?group=sign-ins')).json()) as Page & { actors: object[] };
    const [signedIn] = events;
    expect(actors).toContainEqual({ actor: signedIn!['actor'], name: admin.login });
    const today = String(signedIn!['at']).slice(0, 10);
    expect(await counted(`?actor=${String(signedIn!['actor'])}&action=sign-in&from=${today}&to=${today}`)).toBe(
      events.length,
    );
    expect(await counted('?group=files&action=sign-in')).toBe(0);
    expect(await counted('?from=2001-01-01&to=2001-12-31')).toBe(0);
    expect(await counted('?subject=nothing')).toBe(0);
    expect((await ask('?group=everything')).status).toBe(400);
  });

  test('names the file of an event’s recording, but not of another tenant’s', async () => {
    const call = describeCall(tenantId);
    await insertRecordedCall(db, call);
    const theirs = describeCall(await insertTenant(db, 'Hurtownia'));
    await insertRecordedCall(db, theirs);
    for (const { recordingId: subject } of [call, theirs]) {
      await fixture.audit.record({ tenantId, actor: 'cli', action: 'listen', subject, address: null });
    }
    const { events } = await page('?limit=2');
    expect(events.map(({ subject, recordingPath }) => [subject, recordingPath])).toEqual([
      [theirs.recordingId, null],
      [call.recordingId, '2026/03/10/2026-03-10_10-00-00_out_48221234567_48512345678.mp3'],
    ]);
  });

  test.each(['supervisor', 'agent'] as const)('is refused for a %s', async (role) => {
    const other = await signIn(fixture, await addUserOf(fixture, tenantId, role));
    for (const path of ['', '/export']) expect((await ask(path, other)).status).toBe(403);
  });

  test('does not show another tenant’s events', async () => {
    const other = await addTenantWithRecording(fixture, 'Warsztat', '48221234568');
    const { events } = await page('', await signIn(fixture, other.admin));
    expect(events).toHaveLength(1);
  });

  test('an invalid cursor is refused', async () => {
    expect((await ask('?cursor=1%3Bdrop')).status).toBe(400);
  });
});

describe('the export', () => {
  test('is a file with a verifiable chain, and is audited itself', async () => {
    const answer = await ask('/export');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-2026-03-10.ndjson"');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(await verifyExport(given(lines))).toMatchObject({ ok: true, value: { seq: lines.length - 1 } });
    expect(JSON.parse(lines.at(-2)!)).toMatchObject({ action: 'audit-exported', tenantId });
  });

  test('can be verified without our software', async () => {
    const lines = (await (await ask('/export')).text()).trimEnd().split('\n');
    for (const line of lines.slice(0, -1)) {
      const { hash } = JSON.parse(line) as { hash: string };
      const hashed = line.replace(`"hash":"${hash}",`, '');
      expect(createHash('sha256').update(hashed).digest('hex')).toBe(hash);
    }
  });
});

function attempt(login: string): Promise<Response> {
  return fetch(`${fixture.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: 'a guess' }),
  });
}

describe('a failed sign-in', () => {
  test('is in the log of the user’s tenant', async () => {
    const user = await addUserOf(fixture, tenantId, 'supervisor');
    expect((await attempt(user.login)).status).toBe(401);
    const [newest] = await fixture.audit.list(tenantId);
    expect(newest).toMatchObject({ action: 'sign-in-failed', actor: user.id, address: '127.0.0.1' });
  });

  test('with an unknown login is in the operator’s log, without the text typed', async () => {
    expect((await attempt('hunter2')).status).toBe(401);
    const lines = await Array.fromAsync(fixture.audit.exportChain(null));
    expect(JSON.parse(lines.at(-2)!)).toMatchObject({ action: 'sign-in-failed', actor: 'unknown', tenantId: null });
    expect(lines.join('')).not.toContain('hunter2');
  });
});

test('an operator’s export of statements is in the operator’s log', async () => {
  const operator = await addUserOf(fixture, null, 'operator-support');
  const answer = await fetch(`${fixture.origin}/api/v1/operator/statements?month=2026-02&format=csv`, {
    headers: { cookie: await signIn(fixture, operator) },
  });
  expect(answer.status).toBe(200);
  const lines = await Array.fromAsync(fixture.audit.exportChain(null));
  expect(JSON.parse(lines.at(-2)!)).toMatchObject({
    action: 'statements-exported',
    actor: operator.id,
    detail: { month: '2026-02', format: 'csv', statements: expect.any(Number) },
  });
});

test('FTP sign-ins are in the tenant’s log, also failed ones', async () => {
  const { clock, objects, keys, audit } = fixture;
  const { login, password } = await newFtpPassword(db, tenantId, clock.now());
  const catalog = { db, clock, panelWindowDays: 30 };
  const signIns = startSignIns({ db, catalog, objects, keys, audit, clock, access: fixture.access });
  const client = { address: '192.0.2.7', encrypted: false, end: () => {}, closed: new AbortController().signal };
  const signedIn = (as: string, tried: string) =>
    signIns.signIn({ door: 'ftp', login: as, proof: { kind: 'password', password: tried }, client });
  expect(await signedIn(login, 'a guess')).toMatchObject({ ok: false });
  expect(await signedIn(login, password)).toMatchObject({ ok: true });
  expect(await signedIn('hunter2', password)).toMatchObject({ ok: false });
  const newest = await audit.list(tenantId, { limit: 2 });
  expect(newest.map(({ action, actor, address }) => [action, actor, address])).toEqual([
    ['ftp-sign-in', login, '192.0.2.7'],
    ['ftp-sign-in-failed', login, '192.0.2.7'],
  ]);
  const lines = await Array.fromAsync(audit.exportChain(null));
  expect(JSON.parse(lines.at(-2)!)).toMatchObject({ action: 'ftp-sign-in-failed', actor: 'unknown' });
});

async function* given(lines: readonly string[]) {
  yield* lines;
}
