import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import ssh2, { type Client, type KeyboardInteractiveAuthMethod } from 'ssh2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { type ConnectionEnds, ProxiedConnections } from '../../src/platform/proxied-connections.ts';
import { acceptPassword, LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { heldBytes, LARGE_BYTES, largeRecording } from '../kit/large-recording.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { ANSWER, RawSftpClient, sshClient } from '../kit/raw-sftp-client.ts';
import { startSftp } from '../kit/sftp-fixture.ts';
import { until } from '../kit/until.ts';

const PATHS = Array.from({ length: 20 }, (_, index) => `/2026/03/10/${index}.mp3`);
const files = Object.fromEntries(PATHS.map((path, index) => [path, Buffer.alloc(200_000, index)]));

/** Shows the server's end of the latest connection. */
class AcceptedConnections extends ProxiedConnections {
  socket: Socket | null = null;

  override accept(socket: Socket): Promise<ConnectionEnds | null> {
    this.socket = socket;
    return super.accept(socket);
  }
}

/** A paused socket of this process would take 64 KB yet. */
function stopReading(socket: Socket): void {
  (Reflect.get(socket, '_handle') as { readStop(): void }).readStop();
}

/** Clients that stop reading. */
const STOPPED = 6;

const socketOf = (client: Client): Socket => Reflect.get(client, '_sock') as Socket;

describe('open files', () => {
  test('only few of many keep their content open, and all are read right', async () => {
    const tree = new MemoryTree({ files });
    const raw = await RawSftpClient.open(await sshClient(await startSftp({ tree })));
    const handles: Buffer[] = [];
    for (const path of PATHS) handles.push(await raw.open(path));
    for (const offset of [0, 1000]) {
      for (const [index, handle] of handles.entries()) {
        raw.read(handle, offset, 1000);
        const { type, rest } = await raw.answer();
        expect([type, rest.subarray(4).equals(Buffer.alloc(1000, index))]).toEqual([ANSWER.data, true]);
      }
    }
    expect(tree.openContents).toBe(2);
  });

  test('content that was being opened when the client went away is closed', async () => {
    const tree = new MemoryTree({ files });
    const open = tree.open.bind(tree);
    const { promise: slow, resolve: proceed } = Promise.withResolvers<void>();
    let asked = false;
    tree.open = async (...args) => {
      asked = true;
      await slow;
      return open(...args);
    };
    const served = await startSftp({ tree });
    const client = await sshClient(served);
    const raw = await RawSftpClient.open(client);
    raw.read(await raw.open(PATHS[0]!), 0, 1000);
    await until('it is being opened', () => asked);
    client.destroy();
    await until('it is gone', async () => (await metricValue(served.metrics, 'fonoteka_sftp_sessions')) === 0);
    proceed();
    await until('it was opened', () => tree.opened.length === 1);
    await until('it is closed', () => tree.openContents === 0);
  });
});

test('who takes no answer of what needs no sign-in, and asks on, is ended', async () => {
  const accepted = new AcceptedConnections([], systemClock);
  const limits = { unreadBytes: 10_000 };
  const served = await startSftp({ tree: new MemoryTree({ files }), proxied: accepted, limits });
  const client = new ssh2.Client();
  onTestFinished(() => void client.destroy());
  client.on('error', () => {});
  // It never signs in: the server's question waits.
  const asked = new Promise<void>((resolve) => {
    const authHandler: KeyboardInteractiveAuthMethod[] = [
      { type: 'keyboard-interactive', username: LOGIN, prompt: () => resolve() },
    ];
    client.connect({ ...served, username: LOGIN, authHandler, readyTimeout: 0 });
  });
  await asked;
  // What is written waits, as for a client whose kernel takes no more.
  accepted.socket!.cork();
  const protocol = Reflect.get(client, '_protocol') as { ping(): void };
  for (let index = 0; index < 1000; index++) protocol.ping();
  await until('it is gone', async () => (await metricValue(served.metrics, 'fonoteka_sftp_sessions')) === 0);
  expect(await metricValue(served.metrics, 'fonoteka_sftp_refused_total', { limit: 'unread' })).toBe(1);
});

// Three chunks of the recording, an answer, two or three packets, and some hundred requests that wait. As OpenSSH, WinSCP and FileZilla ask, as large as is allowed, and odd.
test.each([32_768, 65_536, 30_001])(
  'clients that take nothing of their READs of %i bytes hold less than 500 kB each',
  { timeout: 60_000 },
  async (length) => {
    const { tree, settled } = await largeRecording();
    const served = await startSftp({ tree });
    const raws: RawSftpClient[] = [];
    const handles: Buffer[] = [];
    for (let index = 0; index < STOPPED; index++) {
      const client = await sshClient(served);
      const raw = await RawSftpClient.open(client);
      handles.push(await raw.open('/a.mp3'));
      // The channel's window is no limit: the sockets are.
      const protocol = Reflect.get(client, '_protocol') as { channelWindowAdjust(id: number, bytes: number): void };
      protocol.channelWindowAdjust(0, LARGE_BYTES);
      stopReading(socketOf(client).pause());
      raws.push(raw);
    }
    const before = heldBytes();
    for (const [index, raw] of raws.entries()) {
      for (let at = 0; at + length <= 12_000_000; at += length) raw.read(handles[index]!, at, length);
    }
    expect((await settled()) * 192 * 1024).toBeLessThan(STOPPED * LARGE_BYTES);
    const each = (heldBytes() - before) / STOPPED;
    expect(each).toBeGreaterThan(50_000);
    expect(each).toBeLessThan(500_000);
  },
);

test('a second request while an answer is checked ends the connection, and no session stays', async () => {
  const tree = new MemoryTree({ files });
  const accept = acceptPassword(tree);
  const { promise: slow, resolve: proceed } = Promise.withResolvers<void>();
  let checked = 0;
  const served = await startSftp({
    sessionsPerTenant: 1,
    authenticate: async (attempt) => {
      checked++;
      if (checked === 1) await slow;
      return accept(attempt);
    },
  });
  const client = new ssh2.Client();
  onTestFinished(() => void client.destroy());
  client.on('error', () => {});
  const prompt: KeyboardInteractiveAuthMethod['prompt'] = (_name, _text, _language, _prompts, finish) => {
    finish([PASSWORD]);
    const protocol = Reflect.get(client, '_protocol') as { authPassword(login: string, password: string): void };
    protocol.authPassword(LOGIN, PASSWORD);
  };
  const closed = once(client, 'close');
  const authHandler: KeyboardInteractiveAuthMethod[] = [{ type: 'keyboard-interactive', username: LOGIN, prompt }];
  client.connect({ ...served, username: LOGIN, authHandler, readyTimeout: 0 });
  await closed;
  proceed();
  await until('it is gone', async () => (await metricValue(served.metrics, 'fonoteka_sftp_sessions')) === 0);
  await sshClient(served);
});

test('handshakes in a second are limited', async () => {
  const clock = new ManualClock();
  const served = await startSftp({ tree: new MemoryTree({ files }), clock });
  const greeted = async (): Promise<boolean> => {
    const socket = connect(served.port, served.host);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
  };
  for (let index = 0; index < 20; index++) expect(await greeted()).toBe(true);
  expect(await greeted()).toBe(false);
  expect(await metricValue(served.metrics, 'fonoteka_sftp_refused_total', { limit: 'handshakes' })).toBe(1);
  clock.advance(1000);
  expect(await greeted()).toBe(true);
});
