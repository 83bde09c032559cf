import { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import { NO_TRACING, type Tracing } from '../platform/tracing.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  type CallDescription,
  type LegQuality,
  type RecordedPause,
  type RecordedParty,
  recordedParties,
} from '../recording/index.ts';
import { objectOfRecording } from './recording-rows.ts';
import { RowBatches } from './row-batches.ts';

export interface StoreRecordingDeps {
  readonly objects: Pick<ObjectStore, 'put' | 'delete'>;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  readonly db: Database;
  readonly clock: Clock;
  /** Shared by those who store at the same time. Default: each by itself. */
  readonly rows?: RowBatches;
  /** Default: there are no traces. */
  readonly tracing?: Tracing;
}

/** An MP3 and its call. */
interface StoreRecordingRequest {
  /** With all flags. */
  readonly description: CallDescription;
  /** Unix ms. */
  readonly endedAt: number;
  /** Missing: none. */
  readonly pauses?: readonly RecordedPause[];
  /** Missing: caller and callee, all the time. */
  readonly parties?: readonly RecordedParty[];
  /** Missing: its packets were not received here. */
  readonly quality?: readonly LegQuality[];
  /** Of the object's name, so that no two recorders ever put one object; missing: the recorder that received the call. */
  readonly objectSuffix?: string;
  /** Done in the transaction of the rows. If it throws, nothing is stored. */
  readonly inSameTransaction?: ((transaction: Database) => Promise<void>) | undefined;
  /** The caller removes its file. */
  readonly encoded: Pick<EncodedRecording, 'audio' | 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform' | 'talk'>;
}

/**
 * Stores an encrypted recording and lists it: one object, the call's row and the recording's. Does nothing when the
 * recording has its row. May be repeated after a failure or crash anywhere; only one run at a time for a recording id and object suffix.
 * Returns whether this run stored it.
 */
export async function storeRecording(deps: StoreRecordingDeps, request: StoreRecordingRequest): Promise<boolean> {
  const { objects, keys, db, clock, rows = new RowBatches({ db, keys }), tracing = NO_TRACING } = deps;
  const { description, endedAt, encoded, pauses = [], quality = null, objectSuffix = '', inSameTransaction } = request;
  const { tenantId, recordingId, startedAt } = description;
  const audio = { startedAt, durationMs: encoded.durationMs };
  const { parties = recordedParties({ description, endedAt }, audio) } = request;
  if (await rows.isStored(description)) return false;
  const objectKey = objectKeyOf(description, objectSuffix);
  const { dataKey, bytes, path } = encoded.audio;
  if (encoded.audio.recordingId !== recordingId) throw new Error(`the audio is not that of recording ${recordingId}`);
  await tracing.span(recordingId, 'store', () => objects.put(objectKey, bytes ?? path, { final: true }));
  const storedAt = clock.now();
  const listed = {
    description,
    endedAt,
    encoded,
    pauses,
    parties,
    quality,
    objectKey,
    dataKey,
    storedAt,
    inSameTransaction,
  };
  const added = await tracing
    .span(recordingId, 'database row', () => rows.add(listed))
    .catch(async (error: unknown) => {
      // The lost recorder has come back, and stores an object of its own.
      if (isLeaseLost(error)) await objects.delete(objectKey);
      throw error;
    });
  // Another recorder's object is the recording's. Only its key was kept: nobody can read this one.
  if (!added && (await objectOfRecording(db, tenantId, recordingId)) !== objectKey) await objects.delete(objectKey);
  return added;
}

function isLeaseLost(error: unknown): boolean {
  return error instanceof AppError && error.code === 'recorder-lease-lost';
}

/** `TENANT/YYYY/MM/RECORDING.mp3`, `….SUFFIX.mp3`. */
function objectKeyOf(description: CallDescription, suffix: string): ObjectKey {
  const key = readObjectKey(`${objectPrefix(description)}${suffix === '' ? '' : `${suffix}.`}mp3`);
  if (!key.ok) throw new Error(`object key of recording ${description.recordingId}: ${key.reason}`);
  return key.value;
}

/** What the objects of a recording begin with, whoever put them. */
export function objectPrefix({ tenantId, startedAt, recordingId }: CallDescription): string {
  const [year, month] = warsawDay(startedAt).split('-');
  return `${tenantId}/${year}/${month}/${recordingId}.`;
}
