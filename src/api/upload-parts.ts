import multipart, { type Multipart } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { ReportedCall } from '../intake/index.ts';
import { PbxCall } from './schemas/pbx.ts';

/** A call's JSON with every field at its longest, several times over. */
const MAX_CALL_BYTES = 16 * 1024;

/** Boundaries and headers of the parts. */
const MAX_FRAMING_BYTES = 4 * 1024;

/** Lets requests be multipart; whoever takes one reads it part by part. */
export async function takeMultipart(app: FastifyInstance, maxAudioBytes: number): Promise<void> {
  await app.register(multipart, {
    limits: { fields: 1, files: 1, parts: 2, fieldSize: MAX_CALL_BYTES, fileSize: maxAudioBytes },
    throwFileSizeLimit: false,
  });
}

/** The parts of an upload, in the order in which they come. */
export class UploadParts {
  readonly #request: FastifyRequest;
  readonly #parts: AsyncIterator<Multipart>;

  /** Throws `media-type-not-supported` for what is not multipart, `request-too-large` for what says that it is. */
  constructor(request: FastifyRequest, maxAudioBytes: number) {
    if (!request.isMultipart()) throw new AppError('media-type-not-supported', 'send multipart/form-data');
    const claimed = Number(request.headers['content-length'] ?? 0);
    if (claimed > maxAudioBytes + MAX_CALL_BYTES + MAX_FRAMING_BYTES) throw new AppError('request-too-large');
    this.#request = request;
    this.#parts = request.parts();
  }

  /** The first part. Throws `request-invalid`. */
  async call(): Promise<ReportedCall> {
    const part = await this.#next('call');
    if (part.type !== 'field') throw invalid('the part `call` is a form field, not a file');
    const call = PbxCall.safeParse(typeof part.value === 'string' ? parseJson(part.value) : part.value);
    if (!call.success) throw invalid(describe(call.error));
    return call.data;
  }

  /** The content of the second. Fails with `request-too-large`, or `request-invalid` where it ends too early. */
  async audio(): Promise<AsyncIterable<Uint8Array>> {
    const part = await this.#next('audio');
    if (part.type !== 'file') throw invalid('the part `audio` is a file: give it a file name');
    return wholeFile(part.file);
  }

  /** What was not asked for is read to nowhere, so that the answer gets through and the connection may serve again. */
  discardRest(): void {
    this.#request.raw.unpipe();
    this.#request.raw.resume();
  }

  async #next(name: string): Promise<Multipart> {
    const { value: part } = await this.#parts.next().catch((error: unknown) => {
      throw invalid('the body is not multipart as its header says', error);
    });
    if (part?.fieldname !== name) throw invalid('the parts are `call`, then `audio`');
    return part as Multipart;
  }
}

async function* wholeFile(file: Extract<Multipart, { type: 'file' }>['file']): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw invalid('the body ends before its last part does', error);
  }
  if (file.truncated) throw new AppError('request-too-large');
}

/** Not what was sent: it names people. */
function describe({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${['call', ...path].join('.')}: ${message}`).join('; ');
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
