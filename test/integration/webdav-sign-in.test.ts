import { expect, test } from 'vitest';
import type { Authenticate } from '../../src/file-access/index.ts';
import { acceptPassword, LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { until } from '../kit/until.ts';
import { basic, sendDav as send, startWebdav } from '../kit/webdav-fixture.ts';

const FILE = '/2026/03/10/2026-03-10_09-05-09_in_48512345678_48221234567.mp3';
const LARGE_FILE = '/2026/03/11/large.mp3';

function tree(): MemoryTree {
  return new MemoryTree({ files: { [FILE]: Buffer.from('MP3 of a call'), [LARGE_FILE]: Buffer.alloc(8_000_000) } });
}

/** Accepts the right password, and notes each attempt. */
function counted(source: MemoryTree) {
  const attempts: string[] = [];
  const accept = acceptPassword(source);
  const authenticate: Authenticate = (attempt) => {
    attempts.push(`${attempt.door} ${attempt.login} ${attempt.client.address} ${attempt.client.encrypted}`);
    return accept(attempt);
  };
  return { attempts, authenticate };
}

test.each([
  ['none', undefined],
  ['another scheme', 'Bearer abc'],
  ['not base64', 'Basic ???'],
  ['no colon', `Basic ${Buffer.from('firma').toString('base64')}`],
  ['no login', basic('', PASSWORD)],
  // PostgreSQL takes no NUL, and its indexes no text as long as a header may be.
  ['a login with a control character', basic('fir\0ma', PASSWORD)],
  ['a login that is too long', basic('x'.repeat(5000), PASSWORD)],
])('%s: it is asked for, and nothing is tried', async (_, authorization) => {
  const { attempts, authenticate } = counted(tree());
  const { origin } = await startWebdav({ tree: tree(), authenticate });
  const answer = await fetch(`${origin}/dav/`, { headers: authorization === undefined ? {} : { authorization } });
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    401,
    'Basic realm="Fonoteka", charset="UTF-8"',
  ]);
  expect(attempts).toEqual([]);
});

test('a wrong password is refused, also beside an open session', async () => {
  const source = tree();
  const { attempts, authenticate } = counted(source);
  const fixture = await startWebdav({ tree: source, authenticate });
  expect((await send(fixture, 'GET', `/dav${FILE}`)).status).toBe(200);
  const wrong = await send(fixture, 'GET', `/dav${FILE}`, { headers: { authorization: basic(LOGIN, 'wrong') } });
  expect([wrong.status, attempts.length]).toEqual([401, 2]);
});

test('the requests of one program are one session, also at once; another program is another one', async () => {
  const source = tree();
  const { attempts, authenticate } = counted(source);
  const fixture = await startWebdav({ tree: source, authenticate });
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(fixture, 'PROPFIND', '/dav/')));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(207));
  expect(attempts).toEqual([`webdav ${LOGIN} 127.0.0.1 false`]);
  await send(fixture, 'PROPFIND', '/dav/', { headers: { 'user-agent': 'another' } });
  expect(attempts).toHaveLength(2);
  expect(await metricValue(fixture.metrics, 'fonoteka_webdav_sessions')).toBe(2);
});

test('a session that was idle for 15 minutes has ended', async () => {
  const source = tree();
  const clock = new ManualClock();
  const { attempts, authenticate } = counted(source);
  const fixture = await startWebdav({ tree: source, authenticate, clock });
  await send(fixture, 'PROPFIND', '/dav/');
  clock.advance(14 * 60_000);
  await send(fixture, 'PROPFIND', '/dav/');
  clock.advance(14 * 60_000);
  await send(fixture, 'PROPFIND', '/dav/');
  expect(attempts).toHaveLength(1);
  clock.advance(16 * 60_000);
  clock.advance(15 * 60_000);
  expect(await metricValue(fixture.metrics, 'fonoteka_webdav_sessions')).toBe(0);
  await send(fixture, 'PROPFIND', '/dav/');
  expect(attempts).toHaveLength(2);
});

