import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { AppError } from '../../src/base/errors.ts';
import type { FileContent } from '../../src/file-access/index.ts';
import { metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { heldBytes, LARGE_BYTES, largeRecording } from '../kit/large-recording.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient, readAll } from '../kit/raw-ftp-client.ts';
import { until } from '../kit/until.ts';

const PIECE = randomBytes(64 * 1024);

/** A file of three pieces, read as `content` says. */
function treeOf(content: Partial<FileContent>, sizeBytes = 3 * PIECE.length): MemoryTree {
  const tree = new MemoryTree({ files: { '/a.mp3': Buffer.alloc(sizeBytes) } });
  tree.open = async () => ({ read: async () => null, close: () => {}, ...content });
  return tree;
}

/** One reading after the other; then the end. */
function readings(...each: (() => Promise<Buffer | null>)[]): FileContent['read'] {
  return () => each.shift()?.() ?? Promise.resolve(null);
}

const piece = async () => PIECE;
const destroyed = () => Promise.reject(new AppError('recording-destroyed'));
const never = () => new Promise<Buffer>(() => {});

async function outcomeOf(fixture: { metrics: Parameters<typeof metricValue>[0] }, outcome: string): Promise<number> {
  return metricValue(fixture.metrics, 'fonoteka_ftp_transfers_total', { content: 'file', outcome });
}

test.each([
  ['too short', readings(piece, piece)],
  ['too long', readings(piece, piece, piece, piece)],
])('content that is %s is never reported as whole', async (_, read) => {
  const fixture = await startFtp({ tree: treeOf({ read }) });
  const ftp = await RawFtpClient.signedIn(fixture);
  expect((await ftp.fetch('RETR /a.mp3')).replies[1]).toMatch(/^451 /);
  expect(await outcomeOf(fixture, 'source-failed')).toBe(1);
});

test('a recording that is destroyed meanwhile ends with an error that says so', async () => {
  const fixture = await startFtp({ tree: treeOf({ read: readings(piece, destroyed) }) });
  const ftp = await RawFtpClient.signedIn(fixture);
  expect((await ftp.fetch('RETR /a.mp3')).replies[1]).toMatch(/^550 .*destroyed/);
  expect(await outcomeOf(fixture, 'destroyed')).toBe(1);
});

test('waiting for the store is no stall of the client', async () => {
  const clock = new ManualClock();
  const slow = Promise.withResolvers<Buffer>();
  const fixture = await startFtp({ tree: treeOf({ read: readings(piece, () => slow.promise, piece) }), clock });
  const ftp = await RawFtpClient.signedIn(fixture);
  const data = await ftp.dataConnection();
  const received = readAll(data);
  expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
  await until('the first piece has come', () => data.bytesRead === PIECE.length);
  clock.advance(600_000);
  slow.resolve(PIECE);
  expect(await ftp.reply()).toMatch(/^226 /);
  expect(await received).toHaveLength(3 * PIECE.length);
});

test('ABOR while the store is waited for is answered at once, and the content is closed', async () => {
  let closed = false;
  const tree = treeOf({ read: readings(piece, never), close: () => void (closed = true) });
  const ftp = await RawFtpClient.signedIn(await startFtp({ tree }));
  const received = readAll(await ftp.dataConnection());
  expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
  ftp.send('ABOR');
  expect([await ftp.reply(), await ftp.reply()]).toEqual([
    expect.stringMatching(/^426 /),
    expect.stringMatching(/^226 /),
  ]);
  expect(closed).toBe(true);
  await received;
});

test('memory is released when a piece was taken, never while it is sent', async () => {
  const events: string[] = [];
  const read = readings(piece, piece, piece);
  const content = {
    read: async () => {
      events.push('read');
      return read();
    },
    release: () => void events.push('release'),
    close: () => void events.push('close'),
  };
  const ftp = await RawFtpClient.signedIn(await startFtp({ tree: treeOf(content) }));
  await ftp.fetch('RETR /a.mp3');
  expect(events).toEqual('read release read release read release read close'.split(' '));

  events.length = 0;
  const pieces = 500;
  const large = treeOf({ ...content, read: async () => (events.push('read'), PIECE) }, pieces * PIECE.length);
  const other = await RawFtpClient.signedIn(await startFtp({ tree: large }));
  const stopped = await other.dataConnection();
  expect(await other.command('RETR /a.mp3')).toMatch(/^150 /);
  stopped.destroy();
  expect(await other.reply()).toMatch(/^426 /);
  // The last one was being sent.
  expect(events.slice(-2)).toEqual(['read', 'close']);
});

const CLIENTS = 12;

test('a client that stops reading holds less than 300 kB of a large recording', { timeout: 60_000 }, async () => {
  const { tree, settled } = await largeRecording();
  const fixture = await startFtp({ tree });
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => RawFtpClient.signedIn(fixture)));
  const stopped = await Promise.all(clients.map((ftp) => ftp.dataConnection()));
  const before = heldBytes();
  await Promise.all(clients.map((ftp) => ftp.command('RETR /a.mp3')));
  expect((await settled()) * 224 * 1024).toBeLessThan(CLIENTS * LARGE_BYTES);
  const each = (heldBytes() - before) / CLIENTS;
  expect(each).toBeGreaterThan(50_000);
  expect(each).toBeLessThan(300_000);
  for (const socket of stopped) socket.destroy();
  for (const ftp of clients) expect(await ftp.reply()).toMatch(/^426 /);
});
