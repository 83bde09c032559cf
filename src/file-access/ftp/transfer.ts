import type { Readable } from 'node:stream';
import type { Session } from './session.ts';
import { type Reply, reply } from './reply.ts';
import { type SendOutcome, type SendResult, sendStream } from './send-stream.ts';

export interface Transfer {
  readonly content: 'file' | 'listing';
  /** What the preliminary reply (150) says. */
  readonly announcement: string;
  /** Called once the data connection is there; null when the file has gone meanwhile. */
  readonly open: () => Promise<Readable | null>;
}

const FINAL_REPLIES: Readonly<Record<SendOutcome, Reply>> = {
  completed: reply(226, 'Transfer complete'),
  aborted: reply(426, 'Transfer aborted'),
  stalled: reply(426, 'Transfer aborted: the data connection takes no data'),
  'peer-closed': reply(426, 'Transfer aborted: the data connection was closed'),
  'source-failed': reply(451, 'Transfer aborted: the file cannot be read at the moment'),
};

/** Sends what `transfer` opens over the data connection that EPSV or PASV prepared, and gives the final reply. */
export async function runTransfer(session: Session, signal: AbortSignal, transfer: Transfer): Promise<Reply> {
  session.transferring = true;
  try {
    return await overDataConnection(session, signal, transfer);
  } finally {
    session.transferring = false;
  }
}

async function overDataConnection(session: Session, signal: AbortSignal, transfer: Transfer): Promise<Reply> {
  const port = session.takeDataPort();
  if (port === null) return reply(425, 'Use EPSV or PASV first');
  const socket = await port.take(signal);
  if (socket === null) return signal.aborted ? FINAL_REPLIES.aborted : reply(425, 'No data connection was opened');
  const source = await transfer.open().catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  if (source === null) {
    socket.destroy();
    return reply(550, 'No such file or folder');
  }
  // Before any TLS handshake on the data connection: clients wait for 150 with theirs.
  session.announce(reply(150, transfer.announcement));
  const { clock, limits } = session.services;
  const result = await sendStream(source, socket, { signal, clock, stallMs: limits.stallMs });
  noteTransfer(session, transfer, result);
  return FINAL_REPLIES[result.outcome];
}

function noteTransfer(session: Session, { content }: Transfer, { outcome, sentBytes }: SendResult): void {
  const { log, metrics } = session.services;
  metrics.transfers.inc({ content, outcome });
  metrics.sentBytes.inc({ content }, sentBytes);
  log.debug({ tenantId: session.tree?.tenantId, content, outcome, sentBytes }, 'FTP transfer ended');
}
