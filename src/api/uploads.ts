import multipart, { type Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { type FieldError, PbxCall, readPbxCall, type ReportedCall } from '../intake/index.ts';
import { sourceOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { REPORTED_CALL_PROBLEMS } from './pbx.ts';

/** The parts of an upload, in this order: a call that may not be recorded is refused before its audio is read. */
const Upload = z.object({
  call: PbxCall,
  audio: z.any().meta({ type: 'string', format: 'binary', description: 'WAV or MP3; two channels: caller left.' }),
});

export const UploadedRecording = z
  .object({
    recordingId: z.uuid(),
    callId: z.uuid(),
    path: z.string().describe('Where the file is in the FTP tree: `YYYY/MM/DD/name.mp3`.'),
  })
  .meta({ id: 'UploadedRecording' });

/** What an upload is refused with. */
export const UPLOAD_PROBLEMS = [
  ...REPORTED_CALL_PROBLEMS,
  'not-entitled',
  'suspended',
  'recording-off',
  'internal-off',
  'rule',
  'request-too-large',
  'media-type-not-supported',
  'audio-format-not-supported',
  'audio-unreadable',
  'storage-full',
] as const;

export const UPLOAD_ENDPOINTS = {
  uploadRecording: {
    method: 'POST',
    url: '/api/v1/recordings',
    config: {
      access: 'source',
      keyScope: 'upload',
      longBody: true,
      problems: UPLOAD_PROBLEMS,
    },
    schema: {
      operationId: 'uploadRecording',
      summary: 'Stores a finished recording of a call',
      consumes: ['multipart/form-data'],
      body: Upload,
      response: {
        201: UploadedRecording,
        200: UploadedRecording.describe('The same externalId was uploaded before.'),
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Several times the JSON of a call with every field at its longest. */
const MAX_CALL_BYTES = 16 * 1024;
/** Boundaries and headers of the parts. */
const MAX_FRAMING_BYTES = 4 * 1024;

/** Uploads of finished recordings by a PBX, with the key of its source. */
export async function routeUploads(app: ZodApp, { uploads }: Pick<ApiDeps, 'uploads'>): Promise<void> {
  await app.register(multipart, {
    limits: { fields: 1, files: 1, parts: 2, fieldSize: MAX_CALL_BYTES, fileSize: uploads.maxAudioBytes },
    throwFileSizeLimit: false,
  });

  app.route({
    ...UPLOAD_ENDPOINTS.uploadRecording,
    // The body is validated part by part, as it arrives.
    validatorCompiler: () => () => true,
    handler: async (request, reply) => {
      const parts = new UploadParts(request, uploads.maxAudioBytes);
      const source = sourceOf(request);
      try {
        const call = await parts.call(source.timeZone);
        const { isNew, ...answer } = await uploads.accept({
          source,
          call,
          audio: () => parts.audio(),
        });
        return await reply.code(isNew ? 201 : 200).send(answer);
      } finally {
        parts.discardRest();
      }
    },
  });
}

/** Reads the parts of an upload in the order in which they arrive. */
class UploadParts {
  readonly #request: FastifyRequest;
  readonly #parts: AsyncIterator<Multipart>;

  /** Throws `media-type-not-supported`, or `request-too-large` if Content-Length says so. */
  constructor(request: FastifyRequest, maxAudioBytes: number) {
    if (!request.isMultipart()) throw new AppError('media-type-not-supported', 'send multipart/form-data');
    const contentLength = Number(request.headers['content-length'] ?? 0);
    if (contentLength > maxAudioBytes + MAX_CALL_BYTES + MAX_FRAMING_BYTES) throw new AppError('request-too-large');
    this.#request = request;
    this.#parts = request.parts();
  }

  /** Reads the first part. `timeZone`: of the source. Throws `request-invalid`. */
  async call(timeZone: string | null): Promise<ReportedCall> {
    const part = await this.#next('call');
    if (part.type !== 'field') throw invalid('the part `call` must be a form field, not a file');
    const call = readPbxCall(typeof part.value === 'string' ? parseJson(part.value) : part.value, timeZone);
    if (!call.ok) throw invalid(describe(call.reason));
    return call.value;
  }

  /** The content of the second part. Fails with `request-too-large`, or with `request-invalid` if it ends too early. */
  async audio(): Promise<AsyncIterable<Uint8Array>> {
    const part = await this.#next('audio');
    if (part.type !== 'file') throw invalid('the part `audio` must be a file: give it a file name');
    return completeFile(part.file);
  }

  /** Reads and drops the rest of the body: otherwise the client does not read the answer, and the connection is lost. */
  discardRest(): void {
    this.#request.raw.unpipe();
    this.#request.raw.resume();
  }

  async #next(name: string): Promise<Multipart> {
    const { value: part } = await this.#parts.next().catch((error: unknown) => {
      throw invalid('the body is not the multipart that its Content-Type says', error);
    });
    if (part?.fieldname !== name) throw invalid('send the part `call` first, then the part `audio`');
    return part as Multipart;
  }
}

async function* completeFile(file: Extract<Multipart, { type: 'file' }>['file']): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw invalid('the body ends before the end of its last part', error);
  }
  if (file.truncated) throw new AppError('request-too-large');
}

function describe(errors: readonly FieldError[]): string {
  return errors
    .map(({ field, message }) => `${['call', field].filter((part) => part !== '').join('.')}: ${message}`)
    .join('; ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError('request-invalid', detail, { cause });
}
