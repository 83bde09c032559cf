import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TestAuthority } from '../../../test/kit/push/certificates.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { TransitServer } from '../../../test/kit/transit-server.ts';
import { withoutDelays } from '../../../test/kit/without-delays.ts';
import { systemClock } from '../clock.ts';
import { keyStoreContract } from '../key-store.contract.ts';
import type { KeyId } from '../key-store.ts';
import { TransitClient, TransitKeyStore, type TransitSettings } from './index.ts';
import { keyOfName, nameOfKey } from './transit-names.ts';

const ID = '2026-06-08/tenant_2026-03-10' as KeyId;

let server: TransitServer;
beforeAll(async () => {
  server = await TransitServer.start();
});
afterAll(() => server.stop());

const storeOf = (settings: TransitSettings) => new TransitKeyStore(new TransitClient(settings, withoutDelays()));

keyStoreContract('the transit engine', () => storeOf(server.settings()));

test('two processes that make a key together get the same', async () => {
  const settings = server.settings();
  const ids = Array.from({ length: 30 }, (_, index) => `group/${index}` as KeyId);
  const [one, other] = await Promise.all(
    [storeOf(settings), storeOf(settings)].map((store) => Promise.all(ids.map((id) => store.getOrCreate(id)))),
  );
  expect(one).toEqual(other);
});

test('a key that is rotated at the service stays as it was', async () => {
  const settings = server.settings();
  const store = storeOf(settings);
  const key = await store.getOrCreate(ID);
  const ask = (path: string, body: object) =>
    new TransitClient(settings, withoutDelays()).send('POST', `keys/${nameOfKey(ID)}/${path}`, body);
  await ask('rotate', {});
  expect(await store.get(ID)).toEqual(key);
  await ask('config', { min_encryption_version: 2 });
  await expect(store.get(ID), 'refused, not missing').rejects.toMatchObject({ code: 'key-store-unavailable' });
  await expect(store.getOrCreate(ID)).rejects.toThrow('version is too old');
});

const error = (status: number, text: string) => ({ status, body: { errors: [text] } });

describe('says nothing about a key', () => {
  test.each([
    ['a service that is sealed', error(503, 'Vault is sealed')],
    ['one that refuses the token', error(403, 'permission denied')],
    ['a mount without an engine', error(404, 'no handler for route "transit/keys/x". route entry not found.')],
    ['too many requests', error(429, 'request path "transit/hmac": rate limit quota exceeded')],
    ['a node on standby', error(473, '')],
    ['a proxy that has no backend', { status: 502 }],
    ['a proxy that knows no such page', { status: 404 }],
    ['another web server', { status: 200, body: { ok: true } }],
  ])('%s', async (_, answer) => {
    const store = storeOf(server.settings());
    await store.getOrCreate(ID);
    server.instead = () => answer;
    onTestFinished(() => void (server.instead = () => null));
    for (const work of [store.get(ID), store.getOrCreate(ID), store.delete(ID), store.list().next()]) {
      await expect(work).rejects.toMatchObject({ code: 'key-store-unavailable' });
    }
    server.instead = () => null;
    expect(await store.get(ID)).not.toBeNull();
  });

  test('one that does not answer, or is not there', async () => {
    const settings = server.settings();
    server.instead = () => undefined;
    onTestFinished(() => void (server.instead = () => null));
    const clock = { ...systemClock, after: (_: number, action: () => void) => systemClock.after(0, action) };
    const impatient = new TransitKeyStore(new TransitClient(settings, clock));
    await expect(impatient.get(ID)).rejects.toThrow('no answer within 6 s');
    const gone = await TransitServer.start();
    const away = gone.settings();
    await gone.stop();
    await expect(storeOf(away).get(ID)).rejects.toMatchObject({ code: 'key-store-unavailable' });
  });
});

test('a failure that passes is tried again', async () => {
  const store = storeOf(server.settings());
  let failures = 3;
  server.instead = () => (failures-- > 0 ? { status: 503, body: { errors: ['Vault is sealed'] } } : null);
  onTestFinished(() => void (server.instead = () => null));
  expect(await store.getOrCreate(ID)).toHaveLength(32);
});

test('a key that stays after its deletion is an error', async () => {
  const store = storeOf(server.settings());
  await store.getOrCreate(ID);
  server.instead = (method) => (method === 'DELETE' ? { status: 204 } : null);
  onTestFinished(() => void (server.instead = () => null));
  await expect(store.delete(ID)).rejects.toThrow('was not deleted');
});

test('a token that an agent renews in its file, and a namespace', async () => {
  const tokenFile = join(temporaryFolder(), 'token');
  writeFileSync(tokenFile, 'old');
  const store = storeOf({ ...server.settings(), token: '', tokenFile, namespace: 'telekom/' });
  await expect(store.get(ID)).rejects.toThrow('permission denied');
  writeFileSync(tokenFile, `${server.token}\n`);
  expect(await store.getOrCreate(ID)).toHaveLength(32);
  expect(server.headers).toMatchObject({ 'x-vault-namespace': 'telekom/', 'x-vault-request': 'true' });
});

test('the certificate of the service is checked', async () => {
  const folder = temporaryFolder();
  const authority = new TestAuthority(folder);
  const { certificate, key } = authority.issue('127.0.0.1', 2, 'IP:127.0.0.1');
  const secure = await TransitServer.start({ cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') });
  onTestFinished(() => secure.stop());
  const caFile = join(folder, 'ca.pem');
  await expect(storeOf(secure.settings()).get(ID)).rejects.toMatchObject({ code: 'key-store-unavailable' });
  expect(await storeOf({ ...secure.settings(), caFile }).getOrCreate(ID)).toHaveLength(32);
});

test('keys of others in the same engine are not listed', async () => {
  const settings = server.settings();
  const store = storeOf(settings);
  await store.getOrCreate(ID);
  await new TransitClient(settings, withoutDelays()).send('POST', 'keys/orders', {});
  expect(await Array.fromAsync(store.list())).toEqual([ID]);
});

test.each(['2026-06-08/tenant_2026-03-10', 'hold/x', 'a/b.c', 'a_u/b__s', 'a-/b-'])(
  '%s has a name of its own',
  (id) => {
    const name = nameOfKey(id as KeyId);
    expect(name).toMatch(/^\w([\w.-]*\w)?$/);
    expect(keyOfName(name)).toBe(id);
  },
);
