import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import {
  createAddressGuard,
  createPushTarget,
  type PushTarget,
  readNetwork,
} from '../../src/platform/push-target/index.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { addUserOf, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';
import { loopbackTarget } from '../kit/push/loopback-target.ts';
import { Openssh } from '../kit/push/openssh.ts';
import { LOGIN, PASSWORD, Proftpd } from '../kit/push/proftpd.ts';

const loopback = readNetwork('127.0.0.0/8');
const HOOK = 'https://crm.example/hooks';
const OPTIONS = {
  form: 'tree',
  readBack: false,
  connections: 2,
  bytesPerSecond: null,
  keepUndelivered: false,
  hookUrl: null,
} as const;

const { db } = testDatabase();
let fixture: ApiFixture;
let ftp: Proftpd;

beforeAll(async () => {
  ftp = await Proftpd.start();
  fixture = await startApi(db, {
    pushTarget: loopbackTarget(),
    pushNetworks: loopback.ok ? [loopback.value] : [],
    keepUndeliveredMaxDays: 14,
  });
});

afterAll(async () => {
  await fixture.close();
  await ftp.stop();
});

/** A request that sets the test's FTP server as the target. */
function targetRequest(changes: object = {}) {
  const { port } = ftp;
  const server = {
    kind: 'ftp',
    host: 'localhost',
    port,
    login: LOGIN,
    folder: '',
    temporaryNames: true,
    certificate: null,
  };
  return { ...server, password: PASSWORD, ...OPTIONS, ...changes };
}

function withoutPassword(changes: object = {}) {
  const { password: _, ...rest } = targetRequest(changes);
  return rest;
}

async function customer({ origin } = fixture): Promise<{ ask: SignedInFetch; tenantId: TenantId }> {
  const { tenantId, panel } = await addTenant(
    db,
    { name: 'Piekarnia', plan: 'Biznes', numbers: [] },
    fixture.clock.now(),
  );
  return { ask: await signedInFetch(origin, panel), tenantId };
}

const put = (ask: SignedInFetch, body: unknown) => ask('/push/target', { method: 'PUT', body });
const testTarget = (ask: SignedInFetch, body: unknown) => ask('/push/target/test', { method: 'POST', body });

async function statusAndBody(response: Promise<Response>): Promise<unknown[]> {
  const answer = await response;
  return [answer.status, answer.status === 204 ? null : await answer.json()];
}

const step = (name: string, outcome: string, code?: string) => ({
  step: name,
  outcome,
  ...(code !== undefined && { failure: { code } }),
});
const ALL_PASSED = ['connect', 'write', 'check', 'rename', 'read-back', 'remove'].map((name) => step(name, 'passed'));

describe('a target', () => {
  test('is set, shown without its secrets, and removed', async () => {
    const { ask } = await customer();
    const nothing = { active: false, target: null, publicKey: null, keepUndeliveredDays: 14, failure: null };
    expect(await statusAndBody(ask('/push'))).toMatchObject([200, nothing]);
    const { password: _, ...shown } = targetRequest({ place: `ftp://localhost:${ftp.port}/` });
    const changedAt = new Date(fixture.clock.now()).toISOString();
    const setup = { ...nothing, target: { ...shown, changedAt }, failingSince: null, nextAttemptAt: null };
    expect(await statusAndBody(put(ask, targetRequest()))).toEqual([200, { setup, hookSecret: null }]);
    expect(await statusAndBody(ask('/push'))).toEqual([200, setup]);
    for (let time = 0; time < 2; time++) {
      expect(await statusAndBody(ask('/push/target', { method: 'DELETE' }))).toEqual([204, null]);
    }
    expect(await statusAndBody(ask('/push'))).toMatchObject([200, nothing]);
  });

  test('keeps its password if the request has none, but not for another server', async () => {
    const { ask } = await customer();
    expect(await statusAndBody(put(ask, withoutPassword()))).toMatchObject([409, { code: 'push-secret-required' }]);
    await put(ask, targetRequest());
    expect((await put(ask, withoutPassword({ form: 'zip' }))).status).toBe(200);
    expect(await statusAndBody(testTarget(ask, withoutPassword()))).toMatchObject([200, { passed: true }]);
    for (const send of [put, testTarget]) {
      const answer = await statusAndBody(send(ask, withoutPassword({ host: '127.0.0.1' })));
      expect(answer).toMatchObject([409, { code: 'push-secret-required' }]);
    }
  });

  test.each([
    { port: 0 },
    { port: 65_536 },
    { host: 'ftp piekarnia' },
    { host: 'a\r\nDELE x' },
    { login: 'a\r\nDELE x' },
    { password: 'a\r\nDELE x' },
    { folder: '../etc' },
    { connections: 9 },
    { bytesPerSecond: 1 },
    { certificate: 'AB:CD' },
    { hookUrl: 'http://crm.example/hooks' },
    { hookUrl: 'http://10.0.0.1/hooks' },
    { privateKey: 'x' },
    { kind: 'scp' },
  ])('is refused with %j', async (changes) => {
    const { ask } = await customer();
    expect(await statusAndBody(put(ask, targetRequest(changes)))).toMatchObject([400, { code: 'request-invalid' }]);
  });

  test('may have a web hook over plain HTTP only in an allowed network', async () => {
    const { ask } = await customer();
    expect((await put(ask, targetRequest({ hookUrl: 'http://127.0.0.1:8090/' }))).status).toBe(200);
  });
});

