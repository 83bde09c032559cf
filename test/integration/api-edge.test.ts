import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import { addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;

beforeAll(async () => {
  fixture = await startApi(db);
});

afterAll(() => fixture.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(fixture.origin + path, init);

const postSession = (body: string): Promise<Response> =>
  ask('/api/v1/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

/** Sends bytes that need not be HTTP and returns all responses until the server closes. `last`: nothing more is sent. */
async function raw(bytes: string | Buffer, { last = false } = {}): Promise<string> {
  const socket = connect(Number(new URL(fixture.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (last) socket.end(bytes);
  else socket.write(bytes);
  return text(socket).catch(() => '');
}

const SECURITY_HEADERS = {
  'content-security-policy': expect.stringContaining("default-src 'none';script-src 'self';"),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** A hashed script, in one of the encodings of a request. */
async function script(encodings: string, more: Record<string, string> = {}) {
  const answer = await ask('/assets/index-B1a2c3.js', { headers: { 'accept-encoding': encodings, ...more } });
  expect(answer.headers.get('vary')).toMatch(/accept-encoding/i);
  expect(answer.headers.get('content-type')).toMatch(/javascript/);
  return { answer, encoding: answer.headers.get('content-encoding'), etag: answer.headers.get('etag')! };
}

describe('the panel', () => {
  test.each(['/', '/billing/calls', '/anything?at=all', '/apiary'])('%s returns the page', async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>panel</title>']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...SECURITY_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect((await ask(path, { method: 'HEAD' })).status).toBe(200);
  });

  test('browsers may cache a hashed asset, and must revalidate a page', async () => {
    const answer = await ask('/assets/index-B1a2c3.js');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await ask('/index.html')).headers.get('cache-control')).toBe('no-cache');
  });

  test('sends what the build has compressed, to those who understand it', async () => {
    const [br, gzip, plain] = [await script('gzip, deflate, br'), await script('gzip'), await script('identity')];
    expect([br.encoding, gzip.encoding, plain.encoding]).toEqual(['br', 'gzip', null]);
    expect(await br.answer.text()).toBe('export {};');
    expect(new Set([br.etag, gzip.etag, plain.etag]).size).toBe(3);
    const head = `GET /assets/index-B1a2c3.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\nIf-None-Match: ${br.etag}`;
    expect(await raw(`${head}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 304 /);
    const range = await script('identity', { range: 'bytes=0-5' });
    expect([range.answer.status, await range.answer.text()]).toEqual([206, 'export']);
  });

  test.each(['/assets/index-gone.js', '/api', '/api/', '/api/v1/nothing', '/api/v2/calls', '/healthz/x'])(
    '%s is not found',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await answer.json()).toEqual({
        type: 'about:blank',
        title: 'Nothing was found at this path or under this id',
        status: 404,
        code: 'not-found',
      });
    },
  );

  test('nothing outside its folder is served', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/assets/..%2f..%2f..%2fetc/passwd',
      '//etc/passwd',
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 (200|400|403|404) /);
      expect(answer).not.toMatch(/root:|"name"/);
    }
  });

  test('returns pages only for GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect((await ask('/', { method })).status).toBe(404);
  });
});

describe('for the operator', () => {
  test('health', async () => {
    expect(await (await ask('/healthz')).json()).toEqual({ alive: true });
  });

  test('readiness is 200 only if all checks pass', async () => {
    fixture.checks['spool'] = { ok: false, detail: 'full' };
    const answer = await ask('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ready: false, checks: { database: { ok: true }, spool: { ok: false, detail: 'full' } } },
    ]);
    fixture.checks['spool'] = { ok: true };
    expect((await ask('/readyz')).status).toBe(200);
  });

  test('metrics count by operation, never by path', async () => {
    await ask('/api/v1/recordings/01900000-0000-7000-8000-000000000000/audio');
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const metrics = await answer.text();
    expect(metrics).toContain(
      'fonoteka_http_request_duration_seconds_count{operation="recordingAudio",status="401"} 1',
    );
    expect(metrics).not.toContain('01900000');
  });

  test('the OpenAPI document is the committed one', async () => {
    expect(await (await ask('/api/openapi.json')).json()).toEqual(JSON.parse(JSON.stringify(await openApiDocument())));
  });
});

describe('a bad request', () => {
  test.each([
    ['no JSON', '{"login":', 400, 'request-invalid'],
    ['an empty body', '', 400, 'request-invalid'],
    ['a prototype', '{"__proto__":{"x":1},"login":"a","password":"b"}', 400, 'request-invalid'],
    ['too much', JSON.stringify({ login: 'a', password: 'b'.repeat(20_000) }), 413, 'request-too-large'],
  ])('%s', async (_what, body, status, code) => {
    const answer = await postSession(body);
    expect(answer.status).toBe(status);
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, code, type: 'about:blank' });
    expect(Object.keys(problem).every((key) => ['type', 'title', 'status', 'code', 'errors'].includes(key))).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject(SECURITY_HEADERS);
  });

  test('gets an error that names each invalid field', async () => {
    const problem = (await (await postSession('{"login":"","code":"x","extra":1}')).json()) as {
      errors: { field: string }[];
    };
    expect(problem.errors.map(({ field }) => field)).toEqual(['login', 'password', 'code', 'extra']);
  });

  test.each([
    ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 .*"request-invalid"/s],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'huge headers',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1\.1 413 .*"request-too-large"/s,
    ],
    [
      'a broken escape',
      'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 .*"request-invalid"/s,
    ],
    [
      'a long id',
      `GET /api/v1/recordings/${'1'.repeat(200)}/audio HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 (400|404|401) /,
    ],
  ])('as raw bytes: %s', async (_what, bytes, expected) => {
    expect(await raw(Buffer.from(bytes, 'latin1'))).toMatch(expected);
  });

  test('of any bytes gets an HTTP response or none, and the service continues', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await raw(Buffer.from(bytes), { last: true })).toMatch(/^(HTTP\/1\.1 [1-5]|$)/);
      }),
      { numRuns: 50 },
    );
    expect((await ask('/healthz')).status).toBe(200);
  });
});

