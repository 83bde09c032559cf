import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openAudio } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import { type CatalogDeps, listCalls, type OpenedRecording, type TenantScope } from '../catalog/index.ts';
import { recordingTag } from '../delivery/download/index.ts';
import type { ApiDeps } from './api-deps.ts';
import {
  attachment,
  type ByteRange,
  entityTag,
  matchesTag,
  rangeStillValid,
  readByteRange,
  type RequestedRange,
} from './http-headers.ts';

export const NO_TAG = Buffer.alloc(0);

/** The ID3 tag of a recording, of its call as the scope sees it. */
export async function tagOf(
  catalog: CatalogDeps,
  { recording, scope }: { readonly recording: OpenedRecording; readonly scope: TenantScope },
  language: 'pl' | 'en',
): Promise<Buffer> {
  const { calls } = await listCalls(catalog, scope, { recordingId: recording.id, cursor: null, limit: 1 });
  if (calls[0] === undefined) throw new AppError('not-found');
  return recordingTag(calls[0], recording, language);
}

interface AudioRequest {
  readonly recording: OpenedRecording;
  /** Sent before the stored bytes; empty: none. */
  readonly tag: Buffer;
  readonly asAttachment: boolean;
  /** Called before a byte is sent. */
  readonly onRange: (range: ByteRange) => Promise<void>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type SendAudioDeps = Pick<ApiDeps, 'objects' | 'keys'>;

/** Sends a recording or a range of it (RFC 9110 §14). */
export async function sendAudio(deps: SendAudioDeps, audio: AudioRequest): Promise<FastifyReply> {
  const { recording, request, reply } = audio;
  const sizeBytes = audio.tag.length + recording.sizeBytes;
  const tag = entityTagOf(audio);
  const requested = requestedRange(request, tag, sizeBytes);
  if (requested === 'unsatisfiable') {
    reply.header('content-range', `bytes */${sizeBytes}`);
    throw new AppError('range-not-satisfiable');
  }
  const range = requested === 'complete' ? { start: 0, end: sizeBytes } : requested;
  if (request.method === 'GET') await audio.onRange(range);
  if (matchesTag(request.headers['if-none-match'], tag)) return setHeaders(audio, tag).code(304).send();
  const body = request.method === 'HEAD' ? '' : await openTagged(deps, audio, range);
  setHeaders(audio, tag);
  if (requested !== 'complete') {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
  }
  reply.type('audio/mpeg').header('content-length', range.end - range.start);
  return reply.send(body);
}

function entityTagOf({ recording, tag }: AudioRequest): string {
  if (tag.length === 0) return entityTag(recording.checksum);
  return entityTag(createHash('sha256').update(recording.checksum).update(tag).digest('hex'));
}

/** A range of the tag and the stored bytes after it. */
async function openTagged(
  deps: SendAudioDeps,
  { recording, tag }: AudioRequest,
  { start, end }: ByteRange,
): Promise<Readable | Buffer> {
  const before = tag.subarray(start, end);
  if (end <= tag.length) return before;
  const stored = await openAudio(deps, recording, { start: Math.max(0, start - tag.length), end: end - tag.length });
  if (before.length === 0) return stored;
  const both = Readable.from(
    (async function* () {
      yield before;
      yield* stored;
    })(),
    { objectMode: false, highWaterMark: 0 },
  );
  // Also where nobody has read behind the tag.
  return both.once('close', () => stored.destroy());
}

/** "A server MUST ignore a Range header field received with a request method [other than GET]" (§14.2). */
function requestedRange({ method, headers }: FastifyRequest, tag: string, sizeBytes: number): RequestedRange {
  if (method !== 'GET' || !rangeStillValid(headers['if-range'] as string | undefined, tag)) return 'complete';
  return readByteRange(headers.range, sizeBytes);
}

function setHeaders({ recording, asAttachment, reply }: AudioRequest, tag: string): FastifyReply {
  // Revalidated each time: after signing out, nothing is played from the browser's cache.
  reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' });
  if (asAttachment) reply.header('content-disposition', attachment(recording.fileName));
  return reply;
}
