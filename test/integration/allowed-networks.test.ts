import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { type Credentials, newFtpPassword, setAllowedNetworks } from '../../src/tenants/index.ts';
import { addRecording, addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { until } from '../kit/until.ts';

const LARGE = Buffer.alloc(32 * 1024 * 1024, 'fonoteka');

const { db, url } = testDatabase();
const data = mkdtempSync(join(tmpdir(), 'fonoteka-networks-'));
let fixture: ApiFixture;
let tenantId: TenantId;
let admin: Credentials;
let stop: () => Promise<void>;

beforeAll(async () => {
  // The proxy of the tests: the client's address is in X-Forwarded-For.
  fixture = await startApi(db, { trustedProxies: ['127.0.0.1'] });
  stop = await fixture.access.watch(url);
  ({ tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567'));
});
afterAll(async () => {
  await stop();
  await fixture.close();
  rmSync(data, { recursive: true });
});

interface Asked {
  readonly from: string;
  readonly cookie?: string;
  readonly method?: string;
  readonly body?: unknown;
}

async function ask(path: string, { from, cookie, method = 'GET', body }: Asked) {
  const answer = await fetch(`${fixture.origin}/api/v1/${path}`, {
    method,
    headers: {
      'x-forwarded-for': from,
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, answer: text.startsWith('{') ? JSON.parse(text) : null };
}

const signInFrom = (from: string) => ask('session', { from, method: 'POST', body: admin });

test('sign-in and every request from outside of the networks are refused, IPv4 and IPv6', async () => {
  const cookie = await signIn(fixture, admin);
  await setAllowedNetworks(db, tenantId, ['198.51.100.0/24', '2001:db8::/32']);
  for (const from of ['198.51.100.7', '2001:db8::7']) {
    expect((await ask('calls', { from, cookie })).status).toBe(200);
    expect((await signInFrom(from)).status).toBe(200);
  }
  for (const from of ['203.0.113.7', '2001:db9::7']) {
    const refused = { status: 403, answer: { code: 'address-not-allowed' } };
    expect(await ask('calls', { from, cookie })).toMatchObject(refused);
    expect(await signInFrom(from)).toMatchObject(refused);
    expect((await signInFrom(from)).answer.user).toBeUndefined();
  }
  const [event] = await fixture.audit.list(tenantId);
  expect(event).toMatchObject({ action: 'sign-in-failed', detail: { reason: 'address-not-allowed' } });
});

test('an administrator is not locked out by mistake', async () => {
  await setAllowedNetworks(db, tenantId, []);
  const cookie = await signIn(fixture, admin);
  const change = (networks: string[], withoutOwnAddress = false) =>
    ask('networks', { from: '198.51.100.7', cookie, method: 'PUT', body: { networks, withoutOwnAddress } });
  expect((await change(['203.0.113.0/24'])).answer.code).toBe('own-address-excluded');
  expect((await ask('networks', { from: '198.51.100.7', cookie })).answer).toEqual({
    networks: [],
    ownAddress: '198.51.100.7',
  });
  expect((await change(['198.51.100.0/33'])).answer.code).toBe('request-invalid');
  expect((await change(['198.51.100.7', '2001:DB8::/32'])).answer.networks).toEqual([
    '198.51.100.7/32',
    '2001:db8::/32',
  ]);
  expect((await change(['203.0.113.0/24'], true)).status).toBe(200);
  expect((await ask('networks', { from: '198.51.100.7', cookie })).answer.code).toBe('address-not-allowed');
});

test('what is open from outside ends: a download, and an FTP session', async () => {
  await setAllowedNetworks(db, tenantId, ['127.0.0.0/8']);
  const startedAt = fixture.clock.now() - 3_600_000;
  const { id } = await addRecording(fixture, tenantId, { startedAt, bytes: LARGE });
  const cookie = await signIn(fixture, admin);
  const { objects, keys, audit, clock, access } = fixture;
  const catalog = { db, clock, panelWindowDays: 30 };
  const signIns = startSignIns({ db, catalog, objects, keys, audit, clock, access });
  const account = await newFtpPassword(db, tenantId, clock.now());
  let ended = false;
  const ftpFrom = (address: string) =>
    signIns.signIn({
      door: 'ftp',
      login: account.login,
      proof: { kind: 'password', password: account.password },
      client: { address, encrypted: false, closed: new AbortController().signal, end: () => (ended = true) },
    });
  expect(await ftpFrom('127.0.0.1')).toMatchObject({ ok: true });
  expect(await ftpFrom('198.51.100.7')).toEqual({ ok: false, reason: 'wrong' });
  const before = fixture.access.size;
  const download = await fetch(`${fixture.origin}/api/v1/recordings/${id}/audio`, { headers: { cookie } });
  await until('the download runs', () => fixture.access.size > before);
  await setAllowedNetworks(db, tenantId, ['198.51.100.0/24']);
  // Before anything is read: a fast client would have all of it.
  await until('both are ended', () => fixture.access.size < before);
  expect(ended).toBe(true);
  await expect(download.arrayBuffer()).rejects.toThrow();
});

async function networks(...words: string[]) {
  const environment = { FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: data };
  const all = ['tenant', 'networks', '--tenant', tenantId, ...words, '--json'];
  const { exitCode, stdout } = await runInProcess(environment, ...all);
  return exitCode === 0 ? JSON.parse(stdout).networks : exitCode;
}

test('the command line shows and sets them', async () => {
  expect(await networks('--allow', '198.51.100.0/24', '2001:db8::/32')).toEqual(['198.51.100.0/24', '2001:db8::/32']);
  expect(await networks()).toEqual(['198.51.100.0/24', '2001:db8::/32']);
  expect(await networks('--allow', 'office')).toBe(1);
  expect(await networks('--everywhere')).toEqual([]);
});
