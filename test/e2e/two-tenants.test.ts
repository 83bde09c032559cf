import { Client } from 'basic-ftp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ListedCall } from '../../src/catalog/index.ts';
import { type AddedTenant, addUser } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

/** Another tenant's call cannot be reached over any interface, even with all its identifiers. */

const fonoteka = runningFonoteka();
let own: AddedTenant;
let other: AddedTenant;
let theirs: ListedCall;

beforeAll(async () => {
  const running = fonoteka.current;
  own = await running.tenant('Nasza', ['+48221234567']);
  other = await running.tenant('Obca', ['+48587654321']);
  await running.call({ caller: '+48512345678', callee: '+48221234567', durationMs: 300 });
  await running.call({ caller: '+48512345678', callee: '+48587654321', durationMs: 300 });
  for (const { tenantId } of [own, other]) {
    await until('the call is listed', async () => (await running.calls(tenantId)).length === 1);
  }
  theirs = (await running.calls(other.tenantId))[0]!;
});

const session = (credentials: { login: string; password: string }): Promise<SignedInFetch> =>
  signedInFetch(fonoteka.current.ready.http!, credentials);

describe('over HTTP', () => {
  test.each(['admin', 'supervisor', 'agent'] as const)('a %s of another tenant', async (role) => {
    const extensions = ['+48587654321', '+48221234567'];
    const user = { tenantId: own.tenantId, name: role, role, extensions, given: ['download'] as const };
    const request = await session(await addUser(fonoteka.current.db, user, Date.now()));
    const { id } = theirs.recordings[0]!;
    for (const path of ['', '?download=1']
      .map((query) => `/recordings/${id}/audio${query}`)
      .concat(`/recordings/${id}/waveform`)) {
      expect((await request(path)).status).toBe(404);
      expect((await request(path, { range: 'bytes=0-10' })).status).toBe(404);
      if (path.includes('audio')) expect((await request(path, { method: 'HEAD' })).status).toBe(404);
    }
    const queries = [
      '',
      '?number=587654321',
      '?number=512345678',
      `?tenantId=${other.tenantId}`,
      '?limit=200&recorded=true',
    ];
    for (const query of queries) {
      const text = await (await request(`/calls${query}`)).text();
      expect(text).not.toContain(id);
      expect(text).not.toContain(theirs.id);
      expect(text).not.toContain('587654321');
    }
  });

  test('a page’s cursor gives no access to another tenant', async () => {
    const running = fonoteka.current;
    await running.call({ caller: '+48512345678', callee: '+48587654321', durationMs: 100 });
    await until('two calls', async () => (await running.calls(other.tenantId)).length === 2);
    const theirPage = (await (await (await session(other.panel))('/calls?limit=1')).json()) as { nextCursor: string };
    const ownPage = await (await session(own.panel))(`/calls?cursor=${encodeURIComponent(theirPage.nextCursor)}`);
    expect(await ownPage.text()).not.toContain('587654321');
  });
});

describe('over FTP', () => {
  test('no path leads to another tenant’s tree', async () => {
    const { hostname, port } = new URL(fonoteka.current.ready.ftp!);
    const { path, fileName } = theirs.recordings[0]!;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const client = new Client();
    try {
      await client.access({ host: hostname, port: Number(port), user: own.ftp.login, password: own.ftp.password });
      expect((await client.list(folder)).map(({ name }) => name)).not.toContain(fileName);
      const attempts = [
        path,
        `/${path}`,
        `/../${path}`,
        `../../${path}`,
        `/${other.tenantId}/${path}`,
        `${folder}/../../../../${path}`,
        `/${path}\\..`,
      ];
      for (const attempt of attempts) {
        await expect(client.size(attempt), attempt).rejects.toThrow(/550/);
        await expect(client.send(`RETR ${attempt}`), attempt).rejects.toThrow();
      }
    } finally {
      client.close();
    }
  });

  test('the panel’s password does not work for FTP, nor FTP’s for the panel', async () => {
    const { hostname, port } = new URL(fonoteka.current.ready.ftp!);
    const client = new Client();
    const access = client.access({
      host: hostname,
      port: Number(port),
      user: own.ftp.login,
      password: own.panel.password,
    });
    await expect(access).rejects.toThrow(/530/);
    client.close();
    const answer = await fetch(`${fonoteka.current.ready.http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(own.ftp),
    });
    expect(answer.status).toBe(401);
  });
});

test('over SIP: a call between two tenants belongs to exactly one of them', async () => {
  const running = fonoteka.current;
  const before = {
    own: (await running.calls(own.tenantId)).length,
    other: (await running.calls(other.tenantId)).length,
  };
  const { status } = await running.call({ caller: '+48221234567', callee: '+48587654321', durationMs: 200 });
  expect(status).toBe(200);
  const added = async (): Promise<number> =>
    (await running.calls(own.tenantId)).length -
    before.own +
    ((await running.calls(other.tenantId)).length - before.other);
  await until('the call is listed', async () => (await added()) > 0);
  expect(await added()).toBe(1);
});
