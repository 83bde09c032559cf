import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordingId, TenantId } from '../../src/base/ids.ts';
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
import { until } from '../kit/until.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const BYTES = randomBytes(100_000);
const SIZE = BYTES.length;
const DAY_MS = 24 * 3600 * 1000;

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let recording: { id: RecordingId; fileName: string };
let cookie: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  recording = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - DAY_MS, bytes: BYTES });
  cookie = await signIn(fixture, tenant.admin);
});

afterAll(() => fixture.close());

interface Asked {
  readonly id?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
  readonly as?: string;
}

async function audio({
  id = recording.id,
  method = 'GET',
  headers = {},
  query = '',
  as = cookie,
}: Asked = {}): Promise<Response> {
  const answer = await fetch(`${fixture.origin}/api/v1/recordings/${id}/audio${query}`, {
    method,
    headers: { ...headers, cookie: as },
  });
  if (method === 'GET') expectDeclared('GET /api/v1/recordings/{id}/audio', answer);
  return answer;
}

const content = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());
const events = async (): Promise<string[]> => {
  const rows = await fixture.audit.list(tenantId);
  return rows.toReversed().map(({ action, subject }) => `${action} ${subject}`);
};

/** A second of an MP3: what is behind the tag. */
const SILENCE = execFileSync(
  'ffmpeg',
  '-loglevel error -f lavfi -i anullsrc=r=8000 -t 1 -id3v2_version 0 -f mp3 -'.split(' '),
);

function probe(input: Buffer): { readonly tags: Readonly<Record<string, string>> } {
  const asked = '-loglevel error -print_format json -show_format -'.split(' ');
  return (
    JSON.parse(execFileSync('ffprobe', asked, { input, encoding: 'utf8' })) as { format: ReturnType<typeof probe> }
  ).format;
}

