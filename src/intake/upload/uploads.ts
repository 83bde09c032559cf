import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { storeRecording, type StoringParts } from '../../archive/index.ts';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import { idOf, newId, type RecordingId } from '../../base/ids.ts';
import { saveUnrecordedCall } from '../../calls/index.ts';
import { type AudioFault, type EncodedAudioFile, type Encoding, EncodingError } from '../../encoding/index.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { CallDescription, CallFlag } from '../../recording/index.ts';
import { type DirectoryReader, type DirectorySource, mayRecord } from '../../tenants/index.ts';
import { identifyCall } from '../identify-call.ts';
import type { ToldCall } from '../told-call.ts';
import { type FiledUpload, filedUpload } from './filed-upload.ts';
import { withUploadLock } from './upload-lock.ts';
import { uploadCounter } from './upload-metrics.ts';

/** Nine hours of 16 bits, two channels, at 8 kHz. */
const MAX_AUDIO_BYTES = 1 << 30;
/** Uploads whose audio is received or encoded at once; each takes its file's space twice, and a connection at its end. */
const MAX_UNDER_WAY = 8;

export interface UploadParts extends StoringParts {
  readonly directory: DirectoryReader;
  /** Asked for when the first audio has come. */
  readonly encoding: () => Pick<Encoding, 'encodeFile'>;
  /** For audio on its way in. Its own: what an earlier run left in it is removed. */
  readonly folder: string;
  readonly metrics: Registry;
  /** 1 GiB unless said otherwise. */
  readonly maxAudioBytes?: number;
}

export interface Upload {
  readonly source: DirectorySource;
  readonly call: ToldCall;
  /** Asked for once the call may be recorded, and not before. Fails where the audio ends too early or not at all. */
  readonly audio: () => Promise<AsyncIterable<Uint8Array>>;
}

export interface AcceptedUpload extends FiledUpload {
  /** Filed by this upload, not by an earlier one of the same call. */
  readonly isNew: boolean;
}

const CODES: Readonly<Record<AudioFault['kind'], ErrorCode>> = {
  'format-not-supported': 'audio-format-not-supported',
  unreadable: 'audio-unreadable',
  'too-long': 'request-too-large',
};

/** The stage where a finished recording arrives. */
export class Uploads {
  /** What the audio of an upload may have; whoever receives it keeps to it. */
  readonly maxAudioBytes: number;
  readonly #parts: UploadParts;
  readonly #count: ReturnType<typeof uploadCounter>;
  #underWay = 0;

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.maxAudioBytes = parts.maxAudioBytes ?? MAX_AUDIO_BYTES;
    this.#count = uploadCounter(parts.metrics);
    rmSync(parts.folder, { recursive: true, force: true });
    mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Files an upload, once for each externalId of a tenant. Throws the code of the catalogue that keeps it out; of a call
   * that may not be recorded the history says why, and none of its audio is read.
   */
  async accept(upload: Upload): Promise<AcceptedUpload> {
    try {
      const accepted = await this.#accept(upload);
      this.#count(accepted.isNew ? 'stored' : 'repeated');
      return accepted;
    } catch (error) {
      this.#count(error instanceof AppError && error.kind.fault !== 'us' ? 'refused' : 'failed');
      throw error;
    }
  }

  async #accept({ source, call: told, audio }: Upload): Promise<AcceptedUpload> {
    const { db, clock } = this.#parts;
    const directory = await this.#parts.directory.current();
    const identified = identifyCall({ directory, clock }, source, told);
    if (!identified.ok) throw new AppError(identified.reason);
    const { tenant } = identified.value;
    const call = { ...identified.value.call, correlationId: told.externalId };
    const description = { ...call, recordingId: this.#recordingId(call.tenantId, told) };
    const filed = await filedUpload(db, tenant.id, description.recordingId);
    if (filed !== null) return { ...filed, isNew: false };
    const permitted = mayRecord(tenant, call.direction);
    if (permitted.ok) return this.#oneOfFew(() => this.#file(description, told, audio));
    await saveUnrecordedCall(db, { ...call, endedAt: told.endedAt, reason: permitted.reason });
    throw new AppError(permitted.reason);
  }

  /** The same upload is the same recording, whichever process meets it and whatever became of the first attempt. */
  #recordingId(tenantId: string, { externalId }: ToldCall): RecordingId {
    return externalId === null ? newId(this.#parts.clock.now()) : idOf('upload', tenantId, externalId);
  }

  async #oneOfFew<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= MAX_UNDER_WAY) throw new AppError('too-many-requests');
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  async #file(description: CallDescription, told: ToldCall, audio: Upload['audio']): Promise<AcceptedUpload> {
    const file = join(this.#parts.folder, randomUUID());
    try {
      await pipeline(await audio(), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      const encoded = await this.#encode(file);
      return await this.#store({ ...description, flags: flagsOf(description, encoded) }, told, encoded);
    } finally {
      for (const made of [file, `${file}.mp3`]) await rm(made, { force: true });
    }
  }

  async #encode(file: string): Promise<EncodedAudioFile> {
    const encoded = await this.#parts
      .encoding()
      .encodeFile(file)
      .catch((cause: unknown) => {
        const passes = cause instanceof EncodingError && cause.blame === 'try-again';
        throw passes ? new AppError('not-ready', undefined, { cause }) : cause;
      });
    if (!encoded.ok) throw new AppError(CODES[encoded.reason.kind], encoded.reason.reason);
    return encoded.value;
  }

  /** Who comes second at the same time finds what the first has filed. */
  #store(description: CallDescription, told: ToldCall, { recording }: EncodedAudioFile): Promise<AcceptedUpload> {
    const { tenantId, recordingId, startedAt, answeredAt } = description;
    const endedAt = told.endedAt ?? (answeredAt ?? startedAt) + recording.durationMs;
    return withUploadLock(this.#parts.db, recordingId, async () => {
      const filedBefore = await filedUpload(this.#parts.db, tenantId, recordingId);
      if (filedBefore !== null) return { ...filedBefore, isNew: false };
      await storeRecording(this.#parts, { description, endedAt, encoded: recording });
      const filed = await filedUpload(this.#parts.db, tenantId, recordingId);
      if (filed === null) throw new Error(`recording ${recordingId} is stored and not there`);
      return { ...filed, isNew: true };
    });
  }
}

function flagsOf({ flags }: CallDescription, { mixed, cut }: EncodedAudioFile): CallFlag[] {
  return [...flags, ...(mixed ? (['mixed-stream'] as const) : []), ...(cut ? (['cut'] as const) : [])];
}
