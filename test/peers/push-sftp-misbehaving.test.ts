import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { PushConnection } from '../../src/platform/push-target/index.ts';
import { connectTo } from '../kit/push/loopback-target.ts';
import { type Misbehaviour, MisbehavingSftpServer } from '../kit/push/misbehaving-sftp-server.ts';
import { MemorySource } from '../kit/push/memory-source.ts';

const LONG = randomBytes(20_000_000);
const QUIET = { onProgress: () => {} };

async function startMisbehaving(misbehaviour: Misbehaviour): Promise<MisbehavingSftpServer> {
  const server = await MisbehavingSftpServer.start();
  onTestFinished(() => server.stop());
  server.misbehaviour = misbehaviour;
  return server;
}

async function connection(server: MisbehavingSftpServer): Promise<PushConnection> {
  const made = await connectTo(server.settings);
  onTestFinished(() => made.close());
  return made;
}

/** The server's file after it behaves again and the upload was resumed. */
async function recovered(server: MisbehavingSftpServer): Promise<Buffer> {
  server.misbehaviour = {};
  const made = await connection(server);
  const held = server.content.length;
  await made.upload('a.mp3', new MemorySource(LONG), { ...QUIET, resumeFrom: held });
  return server.content;
}

test('a server that answers twice has the complete file', async () => {
  const server = await startMisbehaving({ answersPerWrite: 2 });
  await (await connection(server)).upload('a.mp3', new MemorySource(LONG), QUIET);
  expect(server.content.equals(LONG)).toBe(true);
});

test('a wrong size fails the upload', async () => {
  const server = await startMisbehaving({ sizeLieBytes: -7 });
  const upload = (await connection(server)).upload('a.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code: 'size-differs', kind: { retry: 'backoff' } });
  expect((await recovered(server)).equals(LONG)).toBe(true);
});

test.each([
  ['a packet of an unknown type', Buffer.from([0, 0, 0, 5, 250, 0, 0, 0, 1]), 'answer-garbled'],
  ['a packet without end', Buffer.from([127, 255, 255, 255, 101]), 'answer-garbled'],
  // ssh2 reads the length as -1 and fails.
  ['a packet with a negative length', Buffer.from([255, 255, 255, 255, 101]), 'connection-lost'],
])('garbage ends the connection: %s', async (_, garbage, code) => {
  const server = await startMisbehaving({ garbage });
  const made = await connection(server);
  const upload = made.upload('a.mp3', new MemorySource(LONG), QUIET);
  await expect(upload).rejects.toMatchObject({ code, endsConnection: true });
  await expect(made.stat('a.mp3')).rejects.toMatchObject({ name: 'PushError', endsConnection: true });
  expect((await recovered(server)).equals(LONG)).toBe(true);
});
