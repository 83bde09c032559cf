import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storeRecording, type StoreRecordingDeps } from '../../archive/index.ts';
import { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import { idOf, newId, type RecordingId, type SourceId, type TenantId } from '../../base/ids.ts';
import { isStorageFull } from '../../base/storage-full.ts';
import { saveUnrecordedCall } from '../../calls/index.ts';
import { type AudioFault, type EncodedAudioFile, type Encoding, EncodingError } from '../../encoding/index.ts';
import { labelledCounter, type Registry } from '../../platform/metrics.ts';
import { temporaryFile, type TemporaryFile, writeTemporaryFile } from '../../platform/temporary-file.ts';
import type { CallDescription, CallFlag } from '../../recording/index.ts';
import { keptUntil } from '../../retention/index.ts';
import { type DirectoryReader, type DirectorySource, serviceHistory } from '../../tenants/index.ts';
import type { RefusedUploads } from '../refused/refused-uploads.ts';
import { UnusableAudio } from '../refused/unusable-audio.ts';
import { identifyCall, reportedDecision, type ReportedCall } from '../reported/reported-calls.ts';
import { findStoredUpload, type StoredUpload, withUploadLock } from './stored-upload.ts';

/** Nine hours of 16 bits, two channels, at 8 kHz. */
const MAX_AUDIO_BYTES = 1 << 30;
/** Uploads received or encoded at once. Each needs its file's space twice, and a database connection while it is stored. */
const MAX_CONCURRENT_UPLOADS = 8;
/** Of one source: a PBX that sends its archive, or hangs, leaves places to the others. */
const MAX_CONCURRENT_OF_SOURCE = 6;

export interface UploadsDeps extends StoreRecordingDeps {
  readonly directory: DirectoryReader;
  /** Called when the first audio has arrived. */
  readonly encoding: () => Pick<Encoding, 'encodeFile'>;
  /** For audio being received. Used by this process alone. */
  readonly folder: string;
  readonly metrics: Registry;
  /** Keeps the files of refused uploads aside. Default: none are kept. */
  readonly refused?: Pick<RefusedUploads, 'keep'>;
  /** Default: 1 GiB. */
  readonly maxAudioBytes?: number;
}

interface UploadRequest {
  readonly source: DirectorySource;
  readonly call: ReportedCall;
  /** Called only once the call may be recorded. Fails if the audio is truncated or missing. */
  readonly audio: () => Promise<AsyncIterable<Uint8Array>>;
  /**
   * A recording that is older than its tenant keeps recordings is refused: `retention-over`. Whoever brings in old files shall see that,
   * and not find them destroyed. Default: it is stored, and expired.
   */
  readonly refuseExpired?: boolean;
  /** The recording that a refused upload would have been, and whose: it is sent through again, and is not kept aside once more. */
  readonly retriedAs?: { readonly recordingId: RecordingId; readonly tenantId: TenantId };
}

export interface AcceptedUpload extends StoredUpload {
  /** Stored by this upload, not by an earlier one of the same call. */
  readonly isNew: boolean;
}

const ERROR_CODES: Readonly<Record<AudioFault['kind'], ErrorCode>> = {
  'format-not-supported': 'audio-format-not-supported',
  unreadable: 'audio-unreadable',
  'too-long': 'request-too-large',
};

/** Stores finished recordings that PBXs upload. */
export class Uploads {
  /** The largest audio of an upload. The caller that receives it enforces the limit. */
  readonly maxAudioBytes: number;
  readonly #deps: UploadsDeps;
  readonly #count: (outcome: UploadOutcome) => void;
  readonly #ofSources = new ConcurrencyLimit<SourceId>(MAX_CONCURRENT_OF_SOURCE);
  #concurrent = 0;

  constructor(deps: UploadsDeps) {
    this.#deps = deps;
    this.maxAudioBytes = deps.maxAudioBytes ?? MAX_AUDIO_BYTES;
    this.#count = uploadCounter(deps.metrics);
    mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * Stores an upload, once for each externalId of a tenant. Throws an AppError if it is refused. If the call may not be
   * recorded, its audio is not read and the call is saved with the reason.
   */
  async accept(upload: UploadRequest): Promise<AcceptedUpload> {
    try {
      const accepted = await this.#accept(upload);
      this.#count(accepted.isNew ? 'stored' : 'repeated');
      return accepted;
    } catch (error) {
      const refused = error instanceof AppError && (error.kind.fault === 'peer' || error.kind.fault === 'tenant');
      this.#count(refused ? 'refused' : 'failed');
      throw isStorageFull(error) ? new AppError('storage-full', undefined, { cause: error }) : error;
    }
  }

  /**
   * Whether an upload would be accepted, without its audio. Returns the recording that is stored already, or null. Throws an AppError
   * if it would be refused. Saves nothing.
   */
  async check(upload: Omit<UploadRequest, 'audio'>): Promise<StoredUpload | null> {
    const { stored, decision } = await this.#identify(upload);
    if (stored === null && decision.effect === 'never') throw new AppError(decision.reason);
    return stored;
  }

  async #accept(upload: UploadRequest): Promise<AcceptedUpload> {
    const { description, stored, decision } = await this.#identify(upload);
    if (stored !== null) return { ...stored, isNew: false };
    if (decision.effect !== 'never') return this.#receive(description, upload);
    const { recordingId: _, ...call } = description;
    const { reason } = decision;
    await saveUnrecordedCall(this.#deps.db, { ...call, endedAt: upload.call.endedAt, reason });
    throw new AppError(reason);
  }

  async #identify({ source, call: reported, retriedAs, refuseExpired = false }: Omit<UploadRequest, 'audio'>) {
    const { db, clock } = this.#deps;
    const directory = await this.#deps.directory.current();
    const identified = identifyCall({ directory, clock }, source, reported);
    if (!identified.ok) throw new AppError(identified.reason);
    const { tenant, call } = identified.value;
    // Its number was given to another one meanwhile.
    if (retriedAs !== undefined && retriedAs.tenantId !== tenant.id) throw new AppError('call-owner-unknown');
    const recordingId = retriedAs?.recordingId ?? this.#recordingId(call.tenantId, reported);
    const decision = reportedDecision(tenant, call, reported.externalId);
    const rule = decision.effect === 'undecided' ? null : decision.rule;
    const description = { ...call, correlationId: reported.externalId, recordingId, ...(rule && { rule }) };
    const stored = await findStoredUpload(db, tenant.id, recordingId);
    if (stored === null && refuseExpired && (await this.#isExpired(call))) throw new AppError('retention-over');
    return { description, stored, decision };
  }

  async #isExpired({ tenantId, startedAt }: Pick<CallDescription, 'tenantId' | 'startedAt'>): Promise<boolean> {
    const now = this.#deps.clock.now();
    return keptUntil(await serviceHistory(this.#deps.db, tenantId), startedAt, now) <= now;
  }

  /** The same upload has the same recording id in every process, also when the first attempt failed. */
  #recordingId(tenantId: string, { externalId }: ReportedCall): RecordingId {
    return externalId === null ? newId(this.#deps.clock.now()) : idOf('upload', tenantId, externalId);
  }

  async #withinLimits<T>(source: SourceId, work: () => Promise<T>): Promise<T> {
    const release = this.#concurrent < MAX_CONCURRENT_UPLOADS ? this.#ofSources.acquire(source) : null;
    if (release === null) throw new AppError('too-many-requests');
    this.#concurrent += 1;
    try {
      return await work();
    } finally {
      this.#concurrent -= 1;
      release();
    }
  }

  async #receive(description: CallDescription, upload: UploadRequest): Promise<AcceptedUpload> {
    const file = temporaryFile(join(this.#deps.folder, randomUUID()));
    try {
      return await this.#withinLimits(upload.source.id, async () => {
        await writeTemporaryFile(file, await upload.audio());
        const encoded = await this.#encode(file, {
          recordingId: description.recordingId,
          bare: upload.call.audioFormat ?? null,
        });
        return this.#store({ ...description, flags: flagsOf(description, encoded) }, upload.call, encoded);
      });
    } catch (error) {
      // Takes none of the places of other uploads: its store may hang.
      throw error instanceof UnusableAudio ? await this.#keepAside(error, { file, description, upload }) : error;
    } finally {
      for (const created of [file.path, `${file.path}.mp3`]) await rm(created, { force: true });
    }
  }

  /** The same refusal, with the id under which support finds the file. */
  async #keepAside(
    { code, message, cause }: UnusableAudio,
    { file, description, upload }: { file: TemporaryFile; description: CallDescription; upload: UploadRequest },
  ): Promise<UnusableAudio> {
    const { refused } = this.#deps;
    if (refused === undefined || upload.retriedAs !== undefined) return new UnusableAudio(code, message, { cause });
    const { tenantId, recordingId } = description;
    const call = { tenantId, recordingId, sourceId: upload.source.id, call: upload.call };
    const refusedUploadId = await refused.keep(file, { ...call, code, reason: message });
    return new UnusableAudio(code, message, { cause, refusedUploadId });
  }

  async #encode(file: TemporaryFile, options: Parameters<Encoding['encodeFile']>[1]): Promise<EncodedAudioFile> {
    const encoded = await this.#deps
      .encoding()
      .encodeFile(file, options)
      .catch((cause: unknown) => {
        if (!(cause instanceof EncodingError)) throw cause;
        if (cause.fault === 'system') throw new AppError('not-ready', undefined, { cause });
        throw new UnusableAudio('internal-error', cause.message, { cause });
      });
    if (!encoded.ok) throw new UnusableAudio(ERROR_CODES[encoded.reason.kind], encoded.reason.reason);
    return encoded.value;
  }

  /** Of two simultaneous uploads of one call, the second finds the recording of the first. */
  #store(
    description: CallDescription,
    reported: ReportedCall,
    { recording }: EncodedAudioFile,
  ): Promise<AcceptedUpload> {
    const { tenantId, recordingId, startedAt, answeredAt } = description;
    const endedAt = reported.endedAt ?? (answeredAt ?? startedAt) + recording.durationMs;
    return withUploadLock(this.#deps.db, recordingId, async () => {
      const storedBefore = await findStoredUpload(this.#deps.db, tenantId, recordingId);
      if (storedBefore !== null) return { ...storedBefore, isNew: false };
      await storeRecording(this.#deps, { description, endedAt, encoded: recording });
      const stored = await findStoredUpload(this.#deps.db, tenantId, recordingId);
      if (stored === null) throw new Error(`recording ${recordingId} was stored but its row was not found`);
      return { ...stored, isNew: true };
    });
  }
}

function flagsOf({ flags }: CallDescription, { mixed, cut, damaged }: EncodedAudioFile): CallFlag[] {
  return [
    ...flags,
    ...(mixed ? (['mixed-stream'] as const) : []),
    ...(cut ? (['cut'] as const) : []),
    ...(damaged ? (['damaged'] as const) : []),
  ];
}

/** `repeated`: already stored. `refused`: with an error code, the fault of the PBX or the tenant. */
const OUTCOMES = ['stored', 'repeated', 'refused', 'failed'] as const;
type UploadOutcome = (typeof OUTCOMES)[number];

function uploadCounter(registry: Registry): (outcome: UploadOutcome) => void {
  const uploads = labelledCounter({
    registry,
    name: 'fonoteka_uploads_total',
    help: 'Recordings uploaded by PBXs, by outcome.',
    labels: { outcome: OUTCOMES },
  });
  return (outcome) => uploads.inc({ outcome });
}
