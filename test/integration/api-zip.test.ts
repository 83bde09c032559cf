import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordingId } from '../../src/base/ids.ts';
import type { UserRole } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';
import { unzip } from '../kit/unzip.ts';

const DAY_MS = 86_400_000;
/** In one ZIP: as many as the largest of these tests has. */
const MOST_CALLS = 75;

const { db } = testDatabase();
let fixture: ApiFixture;
let bakery: Awaited<ReturnType<typeof addTenantWithRecording>>;
let admin: string;

beforeAll(async () => {
  fixture = await startApi(db, { zipLimits: { calls: MOST_CALLS, part: { calls: 4, bytes: 1_000_000 } } });
  bakery = await addTenantWithRecording(fixture, 'Piekarnia', '48221230001');
  admin = await signIn(fixture, bakery.admin);
});
afterAll(() => fixture.close());

function get(path: string, cookie = admin): Promise<Response> {
  return fetch(`${fixture.origin}/api/v1/recordings/zip${path}`, { headers: { cookie } });
}

async function contentOf(answer: Response): Promise<ReadonlyMap<string, Buffer>> {
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
  return unzip(bytes);
}

interface Manifest {
  readonly recordings: readonly { readonly path: string; readonly sha256: string }[];
  readonly withoutRecording: readonly { readonly callId: string; readonly noRecordingReason: string }[];
}

function manifestOf(files: ReadonlyMap<string, Buffer>): Manifest {
  return JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
}

/** A customer of its own, with recordings. */
async function customer(name: string, number: string, recordings: number) {
  const added = await addTenantWithRecording(fixture, name, number);
  const all = [added.recording];
  for (let index = 1; index < recordings; index++) {
    const startedAt = fixture.clock.now() - 60_000 - index * 1000;
    all.push(await addRecording(fixture, added.tenantId, { startedAt, bytes: Buffer.from(`MP3 ${index}`) }));
  }
  return { ...added, all, cookie: await signIn(fixture, added.admin) };
}

test('the recordings of a filter, in folders, with a manifest; the size is known before', async () => {
  const shop = await customer('Sklep', '48221230002', 3);
  const size = (await (await get('/size', shop.cookie)).json()) as { recordings: number; sizeBytes: number };
  const answer = await get('', shop.cookie);
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="recordings_\d{4}-\d\d-\d\d(_.*)?\.zip"$/,
  );
  expect([size.recordings, String(size.sizeBytes)]).toEqual([3, answer.headers.get('content-length')]);
  const files = await contentOf(answer);
  expect([...files.keys()].slice(-2)).toEqual(['manifest.csv', 'manifest.json']);
  const { recordings, withoutRecording } = manifestOf(files);
  expect([recordings.length, withoutRecording]).toEqual([3, []]);
  for (const { fileName, bytes } of shop.all) {
    const path = `${fileName.slice(0, 10).replaceAll('-', '/')}/${fileName}`;
    expect(files.get(path)?.toString()).toBe(bytes.toString());
    expect(recordings.some((each) => each.path === path)).toBe(true);
  }
  const events = await fixture.audit.list(shop.tenantId);
  const downloads = events.filter(({ action }) => action === 'download');
  expect(new Set(downloads.map(({ subject }) => subject))).toEqual(new Set(shop.all.map(({ id }) => id)));
  expect(downloads).toHaveLength(3);
  expect(downloads[0]!.detail).toEqual({ zip: true });
});

test('parts, one after another by their cursors, are sound ZIPs that have every recording once', async () => {
  const shop = await customer('Hurtownia', '48221230099', 7);
  const folder = temporaryFolder();
  const paths: string[] = [];
  let cursor: string | null = '';
  const counts: number[] = [];
  while (cursor !== null) {
    const asked: string = cursor === '' ? '/part' : `/part?cursor=${encodeURIComponent(cursor)}`;
    const part = (await (await get(asked, shop.cookie)).json()) as {
      recordings: number;
      sizeBytes: number;
      address: string;
      nextCursor: string | null;
    };
    const bytes = Buffer.from(
      await (await fetch(`${fixture.origin}${part.address}`, { headers: { cookie: shop.cookie } })).arrayBuffer(),
    );
    expect(bytes).toHaveLength(part.sizeBytes);
    const file = join(folder, `${counts.length}.zip`);
    writeFileSync(file, bytes);
    expect(execFileSync('unzip', ['-t', file]).toString()).toContain('No errors detected');
    paths.push(...manifestOf(await unzip(bytes)).recordings.map(({ path }) => path));
    counts.push(part.recordings);
    cursor = part.nextCursor;
  }
  expect(counts).toEqual([4, 3]);
  const all = shop.all.map(({ fileName }) => `${fileName.slice(0, 10).replaceAll('-', '/')}/${fileName}`);
  expect(new Set(paths)).toEqual(new Set(all));
  expect(paths).toHaveLength(all.length);
});

test('a filter by number and day; nothing that matches is an archive without recordings', async () => {
  expect((await contentOf(await get('?number=512345678'))).size).toBe(3);
  expect([...(await contentOf(await get('?from=2001-01-01&to=2001-01-02'))).keys()]).toEqual([
    'manifest.csv',
    'manifest.json',
  ]);
  expect((await get('?from=yesterday')).status).toBe(400);
});

