import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecordingId, TenantId, UserId } from '../../src/base/ids.ts';
import { addNumberGroup, changeNumberGroup, changeUser, type UserChange } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let own: RecordingId;
let other: RecordingId;
let stop: () => Promise<void>;

beforeAll(async () => {
  fixture = await startApi(db);
  stop = await fixture.access.watch(url);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  own = tenant.recording.id;
  const startedAt = fixture.clock.now() - 3_600_000;
  other = (await addRecording(fixture, tenantId, { startedAt, extensions: ['102'] })).id;
});
afterAll(async () => {
  await stop();
  await fixture.close();
});

const change = (id: UserId, to: UserChange) =>
  db.transaction().execute((all) => changeUser(all, id, () => to, { by: 'operator', now: fixture.clock.now() }));

async function limitedSupervisor(to: UserChange) {
  const user = await addUserOf(fixture, tenantId, 'supervisor');
  await change(user.id, to);
  return { id: user.id, cookie: await signIn(fixture, user) };
}

const ask = (
  cookie: string,
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
) => fetch(`${fixture.origin}/api/v1/${path}`, { ...init, headers: { ...init.headers, cookie } });

async function listed(cookie: string, query = ''): Promise<string[]> {
  const page = (await (await ask(cookie, `calls${query}`)).json()) as { calls: { recordings: { id: string }[] }[] };
  return page.calls.flatMap(({ recordings }) => recordings.map(({ id }) => id));
}

test('a supervisor limited to an extension learns nothing of other calls at any door', async () => {
  const rights = ['listen', 'download', 'hold'] as const;
  const { cookie } = await limitedSupervisor({ rights, limitedTo: { numbers: ['101'], groups: [] } });
  expect(await listed(cookie)).toEqual([own]);
  expect(await listed(cookie, '?number=512345678')).toEqual([own]);
  const hold = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'reklamacja', until: null }),
  };
  for (const [recording, status] of [
    [own, 200],
    [other, 404],
  ] as const) {
    for (const path of ['audio', 'audio?download=1', 'waveform']) {
      expect([path, (await ask(cookie, `recordings/${recording}/${path}`)).status]).toEqual([path, status]);
    }
    expect((await ask(cookie, `recordings/${recording}/hold`, hold)).status).toBe(status);
  }
  expect((await ask(cookie, `recordings/${other}/hold`, { method: 'DELETE' })).status).toBe(404);
  for (const path of [
    'services',
    'billing/statements',
    'push',
    'push/days?from=2026-03-01&to=2026-03-02',
    'audit',
    'audit/export',
  ]) {
    expect([path, (await ask(cookie, path)).status]).toEqual([path, 403]);
  }
});

test('a change of a number group counts from the next request on', async () => {
  const group = await addNumberGroup(db, tenantId, { name: 'Sprzedaż', numbers: [] }, fixture.clock.now());
  const { cookie } = await limitedSupervisor({ limitedTo: { numbers: [], groups: [group.id] } });
  expect(await listed(cookie)).toEqual([]);
  await changeNumberGroup(db, { tenantId, id: group.id, by: 'operator' }, { name: 'Sprzedaż', numbers: ['102'] });
  expect(await listed(cookie)).toEqual([other]);
});

test('a group that loses a number ends running downloads of its users', async () => {
  const large = Buffer.alloc(32 * 1024 * 1024, 'fonoteka');
  const startedAt = fixture.clock.now() - 7_200_000;
  const { id } = await addRecording(fixture, tenantId, { startedAt, extensions: ['109'], bytes: large });
  const group = await addNumberGroup(db, tenantId, { name: 'Biuro', numbers: ['108', '109'] }, fixture.clock.now());
  const { cookie } = await limitedSupervisor({ limitedTo: { numbers: [], groups: [group.id] } });
  const answer = await ask(cookie, `recordings/${id}/audio`);
  const before = fixture.access.size;
  await changeNumberGroup(db, { tenantId, id: group.id, by: 'operator' }, { name: 'Biuro', numbers: ['108'] });
  await until('the download is forgotten', () => fixture.access.size < before);
  await expect(answer.arrayBuffer()).rejects.toThrow();
});
