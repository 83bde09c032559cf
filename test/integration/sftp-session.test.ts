import { once } from 'node:events';
import { connect } from 'node:net';
import type { KeyboardInteractiveAuthMethod } from 'ssh2';
import { beforeEach, describe, expect, test } from 'vitest';
import type { FileContent, RecordingTree } from '../../src/file-access/index.ts';
import { acceptPassword, LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { ANSWER, packet, RawSftpClient, sftpOf, sshClient, string, uint32 } from '../kit/raw-sftp-client.ts';
import { type SftpFixture, startSftp } from '../kit/sftp-fixture.ts';
import { until } from '../kit/until.ts';

const READ_BYTES = 64 * 1024;
const OK = 0;
const EOF = 1;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;
const UNSUPPORTED = 8;

const LONG = '/2026/03/10/long.mp3';
const LONG_CONTENT = Buffer.from(Uint32Array.from({ length: 500_000 }, (_, index) => index).buffer);
const FILES = {
  [LONG]: LONG_CONTENT,
  '/2026/03/10/short.mp3': Buffer.from('short'),
  '/2026/04/01/a.mp3': Buffer.alloc(0),
};

let tree: MemoryTree;
let fixture: SftpFixture;

beforeEach(async () => {
  tree = new MemoryTree({ files: FILES });
  fixture = await startSftp({ tree });
});

const opened = async (): Promise<RawSftpClient> => RawSftpClient.open(await sshClient(fixture));

describe('requests', () => {
  test('a folder is listed with attributes and long names, in pages', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`/2026/03/10/${1000 + index}.mp3`, Buffer.alloc(7)]),
    );
    const sftp = await sftpOf(await sshClient(await startSftp({ tree: new MemoryTree({ files: many }) })));
    const list = await new Promise<{ filename: string; longname: string; attrs: { size: number; mode: number } }[]>(
      (resolve, reject) => sftp.readdir('/2026/03/10', (error, found) => (error ? reject(error) : resolve(found))),
    );
    expect(list.map(({ filename }) => filename)).toEqual(Object.keys(many).map((path) => path.slice(12)));
    expect(list[0]).toMatchObject({
      longname: '-r--r--r--   1 fonoteka fonoteka          7 Mar 10  2026 1000.mp3',
      attrs: { size: 7, mode: 0o100444 },
    });
  });

  test('paths are of the root, whatever is before or in them', async () => {
    const raw = await opened();
    for (const [path, real] of [
      ['.', '/'],
      ['', '/'],
      ['2026/../..', '/'],
      ['/2026//03/./10/', '/2026/03/10'],
    ] as const) {
      raw.request(16, string(path));
      const { type, rest } = await raw.answer();
      expect([type, rest.subarray(8, 8 + rest.readUInt32BE(4)).toString()]).toEqual([ANSWER.name, real]);
    }
  });

  test('what does not exist is said so; a folder is no file and a file no folder', async () => {
    const raw = await opened();
    for (const [type, path, ...fields] of [
      [17, '/2027'],
      [7, '/2026/03/10/none.mp3'],
      [11, '/2027'],
      [3, '/none', uint32(1), uint32(0)],
      [17, 'a\0b'],
      [19, '/2026'],
    ] as const) {
      raw.request(type, string(path), ...fields);
      expect(await raw.status()).toBe(NO_SUCH_FILE);
    }
    raw.request(3, string('/2026'), uint32(1), uint32(0));
    expect(await raw.status()).toBe(FAILURE);
    raw.request(11, string(LONG));
    expect(await raw.status()).toBe(FAILURE);
  });

  test('everything that would change something is refused with PERMISSION_DENIED', async () => {
    const raw = await opened();
    const attributes = uint32(0);
    const change: [number, ...Buffer[]][] = [
      [3, string(LONG), uint32(2), attributes],
      [3, string('/new'), uint32(1 | 8), attributes],
      [3, string(LONG), uint32(0), attributes],
      [6, string(uint32(0)), Buffer.alloc(8), string('x')],
      [9, string(LONG), attributes],
      [10, string(uint32(0)), attributes],
      [13, string(LONG)],
      [14, string('/new'), attributes],
      [15, string('/2026')],
      [18, string(LONG), string('/x')],
      [20, string('/x'), string(LONG)],
      [200, string('posix-rename@openssh.com'), string(LONG), string('/x')],
    ];
    for (const [type, ...fields] of change) {
      raw.request(type, ...fields);
      expect(await raw.status()).toBe(PERMISSION_DENIED);
    }
    raw.request(200, string('statvfs@openssh.com'), string('/'));
    expect(await raw.status()).toBe(UNSUPPORTED);
    raw.request(99);
    expect(await raw.status()).toBe(UNSUPPORTED);
  });

  test('READs are answered in their order, whole, and end with EOF; the content is opened once and closed', async () => {
    const raw = await opened();
    const handle = await raw.open(LONG);
    const ids: number[] = [];
    for (let at = 0; at < LONG_CONTENT.length + READ_BYTES; at += 30_000) ids.push(raw.read(handle, at, 30_000));
    const content: Buffer[] = [];
    for (const id of ids) {
      const answer = await raw.answer();
      expect(answer.id).toBe(id);
      if (answer.type === ANSWER.data) content.push(answer.rest.subarray(4));
      else expect(answer.rest.readUInt32BE(0)).toBe(EOF);
    }
    expect(Buffer.concat(content).equals(LONG_CONTENT)).toBe(true);
    expect([tree.opened, tree.openContents]).toEqual([[LONG], 0]);
  });

  test('READs behind the end are answered at once, however many', async () => {
    const raw = await RawSftpClient.open(await sshClient(await startSftp({ tree, clock: new ManualClock() })));
    const handle = await raw.open('/2026/03/10/short.mp3');
    for (const offset of [0, 65_536, 131_072, 5]) raw.read(handle, offset, 65_536);
    expect((await raw.answer()).type).toBe(ANSWER.data);
    for (let left = 3; left > 0; left--) expect(await raw.status()).toBe(EOF);
  });

  test('READs that come a little out of order do not open the file again', async () => {
    const raw = await opened();
    const handle = await raw.open(LONG);
    const offsets = [0, 2, 1, 3, 6, 4, 5, 8, 7].map((piece) => piece * 32_768);
    for (const offset of offsets) raw.read(handle, offset, 32_768);
    const found = new Map<number, Buffer>();
    for (const _ of offsets) {
      const { id, rest } = await raw.answer();
      found.set(id, rest.subarray(4));
    }
    const ids = [...found.keys()].sort((a, b) => a - b);
    offsets.forEach((offset, index) =>
      expect(found.get(ids[index]!)!.equals(LONG_CONTENT.subarray(offset, offset + 32_768))).toBe(true),
    );
    expect(tree.opened).toEqual([LONG]);
  });

  test('a client may go elsewhere in a file, and asks how much it may ask for', async () => {
    const raw = await opened();
    const handle = await raw.open(LONG);
    for (const offset of [1_000_000, 5, 1_999_990]) {
      raw.read(handle, offset, 10);
      const { rest } = await raw.answer();
      expect(rest.subarray(4).equals(LONG_CONTENT.subarray(offset, offset + 10))).toBe(true);
    }
    raw.request(200, string('limits@openssh.com'));
    const { type, rest } = await raw.answer();
    expect([type, rest.readBigUInt64BE(8)]).toEqual([ANSWER.extended, BigInt(READ_BYTES)]);
    raw.request(4, string(handle));
    expect(await raw.status()).toBe(OK);
    raw.request(4, string(handle));
    expect(await raw.status()).toBe(FAILURE);
    expect(tree.openContents).toBe(0);
  });

  test('what cannot be read fails, also in the middle: never a short file as whole', async () => {
    const broken: RecordingTree = Object.assign(new MemoryTree({ files: FILES }), {
      find: async (path: string) => {
        const found = (await tree.find(path))!;
        return { entry: found.entry, open: brokenContent };
      },
    });
    const raw = await RawSftpClient.open(await sshClient(await startSftp({ authenticate: acceptPassword(broken) })));
    const handle = await raw.open(LONG);
    raw.read(handle, 0, READ_BYTES);
    expect((await raw.answer()).type).toBe(ANSWER.data);
    raw.read(handle, READ_BYTES, READ_BYTES);
    expect(await raw.status()).toBe(FAILURE);
  });
});

