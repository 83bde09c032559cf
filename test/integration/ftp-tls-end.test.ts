import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { expect, test } from 'vitest';
import { AppError } from '../../src/base/errors.ts';
import type { DoorClient } from '../../src/file-access/sign-in/sign-ins.ts';
import { startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';

const PIECE = Buffer.alloc(64_000);
/** Types of TLS 1.2 records. TLS 1.3 hides them. */
const APPLICATION_DATA = 23;
const ALERT = 21;

/** A TLS client on a connection, and everything that it receives in encrypted form. */
function recorded(data: Socket, ca: ConnectionOptions, onBytes: (received: number) => void): Buffer[] {
  const seen: Buffer[] = [];
  const wire = new Duplex({ read: () => undefined, write: (bytes, _, done) => void data.write(bytes, () => done()) });
  data.on('data', (bytes: Buffer) => {
    seen.push(bytes);
    wire.push(bytes);
  });
  data.on('error', () => undefined);
  let received = 0;
  const secure = connect({ ...ca, maxVersion: 'TLSv1.2', socket: wire });
  secure.on('error', () => undefined);
  secure.on('data', (bytes: Buffer) => onBytes((received += bytes.length)));
  return seen;
}

function lastRecord(bytes: Buffer): number {
  let type = 0;
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) type = bytes[at]!;
  return type;
}

const short = async (): Promise<null> => null;
const destroyed = (): Promise<never> => Promise.reject(new AppError('recording-destroyed'));
const never = (): Promise<never> => new Promise(() => undefined);
type Act = (ftp: RawFtpClient, client: DoorClient) => void;

test.each<[string, (() => Promise<null>) | null, Act | null, number, string]>([
  ['is whole', null, null, ALERT, '226'],
  ['is too short', short, null, APPLICATION_DATA, '451'],
  ['is destroyed meanwhile', destroyed, null, APPLICATION_DATA, '550'],
  ['is aborted', never, (ftp) => ftp.send('ABOR'), APPLICATION_DATA, '426'],
  ['ends with its session', never, (_, client) => client.end(), APPLICATION_DATA, '421'],
])('a file that %s: close_notify only behind all of it', async (_, read, act, last, code) => {
  const { tls, authority } = testTls();
  const tree = new MemoryTree({ files: { '/a.mp3': Buffer.alloc(200_000) } });
  if (read !== null) {
    const pieces = [async () => PIECE, async () => PIECE];
    tree.open = async () => ({ read: () => pieces.shift()?.() ?? read(), close: () => undefined });
  }
  const clients: DoorClient[] = [];
  const authenticate = async ({ client }: { client: DoorClient }) => {
    clients.push(client);
    return tree;
  };
  const ca = { ca: authority.pem, servername: 'localhost' };
  const ftp = await RawFtpClient.signedInTls(await startFtp({ tls, authenticate }), ca);
  const data = await ftp.dataConnection();
  expect(await ftp.command('RETR /a.mp3')).toMatch(/^150 /);
  const seen = recorded(data, ca, (received) => received === 2 * PIECE.length && act?.(ftp, clients[0]!));
  await new Promise((resolve) => data.once('close', resolve));
  expect(await ftp.reply()).toMatch(new RegExp(`^${code} `));
  expect(lastRecord(Buffer.concat(seen))).toBe(last);
});