test('an internal error is in the log, not in the response', async () => {
  const { admin } = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const cookie = await signIn(fixture, admin);
  await db.schema.alterTable('call_terms').renameTo('call_terms_renamed').execute();
  try {
    const answer = await ask('/api/v1/calls?number=600100200', { headers: { cookie } });
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'An internal error occurred; try again later',
      status: 500,
      code: 'internal-error',
    });
    const logged = fixture.log.at(-1)!;
    expect(logged).toContain('"internal-error"');
    expect(logged).toContain('listCalls');
    expect(logged).not.toContain('600100200');
  } finally {
    await db.schema.alterTable('call_terms_renamed').renameTo('call_terms').execute();
  }
});

test('a client that sends too many requests gets 429 with Retry-After', async () => {
  const another = await startApi(db, { maxRequestsPerMinute: 3 });
  for (const status of [200, 200, 200, 429]) expect((await fetch(`${another.origin}/healthz`)).status).toBe(status);
  const answer = await fetch(`${another.origin}/`);
  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({ code: 'too-many-requests' });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  // A PBX sends each call by itself.
  expect((await fetch(`${another.origin}/api/v1/calls`, { method: 'POST' })).status).toBe(401);
  await another.close();
});

test('a port that is in use is reported by its error code', async () => {
  const { port } = new URL(fixture.origin);
  await expect(startApi(db, { port: Number(port) })).rejects.toMatchObject({ code: 'port-taken' });
});

test('without a trusted proxy, forwarding headers of a client are ignored', async () => {
  const { admin, tenantId } = await addTenantWithRecording(fixture, 'Warsztat', '48221234569');
  await ask('/api/v1/session', {
    method: 'POST',
    body: JSON.stringify(admin),
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' },
  });
  expect((await fixture.audit.list(tenantId))[0]?.address).toBe('127.0.0.1');
});

test('closing frees the port and closes idle connections', async () => {
  const another = await startApi(db);
  await fetch(`${another.origin}/healthz`);
  await another.close();
  await expect(fetch(`${another.origin}/healthz`)).rejects.toThrow();
});
