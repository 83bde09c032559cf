import { rm } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import type { EncodedRecording } from '../encoding/index.ts';
import type { KeyStore } from '../platform/key-store/index.ts';
import type { ObjectStore } from '../platform/object-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CallDescription } from '../recording/index.ts';
import { encryptFile } from './cipher/encrypt-file.ts';
import { newDataKey } from './data-key.ts';
import { recordingKey } from './recording-key.ts';
import { addRecording, settledRecording } from './recording-rows.ts';

export interface StoringParts {
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  readonly db: Database;
  readonly clock: Clock;
}

/** An MP3 on its way into the archive. */
export interface FinishedRecording {
  /** With all flags. */
  readonly description: CallDescription;
  /** Unix ms. */
  readonly endedAt: number;
  /** Its file stays the caller's. */
  readonly encoded: Pick<EncodedRecording, 'file' | 'sizeBytes' | 'durationMs' | 'sha256' | 'waveform'>;
}

/**
 * Encrypts a recording, stores it and makes it known: one object, the call's row and the recording's. Does nothing for one
 * that has its row. May be done again after a failure or a crash anywhere; one at a time for a recording's id.
 */
export async function storeRecording(parts: StoringParts, recording: FinishedRecording): Promise<void> {
  const { objects, keys, db, clock } = parts;
  const { description, endedAt, encoded } = recording;
  const { tenantId, recordingId, startedAt } = description;
  if (await settledRecording(db, tenantId, recordingId)) return;
  const objectKey = recordingKey(tenantId, startedAt, recordingId);
  const dataKey = newDataKey();
  const encrypted = `${encoded.file}.encrypted`;
  try {
    await encryptFile({ from: encoded.file, sizeBytes: encoded.sizeBytes, to: encrypted }, { dataKey, recordingId });
    await objects.put(objectKey, encrypted);
  } finally {
    await rm(encrypted, { force: true });
  }
  await addRecording({ db, keys }, { description, endedAt, encoded, objectKey, dataKey, storedAt: clock.now() });
}
