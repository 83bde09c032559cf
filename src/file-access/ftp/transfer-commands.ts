import { Readable } from 'node:stream';
import type { TreeEntry } from '../recording-tree.ts';
import { type CommandRequest, findEntry, findFile, type Handler, signedIn, type SignedInRequest } from './handler.ts';
import { factsLine, lsLine } from './listing-formats.ts';
import { type Reply, reply, singleLine } from './reply.ts';
import { runTransfer } from './transfer.ts';

/** Lines are joined into writes of about this size. */
const LISTING_CHUNK_CHARACTERS = 32 * 1024;

/** REST (RFC 3659 §5): the position at which the next RETR starts. RETR checks it against the file's size. */
export const rest: Handler = signedIn(({ session, argument }) => {
  if (!/^\d{1,15}$/.test(argument.trim())) return reply(501, 'Not a position');
  session.restartAt = Number(argument);
  return reply(350, `The next transfer starts at ${session.restartAt}`);
});

/** RETR: the bytes as they are in either TYPE; a recording has no lines to convert. */
export const retr: Handler = signedIn((request) =>
  resettingTransferState(request, async () => {
    const { session, signal, tree } = request;
    const start = session.restartAt;
    const found = await findFile(request, request.argument);
    if (!found.ok) return found.reason;
    const { path, entry } = found.value;
    if (start > entry.sizeBytes) return reply(554, 'The file ends before that position');
    return runTransfer(session, signal, {
      content: 'file',
      announcement: `Sending the file (${entry.sizeBytes - start} bytes)`,
      open: () => tree.open(path, start),
    });
  }),
);

/** LIST (RFC 959 §4.1.3), in the form of `ls -l`. */
export const list: Handler = signedIn((request) => {
  const now = request.session.services.clock.now();
  return sendListing(request, { argument: withoutOptions(request.argument), format: (entry) => lsLine(entry, now) });
});

/** NLST: names that RETR accepts as they are: of a folder's entries, or the file's name as it was given. */
export const nlst: Handler = signedIn((request) => {
  const argument = withoutOptions(request.argument);
  const format: Format = (entry, listed) => singleLine(listed.kind === 'folder' ? entry.name : argument);
  return sendListing(request, { argument, format });
});

/** MLSD (RFC 3659 §7): of a folder only, without options. */
export const mlsd: Handler = signedIn((request) => {
  const { facts } = request.session;
  const format: Format = (entry) => factsLine(entry, facts, entry.name);
  return sendListing(request, { argument: request.argument, format, ofFile: reply(501, 'Not a folder') });
});

/** One line, without its end, for an entry of what is listed. */
type Format = (entry: TreeEntry, listed: TreeEntry) => string;

interface Listing {
  readonly argument: string;
  readonly format: Format;
  /** The reply where a file cannot be listed; absent: it is listed as one line. */
  readonly ofFile?: Reply;
}

function sendListing(request: SignedInRequest, { argument, format, ofFile }: Listing): Promise<Reply> {
  return resettingTransferState(request, async () => {
    const { session, signal, tree } = request;
    const found = await findEntry(request, argument);
    if (!found.ok) return found.reason;
    const { path, entry: listed } = found.value;
    if (listed.kind === 'file' && ofFile !== undefined) return ofFile;
    const entries = listed.kind === 'folder' ? tree.list(path) : [listed];
    return runTransfer(session, signal, {
      content: 'listing',
      announcement: 'Sending the listing',
      open: async () => Readable.from(chunks(entries, (entry) => format(entry, listed))),
    });
  });
}

async function* chunks(
  entries: AsyncIterable<TreeEntry> | Iterable<TreeEntry>,
  format: (entry: TreeEntry) => string,
): AsyncGenerator<string> {
  let chunk = '';
  for await (const entry of entries) {
    chunk += `${format(entry)}\r\n`;
    if (chunk.length < LISTING_CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** However a transfer command ends, its data port is closed and its REST position is reset. */
async function resettingTransferState({ session }: CommandRequest, serve: () => Promise<Reply>): Promise<Reply> {
  try {
    return await serve();
  } finally {
    session.closeDataPort();
    session.restartAt = 0;
  }
}

/** ABOR: the aborted transfer has already ended with its own reply (RFC 959 §4.1.3: 426, then 226). */
export const abor: Handler = ({ session }) => {
  session.closeDataPort();
  return reply(226, 'No transfer is under way');
};

/** A listing's argument without the options of ls that some clients send (`LIST -la folder`); no name here begins with a dash. */
export function withoutOptions(argument: string): string {
  return argument.replace(/^(-\S*(\s+|$))+/, '');
}
