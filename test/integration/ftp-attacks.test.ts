import { describe, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/platform/logging.ts';
import { FTP_TARGETS } from '../fuzz/ftp-targets.ts';
import { inputOf } from '../fuzz/targets.ts';
import { LOGIN, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';

const tree = (): MemoryTree =>
  new MemoryTree({ files: { '/a.mp3': Buffer.from('a'), '/2026/b.mp3': Buffer.from('b') } });

async function guest(options: Parameters<typeof startFtp>[0] = {}): Promise<RawFtpClient> {
  const ftp = await RawFtpClient.connect(await startFtp({ tree: tree(), ...options }));
  await ftp.reply();
  return ftp;
}

describe('an HTTP request', () => {
  test.each(['GET', 'POST', 'put', 'HEAD', 'OPTIONS', 'CONNECT', 'PATCH', 'TRACE'])(
    'that a web page sends (%s) ends the session before its body is read as commands',
    async (method) => {
      const authenticate = vi.fn(async () => tree());
      const ftp = await guest({ authenticate });
      ftp.socket.write(`${method} / HTTP/1.1\r\nHost: x\r\n\r\nUSER ${LOGIN}\r\nPASS ${PASSWORD}\r\n`);
      expect(await ftp.reply()).toMatch(/^500 /);
      expect(await ftp.reply()).toBe('closed');
      expect(authenticate).not.toHaveBeenCalled();
    },
  );
});

describe('a command line', () => {
  test.each([
    ['CWD 2026\0', '550'],
    ['RETR a.mp3\0.txt', '550'],
    ['NLST *\0', '550'],
    ['NLST *.mp3\0', '550'],
    ['STAT /\0*', '550'],
    ['SIZE a.mp3\xff\xf6', '213'],
    ['\xff\xfd\x06SIZE a.mp3', '213'],
    ['SIZE ../../../../etc/passwd', '550'],
    ['SIZE ..\\..\\..\\etc\\passwd', '550'],
    ['SIZE "../../etc/passwd"', '550'],
    ['SIZE ~root/.bashrc', '550'],
    ['SIZE %2e%2e%2fa.mp3', '550'],
    ['SIZE a.mp3|id', '550'],
    ['SIZE $(id)', '550'],
    ['RETR |cat a.mp3', '550'],
  ])('%j is answered with %s, once', async (line, code) => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    ftp.socket.write(Buffer.from(`${line}\r\nSYST\r\n`, 'latin1'));
    expect(await ftp.reply()).toMatch(new RegExp(`^${code}[ -]`));
    expect(await ftp.reply()).toBe('215 UNIX Type: L8');
  });

  test('of 1 MB, with or without an end, closes the connection; others go on', async () => {
    const fixture = await startFtp({ tree: tree() });
    const other = await RawFtpClient.signedIn(fixture);
    for (const bytes of ['x', 'NOOP ', '\xff', '\0']) {
      for (const end of ['', '\r\n']) {
        const ftp = await RawFtpClient.connect(fixture);
        await ftp.reply();
        ftp.socket.write(Buffer.from(bytes.repeat(1024 * 1024) + end, 'latin1'));
        expect(await ftp.reply()).toBe('closed');
      }
    }
    expect(await other.command('NOOP')).toMatch(/^200 /);
  });

  test('with a pattern as long as it can be is answered', async () => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    for (const piece of ['*', '?', '[', '[a', '\\', '*/', '../', './', '~', '"', '*[!a]']) {
      const { replies, content } = await ftp.fetch(`NLST ${piece.repeat(Math.floor(4000 / piece.length))}`);
      expect({ piece, code: replies.at(-1)!.slice(0, 3), bytes: content.length < 100 }).toMatchObject({
        code: expect.stringMatching(/226|550/) as string,
        bytes: true,
      });
    }
  });
});

test('commands sent before the password is checked are served in order, behind it', async () => {
  const ftp = await guest();
  ftp.socket.write(
    `USER ${LOGIN}\r\nPWD\r\nPASS wrong\r\nPWD\r\nUSER ${LOGIN}\r\nPASS ${PASSWORD}\r\nPWD\r\nQUIT\r\nPWD\r\n`,
  );
  const codes: string[] = [];
  for (let reply = await ftp.reply(); reply !== 'closed'; reply = await ftp.reply()) codes.push(reply.slice(0, 3));
  expect(codes).toEqual(['331', '530', '530', '530', '331', '230', '257', '221']);
});

test('a connection asks for ten logins at most: each may be looked up', async () => {
  const ftp = await guest();
  ftp.socket.write(Array.from({ length: 12 }, (_, n) => `USER firma-${n}\r\n`).join(''));
  for (let n = 0; n < 10; n++) expect(await ftp.reply()).toMatch(/^331 /);
  expect(await ftp.reply()).toMatch(/^421 /);
  expect(await ftp.reply()).toBe('closed');
});

test('damaged commands leave no error in the log, each reply is whole, and the server goes on', async () => {
  const log = createLogger('silent');
  const errors = vi.spyOn(log, 'error');
  const fixture = await startFtp({ tree: tree(), activeMode: true, log });
  const target = FTP_TARGETS[0]!;
  const first = Math.floor(Math.random() * 2 ** 31);
  for (let number = first; number < first + 50; number++) {
    const ftp = await RawFtpClient.signedIn(fixture);
    ftp.socket.end(Buffer.concat([inputOf(target, number), Buffer.from('\r\nABOR\r\nQUIT\r\n')]));
    for (let reply = await ftp.reply(); reply !== 'closed'; reply = await ftp.reply()) {
      expect(reply, `number ${number}`).toMatch(/^[1-5]\d\d[ -]/);
    }
  }
  expect(errors.mock.calls).toEqual([]);
  expect(await (await RawFtpClient.signedIn(fixture)).command('NOOP')).toMatch(/^200 /);
});

test('damaged commands and bytes in place of a handshake end a connection with TLS at most; the server goes on', async () => {
  const log = createLogger('silent');
  const errors = vi.spyOn(log, 'error');
  const { tls, authority } = testTls();
  const limits = { unauthenticatedPerAddress: 1000, connectionsPerAddress: 1000 };
  const fixture = await startFtp({ tree: tree(), log, tls, limits });
  const ca = { ca: authority.pem, servername: 'localhost' };
  // More handshakes than an address may begin in a second.
  vi.spyOn(tls, 'hasRoom').mockReturnValue(true);
  const target = FTP_TARGETS[0]!;
  const first = Math.floor(Math.random() * 2 ** 31);
  for (let number = first; number < first + 20; number++) {
    const inClear = await RawFtpClient.connect(fixture);
    await inClear.reply();
    await inClear.command('AUTH TLS');
    inClear.socket.end(inputOf(target, number));
    expect(await inClear.reply(), `number ${number}`).toBe('closed');
    const ftp = await RawFtpClient.signedInTls(fixture, ca);
    ftp.socket.end(Buffer.concat([inputOf(target, number), Buffer.from('\r\nABOR\r\nQUIT\r\n')]));
    for (let reply = await ftp.reply(); reply !== 'closed'; reply = await ftp.reply()) {
      expect(reply, `number ${number}`).toMatch(/^[1-5]\d\d[ -]/);
    }
  }
  expect(errors.mock.calls).toEqual([]);
  expect(await (await RawFtpClient.signedInTls(fixture, ca)).command('NOOP')).toMatch(/^200 /);
});
