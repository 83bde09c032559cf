import type { Socket } from 'node:net';
import type { FileContent } from '../recording-tree.ts';
import { type Reply, reply } from './reply.ts';
import { SecureSocket } from './secure-socket.ts';
import { sendContent, type SendResult } from './send-content.ts';
import type { FtpServices, SendOutcome, SentContent } from './services.ts';
import type { Session } from './session.ts';

interface Transfer {
  readonly content: SentContent;
  /** The text of the preliminary reply (150). */
  readonly announcement: string;
  /** Called once the data connection is open. */
  readonly open: () => Promise<FileContent>;
  /** How long it is; null: as it comes. */
  readonly sizeBytes: number | null;
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
  // Before any TLS handshake on the data connection: clients start theirs only after 150.
  session.sendPreliminary(reply(150, transfer.announcement));
  const { clock, limits } = session.services;
  const established = await handshakeOver(socket, signal, session.services);
  const result = established
    ? await sendContent(source, socket, { signal, clock, stallMs: limits.stallMs, sizeBytes: transfer.sizeBytes })
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
  destroyed: reply(550, 'Transfer aborted: the recording has been destroyed'),
  'handshake-failed': reply(522, 'Transfer aborted: there was no TLS handshake on the data connection'),
};

function recordTransfer(session: Session, { content }: Transfer, { outcome, sentBytes, error }: SendResult): void {
  const { log, metrics } = session.services;
  metrics.transfers.inc({ content, outcome });
  metrics.sentBytes.inc({ content }, sentBytes);
  const tenantId = session.tree?.tenantId;
  if (outcome === 'source-failed') log.warn({ tenantId, content, err: error }, 'ftp: what is sent cannot be read');
  log.debug({ tenantId, content, outcome, sentBytes }, 'ftp: a transfer ended');
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

function notSent(source: FileContent, { aborted }: AbortSignal): SendResult {
  source.close();
  return { outcome: aborted ? 'aborted' : 'handshake-failed', sentBytes: 0 };
}
