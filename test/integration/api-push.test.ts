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
const HOW = {
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

/** The wish of the FTP server that runs here. */
function wish(changes: object = {}) {
  const { port } = ftp;
  const server = { kind: 'ftp', host: 'localhost', port, login: LOGIN, folder: '', certificate: null };
  return { ...server, password: PASSWORD, ...HOW, ...changes };
}

function withoutPassword(changes: object = {}) {
  const { password: _, ...rest } = wish(changes);
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
const tryOut = (ask: SignedInFetch, body: unknown) => ask('/push/target/test', { method: 'POST', body });

async function answerOf(response: Promise<Response>): Promise<unknown[]> {
  const answer = await response;
  return [answer.status, answer.status === 204 ? null : await answer.json()];
}

const step = (name: string, outcome: string, code?: string) => ({
  step: name,
  outcome,
  ...(code !== undefined && { failure: { code } }),
});
const ALL_PASSED = ['connect', 'write', 'rename', 'read-back', 'remove'].map((name) => step(name, 'passed'));

describe('a target', () => {
  test('is set, shown without its secrets, and removed', async () => {
    const { ask } = await customer();
    const nothing = { active: false, target: null, publicKey: null, keepUndeliveredDays: 14, failure: null };
    expect(await answerOf(ask('/push'))).toMatchObject([200, nothing]);
    const { password: _, ...shown } = wish({ place: `ftp://localhost:${ftp.port}/` });
    const changedAt = new Date(fixture.clock.now()).toISOString();
    const setup = { ...nothing, target: { ...shown, changedAt }, failingSince: null, nextAttemptAt: null };
    expect(await answerOf(put(ask, wish()))).toEqual([200, { setup, hookSecret: null }]);
    expect(await answerOf(ask('/push'))).toEqual([200, setup]);
    for (let time = 0; time < 2; time++) {
      expect(await answerOf(ask('/push/target', { method: 'DELETE' }))).toEqual([204, null]);
    }
    expect(await answerOf(ask('/push'))).toMatchObject([200, nothing]);
  });

  test('keeps its password where none is given, but sends it to no other server', async () => {
    const { ask } = await customer();
    expect(await answerOf(put(ask, withoutPassword()))).toMatchObject([409, { code: 'push-secret-required' }]);
    await put(ask, wish());
    expect((await put(ask, withoutPassword({ form: 'zip' }))).status).toBe(200);
    expect(await answerOf(tryOut(ask, withoutPassword()))).toMatchObject([200, { passed: true }]);
    for (const send of [put, tryOut]) {
      const answer = await answerOf(send(ask, withoutPassword({ host: '127.0.0.1' })));
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
  ])('is not set with %j', async (changes) => {
    const { ask } = await customer();
    expect(await answerOf(put(ask, wish(changes)))).toMatchObject([400, { code: 'request-invalid' }]);
  });

  test('hears of packages without encryption in an allowed network alone', async () => {
    const { ask } = await customer();
    expect((await put(ask, wish({ hookUrl: 'http://127.0.0.1:8090/' }))).status).toBe(200);
  });
});

describe('the secrets', () => {
  test('are in no answer, no log and no audit event; of a hook once', async () => {
    const { ask, tenantId } = await customer();
    const secret = 'sekret-3f9a';
    const [, changed] = await answerOf(put(ask, wish({ password: secret, hookUrl: HOOK })));
    const { hookSecret } = changed as { hookSecret: string };
    expect(hookSecret).toMatch(/^whsec_/);
    const answers = [
      await answerOf(put(ask, withoutPassword({ hookUrl: HOOK }))),
      await answerOf(tryOut(ask, withoutPassword({ hookUrl: HOOK }))),
      await answerOf(tryOut(ask, { ...wish(), port: 'x', password: secret })),
      await answerOf(ask('/push')),
      await answerOf(ask('/push/ssh-key', { method: 'POST' })),
      await answerOf(put(ask, { ...wish(), password: secret, port: -1 })),
      await answerOf(ask('/audit')),
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

  test('are sealed for their tenant: the row of one is of no use to another', async () => {
    const [ours, theirs] = [await customer(), await customer()];
    await put(ours.ask, wish());
    await put(theirs.ask, wish({ password: 'inne' }));
    const sealed = (tenantId: TenantId) =>
      db.selectFrom('push_targets').select('sealed_secrets').where('tenant_id', '=', tenantId);
    const stolen = await sealed(ours.tenantId).executeTakeFirstOrThrow();
    await db.updateTable('push_targets').set(stolen).where('tenant_id', '=', theirs.tenantId).execute();
    expect((await tryOut(theirs.ask, withoutPassword())).status).toBe(409);
  });
});

describe('a test of the connection', () => {
  test('really writes, renames, reads and removes at a real server', async () => {
    const { ask } = await customer();
    const [status, outcome] = await answerOf(tryOut(ask, wish({ folder: 'nagrania' })));
    expect([status, outcome]).toMatchObject([200, { passed: true, steps: ALL_PASSED, fingerprint: null }]);
    expect(readdirSync(join(ftp.folder.files, 'nagrania'))).toEqual([]);
    expect(await answerOf(ask('/push'))).toMatchObject([200, { target: null }]);
  });

  test('says in the customer’s language what is wrong', async () => {
    const { ask } = await customer();
    expect(await answerOf(tryOut(ask, wish({ password: 'złe' })))).toMatchObject([
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

  test('signs in by our key where the customer lets it in, and shows the server’s key', async () => {
    const { ask } = await customer();
    const server = await Openssh.start();
    onTestFinished(() => server.stop());
    const { host, port, login, folder } = server.settings();
    const byKey = { kind: 'sftp', host, port, login, folder, signIn: 'key', hostKey: null, ...HOW };
    expect(await answerOf(put(ask, byKey))).toMatchObject([409, { code: 'push-secret-required' }]);

    const makeKey = async () =>
      (await (await ask('/push/ssh-key', { method: 'POST' })).json()) as { publicKey: string };
    const { publicKey } = await makeKey();
    writeFileSync(join(server.folder.path, 'authorized'), `${publicKey}\n`);
    expect(await answerOf(put(ask, byKey))).toMatchObject([200, { setup: { publicKey, target: { signIn: 'key' } } }]);
    const [, tested] = await answerOf(tryOut(ask, byKey));
    expect(tested).toMatchObject({ passed: true, fingerprint: expect.stringMatching(/^SHA256:/) });

    await makeKey();
    const [, withNewKey] = await answerOf(tryOut(ask, byKey));
    expect((withNewKey as { steps: unknown[] }).steps[0]).toMatchObject(step('connect', 'failed', 'wrong-password'));
  });

  test('comes to its end before whoever waits gives up', async () => {
    let asked = false;
    const silent: PushTarget = {
      connect: (_settings, { signal }) =>
        new Promise((_resolve, reject) => {
          asked = true;
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    };
    const slow = await startApi(db, { pushTarget: silent });
    onTestFinished(() => slow.close());
    const { ask } = await customer(slow);
    const answer = answerOf(tryOut(ask, wish()));
    await until('the server is asked', () => asked);
    slow.clock.advance(50_000);
    const [status, outcome] = await answer;
    const [first] = (outcome as { steps: unknown[] }).steps;
    expect([status, first]).toMatchObject([200, step('connect', 'failed', 'timeout')]);
  });

  test('goes to no address of the operator’s networks', async () => {
    const guarded = await startApi(db, {
      pushTarget: createPushTarget({ guard: createAddressGuard({ allowed: [] }), clock: fixture.clock }),
    });
    onTestFinished(() => guarded.close());
    const { ask } = await customer(guarded);
    for (const host of ['localhost', '127.0.0.1', '0x7f.1', '169.254.169.254', '::1', '::ffff:10.0.0.1']) {
      const [status, outcome] = await answerOf(tryOut(ask, wish({ host })));
      const [first] = (outcome as { steps: unknown[] }).steps;
      expect([status, host, first]).toMatchObject([200, host, step('connect', 'failed', 'target-forbidden')]);
    }
  });

  test('is not for searching networks: six a minute of each customer', async () => {
    const [one, other] = [await customer(), await customer()];
    const wrong = wish({ password: 'złe' });
    for (let time = 0; time < 6; time++) expect((await tryOut(one.ask, wrong)).status).toBe(200);
    const refused = await tryOut(one.ask, wrong);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too-many-requests' }]);
    expect((await tryOut(other.ask, wrong)).status).toBe(200);
    expect((await one.ask('/push')).status).toBe(200);
  });
});

test('what one customer sets is neither seen nor used nor removed by another', async () => {
  const [ours, theirs] = [await customer(), await customer()];
  await put(ours.ask, wish());
  const { publicKey } = (await (await ours.ask('/push/ssh-key', { method: 'POST' })).json()) as { publicKey: string };
  const [, seen] = await answerOf(theirs.ask('/push'));
  expect(seen).toMatchObject({ target: null, publicKey: null });
  expect((await tryOut(theirs.ask, withoutPassword())).status).toBe(409);
  await theirs.ask('/push/target', { method: 'DELETE' });
  await theirs.ask('/push/ssh-key', { method: 'POST' });
  expect(await answerOf(ours.ask('/push'))).toMatchObject([200, { publicKey, target: { host: 'localhost' } }]);
});

test('a supervisor watches and changes nothing, and does not see where hooks go', async () => {
  const { tenantId, ask: askAsAdmin } = await customer();
  await put(askAsAdmin, wish({ hookUrl: HOOK }));
  const ask = await signedInFetch(fixture.origin, await addUserOf(fixture, tenantId, 'supervisor'));
  expect(await answerOf(ask('/push'))).toMatchObject([200, { target: { host: 'localhost', hookUrl: null } }]);
  expect((await put(ask, wish())).status).toBe(403);
  expect((await tryOut(ask, wish())).status).toBe(403);
});
