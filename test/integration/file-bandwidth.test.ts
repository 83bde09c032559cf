import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingTree } from '../../src/file-access/index.ts';
import { addRecording, addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const HOUR_MS = 3_600_000;
let fixture: ApiFixture;
let unwatch: () => Promise<void>;
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  unwatch = await fixture.access.watch(url);
  const { tenantId, admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const startedAt = fixture.clock.now() - HOUR_MS;
  await addRecording(fixture, tenantId, { startedAt, bytes: randomBytes(100_000) });
  cookie = await signIn(fixture, admin);
});
afterAll(async () => {
  await unwatch();
  await fixture.close();
});

async function api(method: string, path: string, body: object) {
  const headers = { cookie, 'content-type': 'application/json' };
  const answer = await fetch(`${fixture.origin}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  return (await answer.json()) as { credential: { id: string; login: string }; password: string };
}

async function session(bandwidthKilobytes: number | null, bandwidthPerTenant: number | null = null) {
  const { objects, keys, audit, clock, access } = fixture;
  const catalog = { db, clock, panelWindowDays: 30 };
  const signIns = startSignIns({ db, catalog, objects, keys, audit, clock, access, bandwidthPerTenant });
  const { credential, password } = await api('POST', '/file-credentials', { label: 'NAS', bandwidthKilobytes });
  const client = { address: '192.0.2.1', encrypted: true, end: () => {}, closed: new AbortController().signal };
  const proof = { kind: 'password', password } as const;
  const signedIn = await signIns.signIn({ door: 'sftp', login: credential.login, proof, client });
  if (!signedIn.ok) throw new Error(signedIn.reason);
  return { tree: signedIn.value.tree, id: credential.id };
}

/** How much of the large recording comes at once. */
async function firstPart(tree: RecordingTree): Promise<number> {
  // What was read before does not count any more.
  fixture.clock.advance(1000);
  let path = '';
  let largest = 0;
  for (let folders = ['']; folders.length > 0; ) {
    const folder = folders.pop()!;
    for await (const entry of tree.list(folder || '/')) {
      if (entry.kind === 'folder') folders.push(`${folder}/${entry.name}`);
      else if (entry.sizeBytes > largest) [path, largest] = [`${folder}/${entry.name}`, entry.sizeBytes];
    }
  }
  const content = await (await tree.find(path))!.open(0);
  const bytes = await content.read();
  content.close();
  return bytes!.length;
}

test('a credential’s bandwidth limits its sessions; a change counts for those that are open', async () => {
  const { tree, id } = await session(10);
  expect(await firstPart(tree)).toBe(2500);
  await api('PATCH', `/file-credentials/${id}`, { bandwidthKilobytes: null });
  await until('there is no limit', async () => (await firstPart(tree)) === 65_536);
  await api('PATCH', `/file-credentials/${id}`, { bandwidthKilobytes: 20 });
  await until('there is another limit', async () => (await firstPart(tree)) === 5000);
});

test('the operator’s limit for a tenant counts beside it', async () => {
  expect(await firstPart((await session(null, 8)).tree)).toBe(2000);
});
