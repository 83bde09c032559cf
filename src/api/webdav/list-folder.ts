import type { TreeEntry } from '../../file-access/index.ts';
import { ResponseWriter, sendHead } from '../response-writer.ts';
import { DAV_PREFIX, hrefOf, pathIn } from './dav-path.ts';
import { FolderPage } from './folder-page.ts';
import { MULTISTATUS_BEGIN, MULTISTATUS_END, responseWriter } from './multistatus.ts';
import type { PropfindRequest } from './propfind-request.ts';
import type { DavExchange } from './send-file.ts';

interface Propfind {
  readonly path: string;
  readonly depth: '0' | '1';
  readonly properties: PropfindRequest;
}

/** Answers PROPFIND with the entry and, of a folder, what is in it, as it is read. False: there is no such entry. */
export async function listProperties(exchange: DavExchange, { path, depth, properties }: Propfind): Promise<boolean> {
  const { session, reply } = exchange;
  const entry = await session.tree.stat(path);
  if (entry === null) return false;
  const responseOf = responseWriter(properties);
  reply.code(207).header('content-type', 'application/xml; charset=utf-8');
  // Where it was asked for without the slash (RFC 4918 §5.2).
  if (entry.kind === 'folder') reply.header('content-location', hrefOf(path, 'folder'));
  const entries = depth === '1' && entry.kind === 'folder' ? session.tree.list(path) : [];
  await sendEntries(exchange, entries, {
    begin: MULTISTATUS_BEGIN + responseOf(path, entry),
    each: (child) => responseOf(pathIn(path, child.name), child),
    end: MULTISTATUS_END,
  });
  return true;
}

/** Windows asks for the root of the web server before it maps a folder of it. */
export async function listServerRoot(
  exchange: DavExchange,
  { depth, properties }: Omit<Propfind, 'path'>,
): Promise<void> {
  const { session, reply } = exchange;
  const tree = (await session.tree.stat('/'))!;
  const responseOf = responseWriter(properties);
  // The host's root is one above the tree's, so its address is written apart.
  const root = responseOf('/', tree).replace(`<D:href>${DAV_PREFIX}/<`, '<D:href>/<');
  reply.code(207).header('content-type', 'application/xml; charset=utf-8');
  await sendEntries(exchange, depth === '1' ? [{ ...tree, name: DAV_PREFIX.slice(1) }] : [], {
    begin: MULTISTATUS_BEGIN + root,
    each: (child) => responseOf('/', child),
    end: MULTISTATUS_END,
  });
}

/** Answers GET or HEAD of a folder with a page of links. False: there is no such folder. */
export async function showFolder(exchange: DavExchange, path: string): Promise<boolean> {
  const { session, request, reply } = exchange;
  const entry = await session.tree.stat(path);
  if (entry?.kind !== 'folder') return false;
  const page = new FolderPage(path, request.headers['accept-language']);
  reply.code(200).headers({ 'content-type': 'text/html; charset=utf-8', vary: 'accept-language' });
  if (request.method === 'HEAD') {
    sendHead(reply).end();
    return true;
  }
  const each = (child: TreeEntry): string => page.row(child);
  await sendEntries(exchange, session.tree.list(path), { begin: page.begin(), each, end: page.end() });
  return true;
}

interface Texts {
  readonly begin: string;
  readonly each: (entry: TreeEntry) => string;
  readonly end: string;
}

/** What cannot be listed from the beginning fails before the status is sent; later the connection is closed. */
async function sendEntries(
  { reply }: DavExchange,
  entries: AsyncIterable<TreeEntry> | Iterable<TreeEntry>,
  { begin, each, end }: Texts,
): Promise<void> {
  const iterator = iteratorOf(entries);
  let next = await iterator.next();
  const writer = new ResponseWriter(sendHead(reply));
  try {
    let isOpen = await writer.text(begin);
    while (isOpen && !next.done) {
      isOpen = await writer.text(each(next.value));
      if (isOpen) next = await iterator.next();
    }
    if (isOpen) await writer.text(end);
    await writer.end();
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    await iterator.return?.();
  }
}

async function* iterate<T>(entries: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* entries;
}

function iteratorOf<T>(entries: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  return iterate(entries);
}