test('what an ended session sends is cut off, and its next request signs in again', async () => {
  const source = tree();
  const { attempts, authenticate } = counted(source);
  const ends: (() => void)[] = [];
  const watched: Authenticate = (attempt) => {
    ends.push(() => attempt.client.end());
    return authenticate(attempt);
  };
  const fixture = await startWebdav({ tree: source, authenticate: watched });
  const answer = await send(fixture, 'GET', `/dav${LARGE_FILE}`);
  ends[0]!();
  await expect(answer.arrayBuffer()).rejects.toThrow();
  await until('the file is closed', () => source.openContents === 0);
  expect((await send(fixture, 'GET', `/dav${FILE}`)).status).toBe(200);
  expect(attempts).toHaveLength(2);
});

test('idle sessions of a tenant make room for its other programs and logins', async () => {
  const source = tree();
  const fixture = await startWebdav({ tree: source, authenticate: async () => source, sessionsPerTenant: 1 });
  for (const login of ['a', 'b', 'c']) {
    const headers = { authorization: basic(login, PASSWORD) };
    expect((await send(fixture, 'GET', `/dav${FILE}`, { headers })).status).toBe(200);
  }
  expect((await send(fixture, 'GET', `/dav${FILE}`, { headers: { 'user-agent': 'd' } })).status).toBe(200);
  expect(await metricValue(fixture.metrics, 'fonoteka_webdav_sessions')).toBe(1);
});

test('while its only session sends, a tenant has none for another', async () => {
  // More than the kernel's buffers take.
  const source = new MemoryTree({ files: { [FILE]: Buffer.from('MP3'), [LARGE_FILE]: Buffer.alloc(64_000_000) } });
  const fixture = await startWebdav({ tree: source, sessionsPerTenant: 1 });
  const answer = await send(fixture, 'GET', `/dav${LARGE_FILE}`);
  const refused = await send(fixture, 'GET', `/dav${FILE}`, { headers: { 'user-agent': 'another' } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  await answer.body?.cancel();
});

test('only a trusted proxy says who the client is and whether it came encrypted', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
  for (const [trustProxy, expected] of [
    ['127.0.0.1', `webdav ${LOGIN} 192.0.2.7 true`],
    ['192.0.2.1', `webdav ${LOGIN} 127.0.0.1 false`],
  ] as const) {
    const source = tree();
    const { attempts, authenticate } = counted(source);
    await send(await startWebdav({ tree: source, authenticate, trustProxy }), 'GET', '/dav/', { headers });
    expect(attempts).toEqual([expected]);
  }
});

test('where files are fetched encrypted only, no password is asked for, or tried, over plain HTTP', async () => {
  const source = tree();
  const { attempts, authenticate } = counted(source);
  const fixture = await startWebdav({
    tree: source,
    authenticate,
    trustProxy: '127.0.0.1',
    unencryptedFiles: false,
  });
  const plain = await send(fixture, 'GET', `/dav${FILE}`);
  expect([plain.status, plain.headers.get('www-authenticate'), attempts]).toEqual([403, null, []]);
  const headers = { 'x-forwarded-proto': 'https' };
  expect((await send(fixture, 'GET', `/dav${FILE}`, { headers })).status).toBe(200);
});

test('a sign-in that its client gave up is no answer to who asks next', async () => {
  const source = tree();
  const proceed: (() => void)[] = [];
  let given: AbortSignal | null = null;
  const authenticate: Authenticate = async ({ client }) => {
    given ??= client.closed;
    await new Promise<void>((resolve) => proceed.push(resolve));
    return source;
  };
  const fixture = await startWebdav({ tree: source, authenticate });
  const headers = { 'user-agent': 'drive' };
  const up = new AbortController();
  const first = send(fixture, 'GET', '/dav/', { headers, signal: up.signal });
  await until('it is checked', () => proceed.length === 1);
  up.abort();
  await expect(first).rejects.toThrow();
  await until('it is given up', () => given!.aborted);
  const second = send(fixture, 'GET', '/dav/', { headers });
  await until('another one is checked', () => proceed.length === 2);
  for (const each of proceed) each();
  expect((await second).status).toBe(200);
});
