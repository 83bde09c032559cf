import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileContent } from '../../file-access/index.ts';
import { attachment, type ByteRange, readByteRange, type RequestedRange } from '../http-headers.ts';
import { ResponseWriter, sendHead } from '../response-writer.ts';
import type { DavSession } from './dav-sessions.ts';
import { contentTypeOf, fileTag, httpDate } from './multistatus.ts';
import { evaluatePreconditions, rangeApplies, type Validators } from './preconditions.ts';

export interface DavExchange {
  readonly session: DavSession;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Answers GET or HEAD of a file (RFC 9110 §14): complete or a range of it; several ranges at once get it complete. False: there is no
 * such file. `count` learns how many bytes are sent.
 */
export async function sendFile(
  { session, request, reply }: DavExchange,
  path: string,
  count: (bytes: number) => void,
): Promise<boolean> {
  const found = await session.tree.find(path);
  if (found === null) return false;
  const { name, sizeBytes, modifiedAt } = found.entry;
  const file = { tag: fileTag(found.entry), modifiedAt };
  reply.headers({ etag: file.tag, 'last-modified': httpDate(modifiedAt), 'accept-ranges': 'bytes' });
  const evaluated = evaluatePreconditions(request.headers, file);
  if (evaluated !== 'send') {
    await reply.code(evaluated === 'not-modified' ? 304 : 412).send();
    return true;
  }
  const requested = requestedRange(request, file, sizeBytes);
  if (requested === 'unsatisfiable') {
    await reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
    return true;
  }
  const range = requested === 'complete' ? { start: 0, end: sizeBytes } : requested;
  if (requested !== 'complete') {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
  }
  // A browser saves it: nothing of it is shown, or run, as a page of this site.
  reply.headers({ 'content-type': contentTypeOf(name), 'content-disposition': attachment(name) });
  reply.header('content-length', range.end - range.start);
  const content = request.method === 'HEAD' ? null : await session.recentFiles.open(path, found, range.start);
  const raw = sendHead(reply);
  if (content === null) raw.end();
  else await sendContent(new ResponseWriter(raw), content, range, count);
  return true;
}

/** "A server MUST ignore a Range header field received with a request method [other than GET]" (§14.2). */
function requestedRange({ method, headers }: FastifyRequest, file: Validators, sizeBytes: number): RequestedRange {
  const applies = method === 'GET' && rangeApplies(headers['if-range'] as string | undefined, file);
  return applies ? readByteRange(headers.range, sizeBytes) : 'complete';
}

async function sendContent(
  writer: ResponseWriter,
  content: FileContent,
  { start, end }: ByteRange,
  count: (bytes: number) => void,
): Promise<void> {
  let left = end - start;
  try {
    for (;;) {
      const chunk = await content.read();
      if (chunk === null) break;
      // Of a range that ends within the file.
      const wanted = chunk.subarray(0, left);
      left -= wanted.length;
      count(wanted.length);
      if (!(await writer.bytes(wanted))) break;
      content.release?.();
      if (left === 0) break;
    }
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    content.close();
  }
  // A file that has become shorter must not look complete.
  if (left === 0) await writer.end();
  else writer.abort();
}