describe('a complete recording', () => {
  test('has the headers that a player needs', async () => {
    const answer = await audio();
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': String(SIZE),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
    expect(answer.headers.has('content-disposition')).toBe(false);
    expect((await content(answer)).equals(BYTES)).toBe(true);
  });

  test('has the same headers for HEAD, which opens no object', async () => {
    const whole = await audio();
    await whole.body?.cancel();
    const opened = fixture.objects.opened.length;
    const head = await audio({ method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(fixture.objects.opened).toHaveLength(opened);
    for (const name of ['content-type', 'content-length', 'accept-ranges', 'cache-control', 'etag']) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  test('is not sent again to a client that has it', async () => {
    const { headers } = await audio({ method: 'HEAD' });
    const opened = fixture.objects.opened.length;
    for (const method of ['GET', 'HEAD']) {
      const answer = await audio({ method, headers: { 'if-none-match': headers.get('etag')!, range: 'bytes=0-1' } });
      expect([answer.status, await answer.text()]).toEqual([304, '']);
      expect(answer.headers.get('etag')).toBe(headers.get('etag'));
    }
    expect(fixture.objects.opened).toHaveLength(opened);
    expect((await audio({ headers: { 'if-none-match': '"another"' } })).status).toBe(200);
  });
});

describe('a range', () => {
  test('has the requested bytes', async () => {
    const position = fc.oneof(fc.nat(SIZE + 10), fc.constantFrom(0, 1, SIZE - 1, SIZE, SIZE + 1));
    const range = fc.oneof(
      fc.tuple(position, position).map(([first, last]) => ({ header: `bytes=${first}-${last}`, first, last })),
      position.map((first) => ({ header: `bytes=${first}-`, first, last: SIZE - 1 })),
      position.map((length) => ({
        header: `bytes=-${length}`,
        first: length === 0 ? SIZE : Math.max(0, SIZE - length),
        last: SIZE - 1,
      })),
    );
    await fc.assert(
      fc.asyncProperty(range, async ({ header, first, last }) => {
        const answer = await audio({ headers: { range: header } });
        const got = await content(answer);
        if (header.startsWith('bytes=') && /^bytes=\d+-\d+$/.test(header) && last < first) {
          expect([answer.status, got.equals(BYTES)]).toEqual([200, true]);
        } else if (first >= SIZE) {
          expect([answer.status, answer.headers.get('content-range')]).toEqual([416, `bytes */${SIZE}`]);
        } else {
          const end = Math.min(last, SIZE - 1);
          expect([answer.status, answer.headers.get('content-range')]).toEqual([206, `bytes ${first}-${end}/${SIZE}`]);
          expect(answer.headers.get('content-length')).toBe(String(end - first + 1));
          expect(got.equals(BYTES.subarray(first, end + 1))).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('outside the recording gets an error without the recording’s headers', async () => {
    const answer = await audio({ headers: { range: `bytes=${SIZE}-` }, query: '?download=1' });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.has('content-disposition')).toBe(false);
    expect(await answer.json()).toMatchObject({ code: 'range-not-satisfiable', status: 416 });
  });

  test('with several parts gets the complete recording', async () => {
    const answer = await audio({ headers: { range: 'bytes=0-1,5-6' } });
    expect([answer.status, (await content(answer)).length]).toEqual([200, SIZE]);
  });

  test('applies only if If-Range matches the recording', async () => {
    const tag = (await audio({ method: 'HEAD' })).headers.get('etag')!;
    const ask = async (ifRange: string) =>
      (await audio({ headers: { range: 'bytes=0-1', 'if-range': ifRange } })).status;
    expect([await ask(tag), await ask('"another"'), await ask('Tue, 10 Mar 2026 10:00:00 GMT')]).toEqual([
      206, 200, 200,
    ]);
  });
});

describe('a download', () => {
  test('has the file name of the tree', async () => {
    const answer = await audio({ query: '?download=1' });
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${recording.fileName}"`);
    expect((await content(answer)).equals(BYTES)).toBe(true);
  });

  test('needs a right that an agent may lack', async () => {
    const rights = { extensions: ['101'] };
    const without = await signIn(fixture, await addUserOf(fixture, tenantId, 'agent', rights));
    const withRight = await signIn(
      fixture,
      await addUserOf(fixture, tenantId, 'agent', { ...rights, given: ['download'] }),
    );
    const supervisor = await signIn(fixture, await addUserOf(fixture, tenantId, 'supervisor'));
    expect((await audio({ as: without })).status).toBe(200);
    const refused = await audio({ as: without, query: '?download=1' });
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'not-allowed']);
    for (const as of [withRight, supervisor]) expect((await audio({ as, query: '?download=1' })).status).toBe(200);
  });
});

describe('the audit log', () => {
  test('has an event for each playback, not for each range', async () => {
    const { id } = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 2 * DAY_MS });
    const before = await events();
    await audio({ id, method: 'HEAD' });
    for (const range of ['bytes=0-', 'bytes=5-6', 'bytes=0-1', 'bytes=3-']) await audio({ id, headers: { range } });
    expect(await events()).toEqual([...before, `listen ${id}`]);
    fixture.clock.advance(11 * 60_000);
    await audio({ id, headers: { range: 'bytes=3-' } });
    expect(await events()).toEqual([...before, `listen ${id}`, `listen ${id}`]);
  });

  test('has an event for each download', async () => {
    const { id } = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 3 * DAY_MS });
    const before = await events();
    await audio({ id, query: '?download=1' });
    await audio({ id, query: '?download=1', headers: { range: 'bytes=4-' } });
    await audio({ id, query: '?download=1' });
    expect(await events()).toEqual([...before, `download ${id}`, `download ${id}`]);
  });

  test('has no event for a refused request', async () => {
    const before = await events();
    await audio({ id: '01900000-0000-7000-8000-000000000000' });
    await audio({ headers: { range: `bytes=${SIZE}-` }, query: '?download=1' });
    expect(await events()).toEqual(before);
  });
});

test('a recording older than the panel’s window is refused with its own error code', async () => {
  const now = fixture.clock.now();
  await addExtendedRetention(db, tenantId, { units: 1 });
  const startedAt = now - 30 * DAY_MS + 1;
  const { id } = await addRecording(fixture, tenantId, { startedAt });
  expect((await audio({ id, method: 'HEAD' })).status).toBe(200);
  fixture.clock.advance(1);
  for (const path of ['audio', 'audio?download=1', 'waveform']) {
    const answer = await fetch(`${fixture.origin}/api/v1/recordings/${id}/${path}`, { headers: { cookie } });
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ code: 'recording-expired-from-panel' });
  }
});

test('a recording whose object is lost is our fault: an error of its own, logged and counted', async () => {
  const { id } = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 2 * DAY_MS });
  for (const key of fixture.objects.objects.keys()) if (key.includes(id)) fixture.objects.objects.delete(key);
  const answer = await audio({ id });
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: 'recording-lost' });
  expect(fixture.log.filter((line) => line.includes(id) && line.includes('recording-lost'))).toHaveLength(1);
  const metrics = await (await fetch(`${fixture.origin}/metrics`)).text();
  expect(metrics).toContain('fonoteka_recording_read_failures_total{code="recording-lost"} 1');
});

