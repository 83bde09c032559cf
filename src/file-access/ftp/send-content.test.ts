import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { TestAuthority } from '../../../test/kit/push/certificates.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import { unacknowledgedBytes } from '../../platform/unacknowledged-bytes.ts';
import type { FileContent } from '../recording-tree.ts';
import { SecureSocket } from './secure-socket.ts';
import { sendContent } from './send-content.ts';

const STALL_MS = 60_000;
const PIECE_BYTES = 65_536;

/** Both ends of a connection. */
async function connected(): Promise<{ ours: Socket; client: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(server.address() as { port: number });
  const [[ours]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[Socket], unknown];
  server.close();
  client.on('error', () => undefined);
  return { ours, client };
}

/** Takes all bytes, and then never what ends the connection: TLS' close_notify, behind a full buffer. */
function neverEnding(): Duplex {
  return new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done(), final: () => undefined });
}

/** Its pieces have memory of their own, which is overwritten and freed when it is released. */
function contentOf(bytes: Buffer): FileContent {
  let [position, taken]: [number, Buffer | null] = [0, null];
  return {
    read: async () => {
      const piece = bytes.subarray(position, position + PIECE_BYTES);
      position += piece.length;
      if (piece.length === 0) return null;
      taken = Buffer.allocUnsafeSlow(piece.length);
      piece.copy(taken);
      return taken;
    },
    release: () => {
      taken?.fill(0xff);
      (taken?.buffer as ArrayBuffer | undefined)?.transfer(0);
      taken = null;
    },
    close: () => undefined,
  };
}

function sending(
  bytes: Buffer,
  socket: Socket,
  { clock = new ManualClock(), signal = new AbortController().signal } = {},
) {
  return sendContent(contentOf(bytes), socket, { signal, clock, stallMs: STALL_MS, sizeBytes: bytes.length });
}

test('a client that takes something now and then has not stalled, however much the kernel holds', async () => {
  const { ours, client } = await connected();
  const clock = new ManualClock();
  const bytes = randomBytes(12_000_000);
  const result = sending(bytes, ours, { clock });
  const received: Buffer[] = [];
  let before = unacknowledgedBytes(ours);
  for await (const part of client) {
    received.push(part as Buffer);
    if (unacknowledgedBytes(ours) === before) continue;
    clock.advance(STALL_MS);
    before = unacknowledgedBytes(ours);
  }
  expect(await result).toEqual({ outcome: 'completed', sentBytes: bytes.length });
  expect(Buffer.concat(received).equals(bytes)).toBe(true);
});

test('a client that takes nothing has', async () => {
  const { ours, client } = await connected();
  const clock = new ManualClock();
  const result = sending(randomBytes(12_000_000), ours, { clock });
  let before: number | null = -1;
  await until('the kernel takes no more', async () => {
    const now = unacknowledgedBytes(ours);
    const full = now === before && ours.writableLength > 0;
    before = now;
    return full;
  });
  clock.advance(2 * STALL_MS);
  expect(await result).toMatchObject({ outcome: 'stalled' });
  client.destroy();
});

test('a client that takes all bytes but not the end of the connection stalls as well', async () => {
  const clock = new ManualClock();
  const socket = neverEnding();
  const sent = sending(Buffer.from('abc'), socket as Socket, { clock });
  while (!socket.writableEnded) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(2 * STALL_MS);
  expect(await sent).toMatchObject({ outcome: 'stalled', sentBytes: 3 });
  expect(socket.destroyed).toBe(true);
});

test.each(['clear', 'TLS'])(
  'memory is released only when nobody uses it: what has come is the file’s, whenever either side leaves; %s',
  async (kind) => {
    const { certificate, key } = new TestAuthority(temporaryFolder()).issue('localhost', 2, 'DNS:localhost');
    const secureContext = createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) });
    const bytes = randomBytes(2_500_000);
    const transfers = Array.from({ length: 60 }, async (_, index) => {
      const { ours, client: tcp } = await connected();
      const socket = kind === 'TLS' ? new SecureSocket(ours, secureContext) : ours;
      const client = kind === 'TLS' ? connectTls({ socket: tcp, rejectUnauthorized: false }) : tcp;
      client.on('error', () => undefined);
      const abort = new AbortController();
      const result = sending(bytes, socket, { signal: abort.signal });
      const received: Buffer[] = [];
      let length = 0;
      client.on('data', (part: Buffer) => {
        received.push(part);
        length += part.length;
        // Each at another moment: our end, the client's, or none.
        if (length < index * 40_000) return;
        if (index % 3 === 0) abort.abort();
        if (index % 3 === 1) client.destroy();
      });
      await once(client, 'close');
      const { outcome } = await result;
      const got = Buffer.concat(received);
      expect(got.equals(bytes.subarray(0, got.length)), `${index} ${outcome}`).toBe(true);
      if (outcome === 'completed' && index % 3 !== 1) expect(got.length).toBe(bytes.length);
      return outcome;
    });
    expect(new Set(await Promise.all(transfers))).toContain('completed');
  },
);
