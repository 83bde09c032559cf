import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { RecordingTree } from '../../src/file-access/index.ts';
import type { DoorClient } from '../../src/file-access/sign-in/sign-ins.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { acceptPassword, metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient, readAll } from '../kit/raw-ftp-client.ts';
import { until } from '../kit/until.ts';

/** Everything that is asked of the tree waits at the gate. */
function gated(source: MemoryTree) {
  const gate = Promise.withResolvers<void>();
  const asked = { count: 0 };
  const wait = (): Promise<void> => {
    asked.count++;
    return gate.promise;
  };
  const tree: RecordingTree = {
    tenantId: source.tenantId,
    stat: async (path) => {
      await wait();
      return source.stat(path);
    },
    async *list(path) {
      await wait();
      yield* source.list(path);
    },
    find: async (path) => {
      await wait();
      return source.find(path);
    },
  };
  return { tree, asked, open: () => gate.resolve() };
}

async function start(kind: 'plain' | 'TLS') {
  const source = new MemoryTree({ files: { '/2026/a.mp3': Buffer.alloc(200_000, 'a') } });
  const { tree, asked, open } = gated(source);
  const certified = kind === 'TLS' ? testTls() : null;
  const log = createLogger('silent');
  const errors = vi.spyOn(log, 'error');
  const accept = acceptPassword(tree);
  const clients: DoorClient[] = [];
  const fixture = await startFtp({
    tls: certified?.tls ?? null,
    log,
    authenticate: (attempt) => {
      clients.push(attempt.client);
      return accept(attempt);
    },
  });
  const ftp = await (certified === null
    ? RawFtpClient.signedIn(fixture)
    : RawFtpClient.signedInTls(fixture, { ca: certified.authority.pem, servername: 'localhost' }));
  return { ftp, source, asked, open, errors, fixture, end: () => clients[0]!.end() };
}

const COMMANDS = [
  'CWD 2026',
  'SIZE 2026/a.mp3',
  'MDTM 2026/a.mp3',
  'MLST 2026/a.mp3',
  'HASH 2026/a.mp3',
  'STAT 2026',
  'STAT -R 2026/*',
  'LIST',
  'LIST -R',
  'NLST 2026/*',
  'MLSD 2026',
  'RETR 2026/a.mp3',
];

const CASES = [
  ...COMMANDS.map((command) => ['plain', command] as const),
  ...['STAT 2026', 'LIST', 'RETR 2026/a.mp3'].map((command) => ['TLS', command] as const),
];

describe('in the middle of a command', () => {
  test.each(CASES)('%s, %s: a session that is ended gets 421 and no more', async (kind, command) => {
    const { ftp, source, asked, open, errors, fixture, end } = await start(kind);
    const data: Socket = await ftp.dataConnection();
    const received = readAll(data);
    ftp.send(command);
    await until('it waits', () => asked.count > 0);
    end();
    const replies = [await ftp.reply(), await ftp.reply()];
    if (replies[0]!.startsWith('150')) replies.shift();
    expect(replies[0]).toMatch(/^421 /);
    open();
    expect(await received).toHaveLength(0);
    await until('it has ended', async () => (await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')) === 0);
    expect(source.openContents).toBe(0);
    expect(errors.mock.calls).toEqual([]);
  });

  test.each(CASES)('%s, %s: ABOR is answered once, and the session goes on', async (kind, command) => {
    const { ftp, asked, open, errors, source } = await start(kind);
    const data: Socket = await ftp.dataConnection();
    data.resume();
    ftp.send(command);
    await until('it waits', () => asked.count > 0);
    ftp.send('ABOR\r\nNOOP');
    // A folder is listed once the data connection is open.
    open();
    const codes: string[] = [];
    while (codes.at(-1) !== '200') codes.push((await ftp.reply()).slice(0, 3));
    if (codes[0] === '150') codes.shift();
    expect(codes).toHaveLength(3);
    expect(codes[0]).toMatch(/^[2-5]/);
    expect(codes.slice(1)).toEqual(['226', '200']);
    expect(source.openContents).toBe(0);
    expect(errors.mock.calls).toEqual([]);
  });
});