test('the waveform is the one calculated from the audio', async () => {
  const answer = await fetch(`${fixture.origin}/api/v1/recordings/${recording.id}/waveform`, { headers: { cookie } });
  expect(await answer.json()).toEqual({ sliceMs: 100, caller: [0, 255], callee: [7, 8] });
});

describe('a client', () => {
  const bytes = randomBytes(20_000_000);

  test('that reads slowly uses bounded memory; one that disconnects closes the object', async () => {
    const { id } = await addRecording(fixture, tenantId, { startedAt: fixture.clock.now() - 4 * DAY_MS, bytes });
    const request = get(`${fixture.origin}/api/v1/recordings/${id}/audio`, { headers: { cookie } });
    const [answer] = await once(request, 'response');
    await once(answer, 'readable');
    const object = fixture.objects.opened.at(-1)!;
    expect(object.ended).toBe(false);
    request.destroy();
    await until('the object is closed', () => object.closed);
    expect(object.ended).toBe(false);
  });
});

describe('a tagged download', () => {
  const QUERY = '?download=tagged&language=pl';

  test('has an ID3 tag before the stored bytes, which ffprobe reads; ranges are of both', async () => {
    const answer = await audio({ query: QUERY });
    const whole = await content(answer);
    expect(answer.headers.get('content-length')).toBe(String(whole.length));
    expect(answer.headers.get('content-disposition')).toContain(recording.fileName);
    const tagBytes = whole.length - SIZE;
    expect(whole.subarray(tagBytes).equals(BYTES)).toBe(true);
    const { tags } = probe(Buffer.concat([whole.subarray(0, tagBytes), SILENCE]));
    expect(tags).toMatchObject({
      title: expect.stringMatching(/^Rozmowa \d\d\.\d\d\.\d{4} \d\d:\d\d, \+48512345678 → \+48221234567$/),
      artist: '+48512345678/+48221234567',
      album: 'Nagrania rozmów',
      TLEN: '5000',
    });
    expect(Object.values(tags).join()).toMatch(/Identyfikator połączenia: [0-9a-f-]{36} \(przychodzące\)/);

    const etag = answer.headers.get('etag')!;
    const head = await audio({ method: 'HEAD', query: QUERY });
    expect([head.headers.get('content-length'), head.headers.get('etag')]).toEqual([String(whole.length), etag]);
    expect((await audio({ method: 'HEAD' })).headers.get('etag')).not.toBe(etag);
    expect((await audio({ method: 'HEAD', query: QUERY.replace('pl', 'en') })).headers.get('etag')).not.toBe(etag);
    for (const [first, last] of [
      [0, 9],
      [tagBytes - 3, tagBytes + 3],
      [tagBytes, tagBytes],
      [tagBytes + 70_000, whole.length - 1],
    ] as const) {
      const part = await audio({ query: QUERY, headers: { range: `bytes=${first}-${last}`, 'if-range': etag } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/${whole.length}`]);
      expect((await content(part)).equals(whole.subarray(first, last + 1))).toBe(true);
    }
    const plain = await audio({ query: '?download=1' });
    expect((await content(plain)).equals(BYTES)).toBe(true);
  });
});