describe('limits', () => {
  test('handles and channels', async () => {
    const few = await startSftp({ tree, limits: { handles: 2, channels: 2 } });
    const client = await sshClient(few);
    const raw = await RawSftpClient.open(client);
    const handles = [await raw.open(LONG), await raw.openFolder('/2026')];
    await expect(raw.open(LONG)).rejects.toThrow(`status ${FAILURE}`);
    raw.request(4, string(handles[0]!));
    expect(await raw.status()).toBe(OK);
    await raw.open(LONG);
    await RawSftpClient.open(client);
    await expect(RawSftpClient.open(client)).rejects.toThrow(/channel open failure/i);
    expect(await metricValue(few.metrics, 'fonoteka_sftp_refused_total', { limit: 'channels' })).toBe(1);
  });

  test('a client that reads nothing makes the server hold next to nothing', async () => {
    const files = { [LONG]: Buffer.alloc(64 * 1024 * 1024) };
    let readBytes = 0;
    const large = new MemoryTree({ files });
    const counting: RecordingTree = Object.assign(new MemoryTree({ files }), {
      find: async (path: string) => {
        const found = (await large.find(path))!;
        return {
          entry: found.entry,
          open: async (start: number) => {
            const content = await found.open(start);
            const read = async () => {
              const piece = await content.read();
              readBytes += piece?.length ?? 0;
              return piece;
            };
            return { read, close: () => content.close() };
          },
        };
      },
    });
    const served = await startSftp({ authenticate: acceptPassword(counting), limits: { stallMs: 100 } });
    const client = await sshClient(served);
    const raw = await RawSftpClient.open(client);
    const handle = await raw.open(LONG);
    for (let piece = 0; piece < 1000; piece++) raw.read(handle, piece * READ_BYTES, READ_BYTES);
    // Nothing is read: the window of ssh2's client, 2 MB, and the sockets fill; then the server waits, and ends it.
    await until(
      'it is ended',
      async () => (await metricValue(served.metrics, 'fonoteka_sftp_ended_total', { reason: 'stalled' })) === 1,
    );
    expect(readBytes).toBeLessThan(8 * 1024 * 1024);
  });

  test.each([
    ['a packet that is too long', () => uint32(1_000_000)],
    ['an empty packet', () => uint32(0)],
    ['a packet that ends within a field', () => packet(5, uint32(1), uint32(4))],
    ['a second INIT', () => packet(1, uint32(3))],
  ])('%s ends the connection, not the server', async (_, bytes) => {
    const client = await sshClient(fixture);
    const raw = await RawSftpClient.open(client);
    const closed = once(client, 'close');
    raw.write(bytes());
    await closed;
    expect(await metricValue(fixture.metrics, 'fonoteka_sftp_ended_total', { reason: 'protocol' })).toBe(1);
    const next = await opened();
    await next.openFolder('/');
  });

  test('requests that wait without end for the one before them end the connection', async () => {
    const hanging: RecordingTree = Object.assign(new MemoryTree({ files: FILES }), {
      stat: () => new Promise<null>(() => {}),
    });
    const served = await startSftp({ authenticate: acceptPassword(hanging), limits: { queuedBytes: 10_000 } });
    const client = await sshClient(served);
    const raw = await RawSftpClient.open(client);
    const closed = once(client, 'close');
    raw.write(Buffer.concat(Array.from({ length: 200 }, () => packet(17, uint32(1), string('/')))));
    await closed;
    expect(await metricValue(served.metrics, 'fonoteka_sftp_refused_total', { limit: 'requests' })).toBe(1);
  });

  test('a request before INIT ends the connection', async () => {
    const client = await sshClient(fixture);
    const raw = await RawSftpClient.open(client, { init: false });
    const closed = once(client, 'close');
    raw.request(17, string('/'));
    await closed;
  });
});

