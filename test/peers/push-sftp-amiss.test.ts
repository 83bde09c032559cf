import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { PushConnection } from '../../src/platform/push-target/index.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { type Oddity, OddSftpServer } from '../kit/push/odd-sftp-server.ts';
import { MemorySource } from '../kit/push/upload-of.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

async function startOdd(oddity: Oddity): Promise<OddSftpServer> {
  const server = await OddSftpServer.start();
  onTestFinished(() => server.stop());
  server.oddity = oddity;
  return server;
}

async function connection(server: OddSftpServer): Promise<PushConnection> {
  const made = await connectTo(server.settings);
  onTestFinished(() => made.close());
  return made;
}

/** What the server has when it has come to its senses and the upload was gone on with. */
async function recovered(server: OddSftpServer): Promise<Buffer> {
  server.oddity = {};
  const made = await connection(server);
  const held = (await made.stat('a.mp3'))?.sizeBytes ?? 0;
  await made.upload('a.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: held });
  return server.content;
}

test('a server that answers twice has the file whole', async () => {
  const server = await startOdd({ answersPerWrite: 2 });
  await (await connection(server)).upload('a.mp3', new MemorySource(LONG), QUIET);
  expect(server.content.equals(LONG)).toBe(true);
});

test('a server that tells another size is not believed to have the file', async () => {
  const server = await startOdd({ sizeLieBytes: -7 });
  const upload = (await connection(server)).upload('a.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'size-differs', kind: { retry: 'backoff' } });
  expect((await recovered(server)).equals(LONG)).toBe(true);
});

test.each([
  ['a packet of no known kind', Buffer.from([0, 0, 0, 5, 250, 0, 0, 0, 1]), 'answer-garbled'],
  ['a packet without end', Buffer.from([127, 255, 255, 255, 101]), 'answer-garbled'],
  // ssh2 takes it for -1 and stumbles.
  ['a packet longer than a number', Buffer.from([255, 255, 255, 255, 101]), 'connection-lost'],
])('garbage ends the connection: %s', async (_, garbage, code) => {
  const server = await startOdd({ garbage });
  const made = await connection(server);
  const upload = made.upload('a.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code, endsConnection: true });
  await expect(made.stat('a.mp3')).rejects.toMatchObject({ name: 'PushError', endsConnection: true });
  expect((await recovered(server)).equals(LONG)).toBe(true);
});