describe('the secrets', () => {
  test('are in no response, log or audit event; the secret of a hook is returned once', async () => {
    const { ask, tenantId } = await customer();
    const secret = 'sekret-3f9a';
    const [, changed] = await statusAndBody(put(ask, targetRequest({ password: secret, hookUrl: HOOK })));
    const { hookSecret } = changed as { hookSecret: string };
    expect(hookSecret).toMatch(/^whsec_/);
    const answers = [
      await statusAndBody(put(ask, withoutPassword({ hookUrl: HOOK }))),
      await statusAndBody(testTarget(ask, withoutPassword({ hookUrl: HOOK }))),
      await statusAndBody(testTarget(ask, { ...targetRequest(), port: 'x', password: secret })),
      await statusAndBody(ask('/push')),
      await statusAndBody(ask('/push/ssh-key', { method: 'POST' })),
      await statusAndBody(put(ask, { ...targetRequest(), password: secret, port: -1 })),
      await statusAndBody(ask('/audit')),
      await db.selectFrom('push_targets').select(['settings', 'hook_url']).execute(),
      await db.selectFrom('push_ssh_keys').select(['public_key']).execute(),
      fixture.log,
    ];
    for (const text of answers.map((answer) => JSON.stringify(answer))) {
      for (const hidden of [secret, hookSecret, PASSWORD, 'PRIVATE KEY']) expect(text).not.toContain(hidden);
    }
    const events = await fixture.audit.list(tenantId);
    expect(events.map(({ action, detail }) => [action, detail]).slice(0, 3)).toEqual([
      ['push-key-made', null],
      ['push-target-changed', null],
      ['push-target-changed', null],
    ]);
  });

  test('are sealed for their tenant: a copy of the row does not work for another tenant', async () => {
    const [ours, theirs] = [await customer(), await customer()];
    await put(ours.ask, targetRequest());
    await put(theirs.ask, targetRequest({ password: 'inne' }));
    const sealed = (tenantId: TenantId) =>
      db.selectFrom('push_targets').select('sealed_secrets').where('tenant_id', '=', tenantId);
    const stolen = await sealed(ours.tenantId).executeTakeFirstOrThrow();
    await db.updateTable('push_targets').set(stolen).where('tenant_id', '=', theirs.tenantId).execute();
    expect((await testTarget(theirs.ask, withoutPassword())).status).toBe(409);
  });
});

