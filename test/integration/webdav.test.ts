import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/logging.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { until } from '../kit/until.ts';
import { AUTHORIZATION, sendDav as send, startWebdav } from '../kit/webdav-fixture.ts';

const FILE = '/2026/03/10/2026-03-10_09-05-09_in_48512345678_48221234567.mp3';
const CONTENT = Buffer.from('MP3 of a call');
const LARGE = Buffer.alloc(8_000_000, 'large');

function tree(): MemoryTree {
  return new MemoryTree({ files: { [FILE]: CONTENT, '/2026/03/11/large.mp3': LARGE } });
}

async function hrefs(answer: Response): Promise<string[]> {
  return [...(await answer.text()).matchAll(/<D:href>(.*?)<\/D:href>/g)].map(([, href]) => href!);
}

describe('PROPFIND', () => {
  test.each([
    ['/dav/', '0', ['/dav/']],
    ['/dav', '1', ['/dav/', '/dav/2026/']],
    ['/dav/2026/03', '1', ['/dav/2026/03/', '/dav/2026/03/10/', '/dav/2026/03/11/']],
    ['/dav/2026/03/10/', '1', ['/dav/2026/03/10/', `/dav${FILE}`]],
    [`/dav${FILE}`, '1', [`/dav${FILE}`]],
    // Windows: the root of the server.
    ['/', '0', ['/']],
    ['/', '1', ['/', '/dav/']],
  ])('%s with depth %s', async (path, depth, expected) => {
    const answer = await send(await startWebdav({ tree: tree() }), 'PROPFIND', path, { depth });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([207, 'application/xml; charset=utf-8']);
    expect(await hrefs(answer)).toEqual(expected);
  });

  test('without a depth a folder is listed with what is in it', async () => {
    expect(await hrefs(await send(await startWebdav({ tree: tree() }), 'PROPFIND', '/dav/'))).toHaveLength(2);
  });

  test('of infinite depth is refused as RFC 4918 §9.1.1 says, any other is no request', async () => {
    const fixture = await startWebdav({ tree: tree() });
    const refused = await send(fixture, 'PROPFIND', '/dav/', { depth: 'infinity' });
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('<D:propfind-finite-depth/>'),
    ]);
    expect((await send(fixture, 'PROPFIND', '/dav/', { depth: '2' })).status).toBe(400);
  });

  test('all properties of a file', async () => {
    const text = await (
      await send(await startWebdav({ tree: tree() }), 'PROPFIND', `/dav${FILE}`, { depth: '0' })
    ).text();
    expect(text).toContain('<D:resourcetype/>');
    expect(text).toContain(`<D:getcontentlength>${CONTENT.length}</D:getcontentlength>`);
    expect(text).toContain('<D:getlastmodified>Tue, 10 Mar 2026 08:05:09 GMT</D:getlastmodified>');
    expect(text).toContain('<D:creationdate>2026-03-10T08:05:09Z</D:creationdate>');
    expect(text).toContain('<D:getcontenttype>audio/mpeg</D:getcontenttype>');
  });

  test('named properties: those that are missing are named, too', async () => {
    const body =
      '<a:propfind xmlns:a="DAV:"><a:prop><a:getetag/><x xmlns="urn:&lt;other&gt;"/><a:quota-available-bytes/></a:prop></a:propfind>';
    const text = await (
      await send(await startWebdav({ tree: tree() }), 'PROPFIND', '/dav/2026/', { depth: '0', body })
    ).text();
    expect(text).toContain('<D:quota-available-bytes>0</D:quota-available-bytes></D:prop><D:status>HTTP/1.1 200 OK');
    expect(text).toContain('<D:getetag/><x xmlns="urn:&lt;other&gt;"/></D:prop><D:status>HTTP/1.1 404 Not Found');
  });

  test.each(['<a/>', '<D:propfind xmlns:D="DAV:"/>', '<!DOCTYPE a><a/>', '<D:propfind', '\xff'])(
    'the body %s is no request',
    async (body) => {
      const answer = await send(await startWebdav({ tree: tree() }), 'PROPFIND', '/dav/', {
        depth: '0',
        body: Buffer.from(body, 'latin1'),
      });
      expect(answer.status).toBe(400);
    },
  );

  test('a body that is too large is not read', async () => {
    const answer = await send(await startWebdav({ tree: tree() }), 'PROPFIND', '/dav/', { body: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
  });

  test('a folder that fails in the middle does not look complete', async () => {
    const failing = tree();
    failing.list = async function* () {
      yield (await failing.stat('/2026'))!;
      throw new Error('the database is unavailable');
    };
    const lines: string[] = [];
    const log = createLogger('error', { write: (line) => void lines.push(line) });
    const listed = send(await startWebdav({ tree: failing, log }), 'PROPFIND', '/dav/', { depth: '1' });
    await expect(listed.then((answer) => answer.text())).rejects.toThrow();
    await until('the failure is in the log', () => lines.join().includes('the database is unavailable'));
  });

  test('a day of 50,000 files is read only as fast as the client takes it', async () => {
    let listed = 0;
    const day = tree();
    const entry = (await day.stat(FILE))!;
    day.list = async function* () {
      for (; listed < 50_000; listed++) yield { ...entry, name: `${listed}.mp3` };
    };
    const fixture = await startWebdav({ tree: day });
    const socket = connect(fixture.port, '127.0.0.1').pause();
    socket.write(
      `PROPFIND /dav/2026/03/10/ HTTP/1.1\r\nHost: x\r\nDepth: 1\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`,
    );
    await until('the listing has begun', () => listed > 100);
    let before = -1;
    // The kernel's buffers take some MB, then it waits.
    await until('it waits for the client', () => {
      const waits = before === listed;
      before = listed;
      return waits;
    });
    expect(listed).toBeLessThan(50_000);
    socket.resume();
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(-100)));
    await until('all of it has come', () => text.includes('</D:multistatus>'));
    expect(listed).toBe(50_000);
    socket.destroy();
  });
});

