import { Readable } from 'node:stream';
import type { TreeEntry } from '../recording-tree.ts';
import { findEntry, findFile } from './find-entry.ts';
import { type Call, type Handler, type SignedInCall, signedIn } from './handler.ts';
import { withoutOptions } from './list-options.ts';
import { factsLine, lsLine } from './listing-formats.ts';
import { type Reply, reply, singleLine } from './reply.ts';
import { runTransfer } from './transfer.ts';

/** Lines are gathered into writes of about this size. */
const LISTING_CHUNK_CHARACTERS = 32 * 1024;

/** REST (RFC 3659 §5): where the next RETR begins. Checked against the file's size only there. */
export const rest: Handler = signedIn(({ session, argument }) => {
  if (!/^\d{1,15}$/.test(argument.trim())) return reply(501, 'Not a position');
  session.restartAt = Number(argument);
  return reply(350, `The next transfer starts at ${session.restartAt}`);
});

/** RETR: the bytes as they are in either TYPE; a recording has no lines to convert. */
export const retr: Handler = signedIn((call) =>
  endingPreparation(call, async () => {
    const { session, signal, tree } = call;
    const start = session.restartAt;
    const found = await findFile(call, call.argument);
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
export const list: Handler = signedIn((call) => {
  const now = call.session.services.clock.now();
  return sendListing(call, { argument: withoutOptions(call.argument), format: (entry) => lsLine(entry, now) });
});

/** NLST: names that RETR takes as they are: of a folder's entries, or the file's as it was given. */
export const nlst: Handler = signedIn((call) => {
  const argument = withoutOptions(call.argument);
  const format: Format = (entry, listed) => singleLine(listed.kind === 'folder' ? entry.name : argument);
  return sendListing(call, { argument, format });
});

/** MLSD (RFC 3659 §7): of a folder only, without options. */
export const mlsd: Handler = signedIn((call) => {
  const { facts } = call.session;
  const format: Format = (entry) => factsLine(entry, facts, entry.name);
  return sendListing(call, { argument: call.argument, format, ofFile: reply(501, 'Not a folder') });
});

/** One line, without its end, for an entry of what is listed. */
type Format = (entry: TreeEntry, listed: TreeEntry) => string;

interface Listing {
  readonly argument: string;
  readonly format: Format;
  /** The answer where a file cannot be listed; absent: its one line is. */
  readonly ofFile?: Reply;
}

function sendListing(call: SignedInCall, { argument, format, ofFile }: Listing): Promise<Reply> {
  return endingPreparation(call, async () => {
    const { session, signal, tree } = call;
    const found = await findEntry(call, argument);
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

/** However a transfer command ends, its data port and its REST are used up. */
async function endingPreparation({ session }: Call, serve: () => Promise<Reply>): Promise<Reply> {
  try {
    return await serve();
  } finally {
    session.dropDataPort();
    session.restartAt = 0;
  }
}

/** ABOR: what it aborts has ended with its own reply before (RFC 959 §4.1.3: 426, then 226). */
export const abor: Handler = ({ session }) => {
  session.dropDataPort();
  return reply(226, 'No transfer is under way');
};