describe('a test of the connection', () => {
  test('writes, renames, reads and removes a file on a real server', async () => {
    const { ask } = await customer();
    const [status, outcome] = await statusAndBody(testTarget(ask, targetRequest({ folder: 'nagrania' })));
    expect([status, outcome]).toMatchObject([200, { passed: true, steps: ALL_PASSED, fingerprint: null }]);
    expect(readdirSync(join(ftp.folder.files, 'nagrania'))).toEqual([]);
    expect(await statusAndBody(ask('/push'))).toMatchObject([200, { target: null }]);
  });

  test('explains the problem in the customer’s language', async () => {
    const { ask } = await customer();
    expect(await statusAndBody(testTarget(ask, targetRequest({ password: 'złe' })))).toMatchObject([
      200,
      {
        passed: false,
        steps: [
          {
            ...step('connect', 'failed', 'wrong-password'),
            name: { pl: 'Połączenie i logowanie' },
            failure: { explanation: { pl: 'Serwer nie przyjął loginu, hasła lub klucza.' } },
          },
          ...ALL_PASSED.slice(1).map(({ step: name }) => step(name, 'not-tried')),
        ],
      },
    ]);
  });

  test('signs in by our SSH key if the customer allows it, and shows the server’s key', async () => {
    const { ask } = await customer();
    const server = await Openssh.start();
    onTestFinished(() => server.stop());
    const { host, port, login, folder } = server.settings();
    const byKey = { kind: 'sftp', host, port, login, folder, signIn: 'key', hostKey: null, ...OPTIONS };
    expect(await statusAndBody(put(ask, byKey))).toMatchObject([409, { code: 'push-secret-required' }]);

    const makeKey = async () =>
      (await (await ask('/push/ssh-key', { method: 'POST' })).json()) as { publicKey: string };
    const { publicKey } = await makeKey();
    writeFileSync(join(server.folder.path, 'authorized'), `${publicKey}\n`);
    expect(await statusAndBody(put(ask, byKey))).toMatchObject([
      200,
      { setup: { publicKey, target: { signIn: 'key' } } },
    ]);
    const [, tested] = await statusAndBody(testTarget(ask, byKey));
    expect(tested).toMatchObject({ passed: true, fingerprint: expect.stringMatching(/^SHA256:/) });

    await makeKey();
    const [, withNewKey] = await statusAndBody(testTarget(ask, byKey));
    expect((withNewKey as { steps: unknown[] }).steps[0]).toMatchObject(step('connect', 'failed', 'wrong-password'));
  });

  test('ends before the client’s timeout', async () => {
    let isConnecting = false;
    const silent: PushTarget = {
      connect: (_settings, { signal }) =>
        new Promise((_resolve, reject) => {
          isConnecting = true;
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    };
    const slow = await startApi(db, { pushTarget: silent });
    onTestFinished(() => slow.close());
    const { ask } = await customer(slow);
    const answer = statusAndBody(testTarget(ask, targetRequest()));
    await until('it connects to the server', () => isConnecting);
    slow.clock.advance(50_000);
    const [status, outcome] = await answer;
    const [first] = (outcome as { steps: unknown[] }).steps;
    expect([status, first]).toMatchObject([200, step('connect', 'failed', 'timeout')]);
  });

  test('connects to no address of the operator’s networks', async () => {
    const guarded = await startApi(db, {
      pushTarget: createPushTarget({ guard: createAddressGuard({ allowed: [] }), clock: fixture.clock }),
    });
    onTestFinished(() => guarded.close());
    const { ask } = await customer(guarded);
    for (const host of ['localhost', '127.0.0.1', '0x7f.1', '169.254.169.254', '::1', '::ffff:10.0.0.1']) {
      const [status, outcome] = await statusAndBody(testTarget(ask, targetRequest({ host })));
      const [first] = (outcome as { steps: unknown[] }).steps;
      expect([status, host, first]).toMatchObject([200, host, step('connect', 'failed', 'target-forbidden')]);
    }
  });

  test('cannot scan networks: six tests a minute for each customer', async () => {
    const [one, other] = [await customer(), await customer()];
    const wrong = targetRequest({ password: 'złe' });
    for (let time = 0; time < 6; time++) expect((await testTarget(one.ask, wrong)).status).toBe(200);
    const refused = await testTarget(one.ask, wrong);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too-many-requests' }]);
    expect((await testTarget(other.ask, wrong)).status).toBe(200);
    expect((await one.ask('/push')).status).toBe(200);
  });
});

test('a customer cannot see, use or remove another customer’s settings', async () => {
  const [ours, theirs] = [await customer(), await customer()];
  await put(ours.ask, targetRequest());
  const { publicKey } = (await (await ours.ask('/push/ssh-key', { method: 'POST' })).json()) as { publicKey: string };
  const [, seen] = await statusAndBody(theirs.ask('/push'));
  expect(seen).toMatchObject({ target: null, publicKey: null });
  expect((await testTarget(theirs.ask, withoutPassword())).status).toBe(409);
  await theirs.ask('/push/target', { method: 'DELETE' });
  await theirs.ask('/push/ssh-key', { method: 'POST' });
  expect(await statusAndBody(ours.ask('/push'))).toMatchObject([200, { publicKey, target: { host: 'localhost' } }]);
});

test('a supervisor sees the settings without the URL of the hook and cannot change them', async () => {
  const { tenantId, ask: askAsAdmin } = await customer();
  await put(askAsAdmin, targetRequest({ hookUrl: HOOK }));
  const ask = await signedInFetch(fixture.origin, await addUserOf(fixture, tenantId, 'supervisor'));
  expect(await statusAndBody(ask('/push'))).toMatchObject([200, { target: { host: 'localhost', hookUrl: null } }]);
  expect((await put(ask, targetRequest())).status).toBe(403);
  expect((await testTarget(ask, targetRequest())).status).toBe(403);
});