describe('what may not be downloaded', () => {
  test('another customer’s recordings are in no archive', async () => {
    const other = await customer('Warsztat', '48221230003', 2);
    const files = await contentOf(await get(''));
    expect(manifestOf(files).recordings).toHaveLength(1);
    // The first ones have the same name.
    expect([...files.keys()].join()).not.toContain(other.all[1]!.fileName);
  });

  test.each<[UserRole, number]>([
    ['supervisor', 200],
    ['agent', 403],
  ])('%s, who has the right or has not: %i', async (role, status) => {
    const user = await addUserOf(fixture, bakery.tenantId, role, {
      extensions: ['101'],
      taken: role === 'agent' ? ['download'] : [],
    });
    expect((await get('/size', await signIn(fixture, user))).status).toBe(status);
  });

  test('a user who is limited to an extension gets its calls alone', async () => {
    const clinic = await addTenantWithRecording(fixture, 'Przychodnia', '48221230004');
    const startedAt = fixture.clock.now() - 300_000;
    await addRecording(fixture, clinic.tenantId, { startedAt, extensions: ['102'] });
    const agent = await addUserOf(fixture, clinic.tenantId, 'agent', { extensions: ['101'], given: ['download'] });
    const files = await contentOf(await get('', await signIn(fixture, agent)));
    const { recordings, withoutRecording } = manifestOf(files);
    expect([recordings.length, recordings[0]?.path.endsWith(clinic.recording.fileName), withoutRecording]).toEqual([
      1,
      true,
      [],
    ]);
  });

  test('what is too old for the panel is counted and named, and is not in it', async () => {
    const school = await customer('Szkoła', '48221230005', 1);
    await addExtendedRetention(db, school.tenantId, { units: 30 });
    await addRecording(fixture, school.tenantId, { startedAt: fixture.clock.now() - 40 * DAY_MS });
    expect(await (await get('/size', school.cookie)).json()).toMatchObject({ recordings: 1, tooOld: 1 });
    const { recordings, withoutRecording } = manifestOf(await contentOf(await get('', school.cookie)));
    expect([recordings.length, withoutRecording.map((each) => each.noRecordingReason)]).toEqual([
      1,
      ['too-old-for-panel'],
    ]);
  });

  test('an API key needs the scope of downloads', async () => {
    for (const [scope, status] of [
      ['recordings:download', 200],
      ['recordings:listen', 403],
    ] as const) {
      const made = await fetch(`${fixture.origin}/api/v1/api-keys`, {
        method: 'POST',
        headers: { cookie: admin, 'content-type': 'application/json' },
        body: JSON.stringify({ name: scope, scopes: [scope] }),
      });
      const { apiKey } = (await made.json()) as { apiKey: string };
      const headers = { authorization: `Bearer ${apiKey}` };
      expect((await fetch(`${fixture.origin}/api/v1/recordings/zip/size`, { headers })).status).toBe(status);
    }
  });
});

test('a recording that cannot be read is left out and named; the archive is whole', async () => {
  const bank = await customer('Bank', '48221230006', 3);
  const lost = bank.all[1]!;
  const { object_key } = await db
    .selectFrom('recordings')
    .select('object_key')
    .where('id', '=', lost.id)
    .executeTakeFirstOrThrow();
  fixture.objects.objects.delete(object_key);
  const files = await contentOf(await get('', bank.cookie));
  const { recordings, withoutRecording } = manifestOf(files);
  expect(recordings).toHaveLength(2);
  expect(withoutRecording).toMatchObject([{ callId: lost.callId, noRecordingReason: 'unreadable' }]);
  expect([...files.keys()].join()).not.toContain(lost.fileName);
});

async function objectKeyOf(id: RecordingId) {
  const { object_key } = await db
    .selectFrom('recordings')
    .select('object_key')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return object_key;
}

async function destroy(id: RecordingId) {
  const key = await objectKeyOf(id);
  const destroying = { destroying_at: new Date(fixture.clock.now()), destruction_reason: 'on-request' } as const;
  const unreadable = { key_id: null, wrapped_key: null, waveform: null };

  await db
    .updateTable('recordings')
    .set({ ...destroying, ...unreadable })
    .where('id', '=', id)
    .execute();
  fixture.objects.objects.delete(key);
}