describe('GET', () => {
  test('a file, with what clients keep it by; it is never shown as a page of this site', async () => {
    const answer = await send(await startWebdav({ tree: tree() }), 'GET', `/dav${FILE}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': String(CONTENT.length),
      'content-type': 'audio/mpeg',
      'last-modified': 'Tue, 10 Mar 2026 08:05:09 GMT',
      'accept-ranges': 'bytes',
      'content-disposition': expect.stringContaining('attachment'),
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect(answer.headers.has('set-cookie')).toBe(false);
  });

  test.each([
    ['bytes=4-6', 206, 'of '],
    ['bytes=-4', 206, 'call'],
    ['bytes=9-', 206, 'call'],
    ['bytes=13-', 416, ''],
    ['bytes=0-1,3-4', 200, CONTENT.toString()],
    ['lines=1-2', 200, CONTENT.toString()],
  ])('the range %s', async (range, status, expected) => {
    const answer = await send(await startWebdav({ tree: tree() }), 'GET', `/dav${FILE}`, { headers: { range } });
    expect([answer.status, await answer.text()]).toEqual([status, expected]);
    if (status === 416) expect(answer.headers.get('content-range')).toBe('bytes */13');
  });

  test('conditions', async () => {
    const fixture = await startWebdav({ tree: tree() });
    const etag = (await send(fixture, 'HEAD', `/dav${FILE}`)).headers.get('etag')!;
    const at = 'Tue, 10 Mar 2026 08:05:09 GMT';
    const before = 'Tue, 10 Mar 2026 08:05:08 GMT';
    const statusOf = async (headers: Record<string, string>) =>
      (await send(fixture, 'GET', `/dav${FILE}`, { headers })).status;
    const range = 'bytes=0-1';
    expect(
      await Promise.all(
        [
          { 'if-none-match': `"x", ${etag}` },
          { 'if-modified-since': at },
          { 'if-modified-since': before },
          { 'if-match': '"x"' },
          { 'if-match': etag, 'if-unmodified-since': before },
          { 'if-unmodified-since': before },
          { range, 'if-range': etag },
          { range, 'if-range': at },
          { range, 'if-range': before },
          { range, 'if-range': `W/${etag}` },
        ].map(statusOf),
      ),
    ).toEqual([304, 304, 200, 412, 200, 412, 206, 206, 200, 200]);
  });

  test('what is made of several recordings has a weak tag', async () => {
    const fixture = await startWebdav({ tree: new MemoryTree({ files: { '/2026/03/10/SHA256SUMS': CONTENT } }) });
    const get = (headers: Record<string, string>) => send(fixture, 'GET', '/dav/2026/03/10/SHA256SUMS', { headers });
    const etag = (await get({})).headers.get('etag')!;
    expect(etag).toMatch(/^W\/"/);
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(200);
    // Its time is that of the newest recording, whatever became of the others.
    const date = (await get({})).headers.get('last-modified')!;
    expect((await get({ range: 'bytes=0-1', 'if-range': date })).status).toBe(200);
  });

  test('a long path that names nothing is not there, and no page of the panel', async () => {
    const fixture = await startWebdav({ tree: tree() });
    for (const length of [150, 1000])
      expect((await send(fixture, 'GET', `/dav/${'a'.repeat(length)}`)).status).toBe(404);
  });

  test('HEAD shows the size and opens nothing', async () => {
    const source = tree();
    const answer = await send(await startWebdav({ tree: source }), 'HEAD', `/dav${FILE}`);
    expect([answer.status, answer.headers.get('content-length'), source.opened]).toEqual([200, '13', []]);
  });

  test('a folder is a page of links, after its slash', async () => {
    const fixture = await startWebdav({ tree: tree() });
    const moved = await send(fixture, 'GET', '/dav/2026/03');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/dav/2026/03/']);
    const shown = await send(fixture, 'GET', '/dav/2026/03/');
    // Chromium downloads nothing by the links of a page in a sandbox that does not say so.
    expect(shown.headers.get('content-security-policy')).toMatch(/sandbox allow-downloads$/);
    const page = await shown.text();
    expect(page).toContain('<h1>Nagrania: /2026/03</h1>');
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['../', '10/', '11/']);
    const english = await send(fixture, 'GET', '/dav/', { headers: { 'accept-language': 'en-GB' } });
    expect(await english.text()).toContain('<h1>Recordings: /</h1>');
  });

  test.each([
    '/dav/2027/',
    '/dav/2026/03/10/none.mp3',
    '/dav/..%2f..%2fetc%2fpasswd',
    `/dav${FILE}/`,
    '/dav/2026/desktop.ini',
  ])('%s is not there', async (path) => {
    const fixture = await startWebdav({ tree: tree() });
    expect((await send(fixture, 'GET', path)).status).toBe(404);
  });

  test('a client that goes away closes the file', async () => {
    const source = tree();
    const fixture = await startWebdav({ tree: source });
    const stop = new AbortController();
    const answer = await send(fixture, 'GET', '/dav/2026/03/11/large.mp3', { signal: stop.signal });
    await answer.body!.getReader().read();
    stop.abort();
    await until('the file is closed', () => source.openContents === 0);
    expect(source.opened).toEqual(['/2026/03/11/large.mp3']);
  });

  test('a client that does not read gets no more than the connection holds', async () => {
    const source = tree();
    let read = 0;
    source.open = async () => ({ read: async () => (read++ < 10_000 ? Buffer.alloc(65_536) : null), close: () => {} });
    const find = source.find.bind(source);
    source.find = async (path) => {
      const found = (await find(path))!;
      return { ...found, entry: { ...found.entry, sizeBytes: 10_000 * 65_536 } };
    };
    const fixture = await startWebdav({ tree: source });
    const socket = connect(fixture.port, '127.0.0.1').pause();
    socket.write(`GET /dav${FILE} HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`);
    let before = -1;
    await until('it waits for the client', () => {
      const waits = before === read && read > 0;
      before = read;
      return waits;
    });
    expect(read).toBeLessThan(1000);
    socket.destroy();
  });

  test.each<[string, Buffer[]]>([
    ['fails', [Buffer.from('MP3')]],
    ['is shorter than it was', [Buffer.from('MP3'), Buffer.alloc(0)]],
  ])('a file that %s does not look complete', async (_, parts) => {
    const source = tree();
    const chunks = [...parts];
    source.open = async () => ({
      read: async () => {
        const chunk = chunks.shift();
        if (chunk === undefined) throw new Error('the disk has failed');
        return chunk.length === 0 ? null : chunk;
      },
      close: () => {},
    });
    const answer = await send(await startWebdav({ tree: source }), 'GET', `/dav${FILE}`);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  test('bytes in reused memory arrive as they were', async () => {
    const source = tree();
    const memory = Buffer.alloc(100_000);
    let round = 0;
    source.open = async () => ({ read: async () => (round < 80 ? memory.fill(++round) : null), close: () => {} });
    const answer = await send(await startWebdav({ tree: source }), 'GET', '/dav/2026/03/11/large.mp3');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBe(8_000_000);
    for (let index = 0; index < 80; index++) {
      expect(bytes.subarray(index * 100_000, (index + 1) * 100_000).every((byte) => byte === index + 1)).toBe(true);
    }
  });
});

test('what would change something is refused to everybody, with what is allowed', async () => {
  const { origin } = await startWebdav({ tree: tree() });
  for (const method of [
    'PUT',
    'DELETE',
    'MKCOL',
    'MOVE',
    'COPY',
    'LOCK',
    'UNLOCK',
    'PROPPATCH',
    'POST',
    'PATCH',
    'REPORT',
  ]) {
    const answer = await fetch(`${origin}/dav${FILE}`, { method, ...(method === 'PUT' && { body: 'x' }) });
    expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'OPTIONS, GET, HEAD, PROPFIND']);
  }
});

test.each(['/', '/dav', '/dav/', '/dav/2026/none'])('OPTIONS %s says what this is, without a sign-in', async (path) => {
  const { origin } = await startWebdav({ tree: tree() });
  const { status, headers } = await fetch(`${origin}${path}`, { method: 'OPTIONS' });
  expect([status, headers.get('dav'), headers.get('ms-author-via'), headers.get('allow')]).toEqual([
    200,
    '1',
    'DAV',
    'OPTIONS, GET, HEAD, PROPFIND',
  ]);
});

test('a file that is fetched in parts is opened once by its first part, and again from its beginning', async () => {
  const source = tree();
  const find = source.find.bind(source);
  let downloads = 0;
  source.find = async (path) => {
    const found = await find(path);
    let opened = false;
    return found && { ...found, open: (start) => ((downloads += opened ? 0 : 1), (opened = true), found.open(start)) };
  };
  const fixture = await startWebdav({ tree: source });
  const fetchFrom = async (start: number) =>
    (await send(fixture, 'GET', `/dav${FILE}`, { headers: { range: `bytes=${start}-` } })).text();
  for (const start of [0, 4, 9, 1]) expect(await fetchFrom(start)).toBe(CONTENT.subarray(start).toString());
  expect(downloads).toBe(1);
  await fetchFrom(0);
  expect(downloads).toBe(2);
});

test('bytes that are no request do not end the server', async () => {
  const fixture = await startWebdav({ tree: tree() });
  for (const text of [
    'PROPFIND \r\n\r\n',
    'GET /dav/\0 HTTP/1.1\r\n\r\n',
    'PROPFIND /dav/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n<',
  ]) {
    const socket = connect(fixture.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(text);
    socket.resume();
    await once(socket, 'close');
  }
  expect((await send(fixture, 'PROPFIND', '/dav/')).status).toBe(207);
});
