import { rm } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store.ts';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../platform/object-store.ts';
import { NO_TRACING, type Tracing } from '../platform/tracing.ts';
import type { Database } from '../platform/postgres/index.ts';
import { readTemporaryFile } from '../platform/temporary-file.ts';
import {
  type CallDescription,
  type LegQuality,
  type RecordedPause,
  type RecordedParty,
  recordedParties,
} from '../recording/index.ts';
import { encryptFile } from './cipher/encrypt-file.ts';
import { newDataKey } from './data-key.ts';
import { addRecording, hasRecordingWhenSettled } from './recording-rows.ts';

export interface StoreRecordingDeps {
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  readonly db: Database;
  readonly clock: Clock;
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
  /** The caller removes its file. */
  readonly encoded: Pick<EncodedRecording, 'file' | 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform'>;
}

/**
 * Encrypts a recording, stores it and lists it: one object, the call's row and the recording's. Does nothing when the
 * recording has its row. May be repeated after a failure or crash anywhere; only one run at a time for a recording id.
 */
export async function storeRecording(deps: StoreRecordingDeps, request: StoreRecordingRequest): Promise<void> {
  const { objects, keys, db, clock, tracing = NO_TRACING } = deps;
  const { description, endedAt, encoded, pauses = [], quality = null } = request;
  const { tenantId, recordingId, startedAt } = description;
  const audio = { startedAt, durationMs: encoded.durationMs };
  const { parties = recordedParties({ description, endedAt }, audio) } = request;
  if (await hasRecordingWhenSettled(db, tenantId, recordingId)) return;
  const objectKey = objectKeyOf(tenantId, startedAt, recordingId);
  const dataKey = newDataKey();
  const encrypted = `${encoded.file.path}.encrypted`;
  try {
    const plaintext = readTemporaryFile(encoded.file);
    await tracing.span(recordingId, 'encrypt', () =>
      encryptFile({ plaintext, sizeBytes: encoded.sizeBytes, to: encrypted }, { dataKey, recordingId }),
    );
    await tracing.span(recordingId, 'store', () => objects.put(objectKey, encrypted));
  } finally {
    await rm(encrypted, { force: true });
  }
  const storedAt = clock.now();
  await tracing.span(recordingId, 'database row', () =>
    addRecording(
      { db, keys },
      { description, endedAt, encoded, pauses, parties, quality, objectKey, dataKey, storedAt },
    ),
  );
}

/** `TENANT/YYYY/MM/RECORDING.mp3`. `startedAt` is Unix ms. */
function objectKeyOf(tenantId: TenantId, startedAt: number, recordingId: RecordingId): ObjectKey {
  const [year, month] = warsawDay(startedAt).split('-');
  const key = readObjectKey(`${tenantId}/${year}/${month}/${recordingId}.mp3`);
  if (!key.ok) throw new Error(`object key of recording ${recordingId}: ${key.reason}`);
  return key.value;
}
