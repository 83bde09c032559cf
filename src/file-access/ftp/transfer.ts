import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../base/clock.ts';
import { type Reply, reply } from './reply.ts';
import { SecureSocket } from './secure-socket.ts';
import type { FtpServices, SendOutcome, SentContent } from './services.ts';
import type { Session } from './session.ts';

interface Transfer {
  readonly content: SentContent;
  /** The text of the preliminary reply (150). */
  readonly announcement: string;
  /** Called once the data connection is open; null when the file no longer exists. */
  readonly open: () => Promise<Readable | null>;
  /** The final reply where all that was opened was sent; null or absent: 226. */
  readonly completed?: () => Reply | null;
}

/** However a transfer command ends, its data port is closed and its REST position is reset. */
export async function resettingTransferState(session: Session, serve: () => Promise<Reply>): Promise<Reply> {
  try {
    return await serve();
  } finally {
    session.closeDataPort();
    session.restartAt = 0;
  }
}

/** Sends what `transfer` opens over the data connection that EPSV, PASV, EPRT or PORT prepared, and returns the final reply. */
export async function runTransfer(session: Session, signal: AbortSignal, transfer: Transfer): Promise<Reply> {
  session.transferring = true;
  try {
    return await sendOverDataConnection(session, signal, transfer);
  } finally {
    session.transferring = false;
  }
}

async function sendOverDataConnection(session: Session, signal: AbortSignal, transfer: Transfer): Promise<Reply> {
  if (session.mustProtectData && session.protection === 'clear') return reply(521, 'Send PROT P first');
  const port = session.takeDataPort();
  if (port === null) return reply(425, 'Use EPSV or PASV first');
  const socket = await port.take(signal);
  if (socket === null) return signal.aborted ? FINAL_REPLIES.aborted : reply(425, 'No data connection could be opened');
  const source = await transfer.open().catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  if (source === null) {
    socket.destroy();
    return reply(550, 'No such file or folder');
  }
  // Before any TLS handshake on the data connection: clients start theirs only after 150.
  session.sendPreliminary(reply(150, transfer.announcement));
  const { clock, limits } = session.services;
  const established = await handshakeOver(socket, signal, session.services);
  const result = established
    ? await sendStream(source, socket, { signal, clock, stallMs: limits.stallMs })
    : notSent(source, signal);
  recordTransfer(session, transfer, result);
  const completed = result.outcome === 'completed' ? (transfer.completed?.() ?? null) : null;
  return completed ?? FINAL_REPLIES[result.outcome];
}

/** How a transfer ended. `peer-closed`: the client closed or reset the data connection before its end. */
const FINAL_REPLIES: Readonly<Record<SendOutcome, Reply>> = {
  completed: reply(226, 'Transfer complete'),
  aborted: reply(426, 'Transfer aborted'),
  stalled: reply(426, 'Transfer aborted: the data connection takes no data'),
  'peer-closed': reply(426, 'Transfer aborted: the data connection was closed'),
  'source-failed': reply(451, 'Transfer aborted: the file cannot be read at the moment'),
  'handshake-failed': reply(522, 'Transfer aborted: there was no TLS handshake on the data connection'),
};

interface SendResult {
  readonly outcome: SendOutcome;
  /** Bytes the kernel took. */
  readonly sentBytes: number;
}

function recordTransfer(session: Session, { content }: Transfer, { outcome, sentBytes }: SendResult): void {
  const { log, metrics } = session.services;
  metrics.transfers.inc({ content, outcome });
  metrics.sentBytes.inc({ content }, sentBytes);
  log.debug({ tenantId: session.tree?.tenantId, content, outcome, sentBytes }, 'ftp: a transfer ended');
}

interface SendOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** When no byte is taken for this long (at the latest twice as long) the transfer is given up. */
  readonly stallMs: number;
}

/** Sends a stream over a data connection and closes it. The stream is destroyed when this resolves; it never fails. */
async function sendStream(source: Readable, socket: Socket, options: SendOptions): Promise<SendResult> {
  const { clock, signal, stallMs } = options;
  const end = new AbortController();
  let outcome: SendOutcome = 'completed';
  const endWith = (cause: SendOutcome): void => {
    if (outcome === 'completed') outcome = cause;
    end.abort();
  };
  const abort = (): void => endWith('aborted');
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  source.once('error', () => endWith('source-failed'));
  socket.once('error', () => endWith('peer-closed'));
  const watch = watchProgress(socket, { clock, stallMs, onStall: () => endWith('stalled') });

  // Reads and drops what the client sends: unread, it would turn our close into a reset, and the client would lose
  // the last part of the file.
  socket.resume();
  try {
    await pipeline(source, socket, { signal: end.signal });
  } catch {
    endWith('peer-closed');
  }
  watch.cancel();
  signal.removeEventListener('abort', abort);
  const sentBytes = takenBytes(socket);
  if (outcome === 'completed') closeBehindPeer(socket, clock);
  else socket.destroy();
  return { outcome, sentBytes };
}

/** How long a client has to close its end of a data connection whose bytes it has all been sent. */
const CLOSE_TIMEOUT_MS = 2000;

/**
 * Our end is closed already; what the peer still sends (in TLS its own close_notify) must not be answered with a reset, for
 * which some clients take a whole file for a broken one.
 */
function closeBehindPeer(socket: Socket, clock: Clock): void {
  if (socket.destroyed || socket.readableEnded) return void socket.destroy();
  const timer = clock.after(CLOSE_TIMEOUT_MS, () => socket.destroy());
  socket.once('end', () => socket.destroy());
  socket.once('close', () => timer.cancel());
}

/** Whether bytes can be sent now: always in clear; in TLS the end of the connection must not come before its handshake. */
async function handshakeOver(socket: Socket, signal: AbortSignal, { clock, limits }: FtpServices): Promise<boolean> {
  if (!(socket instanceof SecureSocket)) return true;
  const abort = (): void => void socket.destroy();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  socket.limitHandshake(clock, limits.handshakeMs);
  await socket.handshake();
  signal.removeEventListener('abort', abort);
  return socket.established;
}

function notSent(source: Readable, { aborted }: AbortSignal): SendResult {
  source.destroy();
  return { outcome: aborted ? 'aborted' : 'handshake-failed', sentBytes: 0 };
}

function watchProgress(socket: Socket, watch: { clock: Clock; stallMs: number; onStall: () => void }) {
  let before = -1;
  return watch.clock.every(watch.stallMs, () => {
    const taken = takenBytes(socket);
    if (taken === before) watch.onStall();
    before = taken;
  });
}

function takenBytes(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
