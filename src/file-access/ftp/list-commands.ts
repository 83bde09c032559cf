import { fail, ok, type Result } from '../../base/result.ts';
import type { FileContent, RecordingTree, TreeEntry } from '../recording-tree.ts';
import { findEntry, type Handler, signedIn, type SignedInRequest } from './handler.ts';
import { factsLine, lsLine } from './listing-formats.ts';
import { hasWildcards } from './name-pattern.ts';
import { type ListArgument, readListArgument } from './path-argument.ts';
import { linesReply, type Reply, reply, singleLine } from './reply.ts';
import { resettingTransferState, runTransfer } from './transfer.ts';
import { matchingEntries, TreeWalk, walkBelow, type WalkedEntry } from './tree-walk.ts';

/** Lines are joined into writes of about this size. */
const LISTING_CHUNK_CHARACTERS = 32 * 1024;

/** LIST (RFC 959 §4.1.3), in the form of `ls -l`. */
export const list: Handler = signedIn((request) =>
  sendListing(request, { argument: readListArgument(request.argument), format: longFormat(request) }),
);

/** NLST: names that RETR accepts as they are: of a folder's entries, or as they were given, also where a pattern was. */
export const nlst: Handler = signedIn((request) => {
  const argument = readListArgument(request.argument);
  const format: Format = argument.long ? longFormat(request) : (_, name) => singleLine(name);
  return sendListing(request, { argument, format });
});

/** MLSD (RFC 3659 §7): of a folder only; options, which only LIST has, are ignored. */
export const mlsd: Handler = signedIn((request) => {
  const { facts } = request.session;
  const argument = { ...ONE_FOLDER, path: readListArgument(request.argument).path };
  const format: Format = (entry, name) => factsLine(entry, facts, name);
  return sendListing(request, { argument, format, ofFile: reply(501, 'Not a folder') });
});

/** STAT with a path: a listing on the control connection (RFC 959 §4.1.3), cut at a limit, since it is built in memory. */
export const entryStatus: Handler = signedIn((request) => {
  const argument = { ...readListArgument(request.argument), recursive: false };
  return withinWalks(request, argument, async () => {
    const found = await findListed(request, { argument, format: longFormat(request) });
    if (!found.ok) return found.reason;
    const { statusLines } = request.session.services.limits;
    const code = found.value.of === 'folder' ? 212 : 213;
    const lines: string[] = [];
    for await (const line of found.value.lines) {
      if (lines.length === statusLines) return linesReply(code, `Status, only the first ${statusLines} lines`, lines);
      lines.push(line);
    }
    return found.value.walk.cut ? CUT : linesReply(code, 'Status', lines);
  });
});

/** What lacks something must not look like a whole listing: clients would take the rest for deleted. */
const CUT = reply(451, 'The listing was cut: list fewer folders at once');

const ONE_FOLDER = { recursive: false, itself: false, long: false };

/** One line, without its end, for an entry under the name that the client is to see. */
type Format = (entry: TreeEntry, name: string) => string;

function longFormat({ session }: SignedInRequest): Format {
  const now = session.services.clock.now();
  return (entry, name) => lsLine({ ...entry, name }, now);
}

interface Listing {
  readonly argument: ListArgument;
  readonly format: Format;
  /** The reply where a file cannot be listed; absent: it is listed as one line. */
  readonly ofFile?: Reply;
}

interface Listed {
  readonly lines: AsyncIterable<string>;
  readonly of: TreeEntry['kind'];
  readonly walk: TreeWalk;
}

/** The lines of what an argument names. What exists under just that name comes before what it matches as a pattern. */
async function findListed(request: SignedInRequest, listing: Listing): Promise<Result<Listed, Reply>> {
  const { session, tree, signal } = request;
  const { argument, format, ofFile } = listing;
  const { clock, limits } = session.services;
  const walk = new TreeWalk({ tree, signal, clock, limits });
  const found = await findEntry(request, argument.path);
  if (!found.ok) {
    if (ofFile !== undefined || !hasWildcards(argument.path)) return found;
    const matching = matchingEntries(walk, session.folder, argument.path);
    return ok({
      lines: argument.recursive ? belowEach(walk, matching, format) : eachOf(matching, format),
      of: 'folder',
      walk,
    });
  }
  const { path, entry, name } = found.value;
  if (entry.kind === 'file' && ofFile !== undefined) return fail(ofFile);
  const named: WalkedEntry = { entry, path, name: name === '' ? '.' : name };
  if (entry.kind === 'file' || argument.itself) return ok({ lines: eachOf([named], format), of: entry.kind, walk });
  if (argument.recursive) return ok({ lines: belowEach(walk, [named], format), of: 'folder', walk });
  return ok({ lines: inFolder(tree, path, format), of: 'folder', walk });
}

async function* inFolder(tree: RecordingTree, path: string, format: Format): AsyncGenerator<string> {
  for await (const entry of tree.list(path)) yield format(entry, entry.name);
}

async function* eachOf(found: Found, format: Format): AsyncGenerator<string> {
  for await (const { entry, name } of found) yield format(entry, name);
}

type Found = AsyncIterable<WalkedEntry> | Iterable<WalkedEntry>;

/** As `ls -R` prints it: each folder with its name and a colon in front, and an empty line between them. */
async function* belowEach(walk: TreeWalk, found: Found, format: Format): AsyncGenerator<string> {
  let first = true;
  for await (const { entry, path, name } of found) {
    if (entry.kind === 'file') {
      yield format(entry, name);
      first = false;
      continue;
    }
    for await (const below of walkBelow(walk, { path, name })) {
      if ('entry' in below) {
        yield format(below.entry, below.name);
        continue;
      }
      if (!first) yield '';
      yield `${singleLine(below.folder)}:`;
      first = false;
    }
  }
}

function sendListing(request: SignedInRequest, listing: Listing): Promise<Reply> {
  return resettingTransferState(request.session, () =>
    withinWalks(request, listing.argument, async () => {
      const found = await findListed(request, listing);
      if (!found.ok) return found.reason;
      const { lines, walk } = found.value;
      return runTransfer(request.session, request.signal, {
        content: 'listing',
        announcement: 'Sending the listing',
        open: async () => listingContent(lines),
        sizeBytes: null,
        completed: () => (walk.cut ? CUT : null),
      });
    }),
  );
}

/** A tenant has few listings at once that may look through several folders. */
async function withinWalks(
  { session, tree }: SignedInRequest,
  { recursive, path }: ListArgument,
  serve: () => Promise<Reply>,
): Promise<Reply> {
  if (!recursive && !hasWildcards(path)) return serve();
  const { tenantWalks, metrics } = session.services;
  const release = tenantWalks.acquire(tree.tenantId);
  if (release === null) {
    metrics.refused.inc({ limit: 'listings' });
    return reply(450, 'Too many listings of several folders at once, try again later');
  }
  try {
    return await serve();
  } finally {
    release();
  }
}

function listingContent(lines: AsyncIterable<string>): FileContent {
  const pieces = chunks(lines);
  return {
    read: async () => {
      const { value, done } = await pieces.next();
      return done ? null : Buffer.from(value);
    },
    // What it waits for may fail later: nobody reads it any more.
    close: () => void pieces.return(undefined).catch(() => {}),
  };
}

async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += `${line}\r\n`;
    if (chunk.length < LISTING_CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
