import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AudioSources, openAudio } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import type { OpenedRecording } from '../catalog/index.ts';
import type { ApiOptions } from './api-options.ts';
import { type Part, type RangeAnswer, readByteRange } from './byte-range.ts';
import { attachment } from './content-disposition.ts';
import { entityTag, namesTag, rangeStillValid } from './entity-tag.ts';
import { Playbacks } from './playbacks.ts';
import { auditedAs, signedIn } from './signed-in.ts';

export interface AudioRequest {
  readonly recording: OpenedRecording;
  readonly use: 'listen' | 'download';
}

/** Sends a recording or a part of it (RFC 9110 §14), with a line in the tenant's audit log. */
export class AudioSender {
  readonly #sources: AudioSources;
  readonly #audit: ApiOptions['audit'];
  readonly #playbacks: Playbacks;

  constructor({ objects, keys, audit, clock }: Pick<ApiOptions, 'objects' | 'keys' | 'audit' | 'clock'>) {
    this.#sources = { objects, keys };
    this.#audit = audit;
    this.#playbacks = new Playbacks(clock);
  }

  async send(audio: AudioRequest, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { sha256, sizeBytes } = audio.recording;
    const tag = entityTag(sha256);
    const asked = askedFor(request, tag, sizeBytes);
    if (asked === 'unsatisfiable') {
      reply.header('content-range', `bytes */${sizeBytes}`);
      throw new AppError('range-not-satisfiable');
    }
    const part = asked === 'whole' ? { start: 0, end: sizeBytes } : asked;
    if (request.method === 'GET') await this.#noteUse(audio, part, request);
    if (namesTag(request.headers['if-none-match'], tag)) return describe(audio, tag, reply).code(304).send();
    const body = request.method === 'HEAD' ? '' : await openAudio(this.#sources, audio.recording, part);
    describe(audio, tag, reply);
    if (asked !== 'whole') reply.code(206).header('content-range', `bytes ${part.start}-${part.end - 1}/${sizeBytes}`);
    reply.type('audio/mpeg').header('content-length', part.end - part.start);
    return reply.send(body);
  }

  /** One line for each playback and each download, whatever ranges it is fetched in. */
  async #noteUse({ recording, use }: AudioRequest, part: Part, request: FastifyRequest): Promise<void> {
    const user = signedIn(request);
    const playback = `${use} ${user.id} ${recording.id}`;
    const anotherDownload = use === 'download' && part.start === 0;
    if (anotherDownload || this.#playbacks.isNew(playback)) {
      await this.#audit.record(auditedAs(user, use, request, recording.id));
    }
    this.#playbacks.note(playback);
  }
}

/** "A server MUST ignore a Range header field received with a request method [other than GET]" (§14.2). */
function askedFor({ method, headers }: FastifyRequest, tag: string, sizeBytes: number): RangeAnswer {
  if (method !== 'GET' || !rangeStillValid(headers['if-range'] as string | undefined, tag)) return 'whole';
  return readByteRange(headers.range, sizeBytes);
}

function describe({ recording, use }: AudioRequest, tag: string, reply: FastifyReply): FastifyReply {
  // To be asked for again each time: who has signed out plays nothing from the browser's cache.
  reply.headers({ etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' });
  if (use === 'download') reply.header('content-disposition', attachment(recording.fileName));
  return reply;
}