describe('a recording that is destroyed meanwhile is left out as destroyed, without an alarm', () => {
  test.each([
    ['before its first byte', 0],
    ['while it is sent', 1],
  ] as const)('%s', async (_, readings) => {
    const shop = await customer('Kwiaciarnia', `4822123001${readings}`, 2);
    const startedAt = fixture.clock.now() - 600_000;
    const gone = await addRecording(fixture, shop.tenantId, { startedAt, bytes: Buffer.alloc(400_000, 1) });
    const key = await objectKeyOf(gone.id);
    const open = fixture.objects.open.bind(fixture.objects);
    fixture.objects.open = async (opened, range) => {
      if (opened !== key) return open(opened, range);
      if (readings === 0) await destroy(gone.id);
      const object = await open(opened, range);
      const read = async (into: Uint8Array) => {
        const filled = await object.read(into);
        await destroy(gone.id);
        return filled;
      };
      return { read, close: () => object.close() };
    };
    const logged = fixture.log.length;
    const files = await contentOf(await get('', shop.cookie));
    fixture.objects.open = open;
    const { recordings, withoutRecording } = manifestOf(files);
    expect(recordings).toHaveLength(2);
    expect(withoutRecording).toMatchObject([{ callId: gone.callId, noRecordingReason: 'destroyed' }]);
    expect(fixture.log.slice(logged).filter((line) => line.includes('archive:'))).toEqual([]);
  });
});

test('a key is read once for the recordings of a day', async () => {
  const many = await customer('Hurtownia', '48221230098', 5);
  let asked = 0;
  const read = fixture.keys.get.bind(fixture.keys);
  fixture.keys.get = (id) => {
    asked += id.includes(many.tenantId) ? 1 : 0;
    return read(id);
  };
  await contentOf(await get('', many.cookie));
  fixture.keys.get = read;
  expect(asked).toBe(1);
});

test('the size is calculated for few at once: each takes the memory of a ZIP', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => get('/size')));
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(200);
  expect(statuses).toContain(429);
  expect(answers.find(({ status }) => status === 429)!.headers.get('retry-after')).toBe('30');
  expect((await get('/size')).status).toBe(200);
});

test('who goes away is sent, and audited, no more; two archives of a user at once, and no third', async () => {
  const firm = await customer('Firma', '48221230007', 50);
  const large = Buffer.alloc(400_000, 1);
  for (let index = 0; index < 25; index++) {
    await addRecording(fixture, firm.tenantId, {
      startedAt: fixture.clock.now() - 600_000 - index * 1000,
      bytes: large,
    });
  }
  const port = Number(new URL(fixture.origin).port);
  const sockets = [1, 2].map(() => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => {});
    socket.write(`GET /api/v1/recordings/zip HTTP/1.1\r\nHost: x\r\nCookie: ${firm.cookie}\r\n\r\n`);
    return socket;
  });
  const downloads = async () =>
    (await fixture.audit.list(firm.tenantId)).filter(({ action }) => action === 'download').length;
  await until('both are sent', async () => (await downloads()) >= 40);
  const refused = await get('', firm.cookie);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  for (const socket of sockets) socket.destroy();
  expect(await downloads()).toBeLessThan(150);
  await until('they have ended', async () => {
    const again = await get('', firm.cookie);
    await again.body?.cancel();
    return again.status === 200;
  });

  // One more call than a ZIP may have: there are parts of it alone.
  await addRecording(fixture, firm.tenantId, { startedAt: fixture.clock.now() - 700_000 });
  for (const path of ['', '/size']) {
    const tooMany = await get(path, firm.cookie);
    expect([tooMany.status, await tooMany.json()]).toMatchObject([422, { code: 'too-many-calls' }]);
  }
  expect((await get('/part', firm.cookie)).status).toBe(200);
});

describe('parts', () => {
  interface Part {
    readonly calls: number;
    readonly recordings: number;
    readonly sizeBytes: number;
    readonly address: string;
    readonly nextCursor: string | null;
  }

  test('any number of calls, each part with its size; a broken one is continued, and audited once', async () => {
    const mill = await customer('Młyn', '48221230091', 3);
    const part = (await (await get('/part?direction=inbound', mill.cookie)).json()) as Part;
    expect(part).toMatchObject({ calls: 3, recordings: 3, nextCursor: null });
    const fetchPart = (headers: Record<string, string> = {}): Promise<Response> =>
      fetch(fixture.origin + part.address, { headers: { cookie: mill.cookie, ...headers } });
    const whole = await fetchPart();
    const etag = whole.headers.get('etag')!;
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([bytes.length, whole.headers.get('accept-ranges')]).toEqual([part.sizeBytes, 'bytes']);
    expect([...(await unzip(bytes)).keys()].slice(-2)).toEqual(['manifest.csv', 'manifest.json']);
    const downloads = async (): Promise<number> =>
      (await fixture.audit.list(mill.tenantId)).filter(({ action }) => action === 'download').length;
    expect(await downloads()).toBe(3);
    // Calls that come later are in no part, and the bytes stay.
    await addRecording(fixture, mill.tenantId, { startedAt: fixture.clock.now() + 1000 });
    fixture.clock.advance(60_000);
    const from = bytes.length - 40;
    const rest = await fetchPart({ range: `bytes=${from}-`, 'if-range': etag });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(from))).toBe(true);
    const some = await fetchPart({ range: 'bytes=10-29' });
    expect(Buffer.from(await some.arrayBuffer()).equals(bytes.subarray(10, 30))).toBe(true);
    // It has other contents now: all of it is sent.
    await addRecording(fixture, mill.tenantId, { startedAt: fixture.clock.now() - 3_600_000 });
    const changed = await fetchPart({ range: `bytes=${from}-`, 'if-range': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    await changed.arrayBuffer();
  });
});