describe('signing in', () => {
  test('a wrong password is refused, the third one ends the connection', async () => {
    const client = sshClient(fixture, {
      authHandler: ['x', 'y', 'z', PASSWORD].map(
        (password) => ({ type: 'password', username: LOGIN, password }) as const,
      ),
    });
    await expect(client).rejects.toThrow();
    expect(await metricValue(fixture.metrics, 'fonoteka_sftp_logins_failed_total')).toBe(3);
  });

  test('a password is taken also where it is asked for as by a terminal', async () => {
    const authHandler: KeyboardInteractiveAuthMethod[] = [
      { type: 'keyboard-interactive', username: LOGIN, prompt: typePassword },
    ];
    const client = await sshClient(fixture, { authHandler });
    await RawSftpClient.open(client);
  });

  test('there is no shell, no command and no forwarding', async () => {
    const client = await sshClient(fixture);
    const [output, status] = await new Promise<[string, number]>((resolve, reject) =>
      client.exec('scp -f /2026', (error, channel) => {
        if (error) return reject(error);
        let text = '';
        channel.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()));
        channel.on('close', (code: number) => resolve([text, code]));
        channel.resume();
      }),
    );
    expect([output, status]).toEqual([expect.stringContaining('use sftp'), 1]);
    expect(await refused((done) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', 22, done))).toBeInstanceOf(Error);
    expect(await refused((done) => client.forwardIn('127.0.0.1', 0, done))).toBeInstanceOf(Error);
    expect(await refused((done) => client.openssh_forwardOutStreamLocal('/x', done))).toBeInstanceOf(Error);
  });

  test('who does not sign in, says nothing or sends anything else, has so long; who asks for nothing, too', async () => {
    const clock = new ManualClock();
    const timed = await startSftp({ tree, clock, limits: { loginMs: 1000, idleMs: 5000, stallMs: 500 } });
    const silent = connect(timed.port, timed.host).resume();
    const garbage = connect(timed.port, timed.host).resume();
    garbage.write(Buffer.alloc(100_000, 'x'));
    await once(garbage, 'close');
    const client = await sshClient(timed);
    const silentClosed = once(silent, 'close');
    await until('two are there', async () => (await metricValue(timed.metrics, 'fonoteka_sftp_sessions')) === 2);
    clock.advance(1000);
    await silentClosed;
    const closed = once(client, 'close');
    clock.advance(5000);
    await closed;
    expect(await metricValue(timed.metrics, 'fonoteka_sftp_ended_total', { reason: 'login-timeout' })).toBe(1);
    expect(await metricValue(timed.metrics, 'fonoteka_sftp_ended_total', { reason: 'idle' })).toBe(1);
  });

  test('a tenant has so many sessions; one that has ended leaves its place', async () => {
    const one = await startSftp({ tree, sessionsPerTenant: 1 });
    const first = await sshClient(one);
    await expect(sshClient(one)).rejects.toThrow();
    expect(await metricValue(one.metrics, 'fonoteka_sftp_refused_total', { limit: 'tenant' })).toBe(1);
    first.end();
    await until('it has ended', async () => (await metricValue(one.metrics, 'fonoteka_sftp_sessions')) === 0);
    await sshClient(one);
  });
});

/** Ends long before the size of its file. */
async function brokenContent(): Promise<FileContent> {
  const pieces = [Buffer.alloc(100_000)];
  return { read: async () => pieces.pop() ?? null, close: () => {} };
}

function typePassword(
  _name: string,
  _text: string,
  _language: string,
  _prompts: unknown,
  finish: (answers: string[]) => void,
): void {
  finish([PASSWORD]);
}

/** What a request that must fail failed with. */
function refused(open: (done: (error?: Error) => void) => unknown): Promise<Error | undefined> {
  return new Promise((resolve) => open(resolve));
}
