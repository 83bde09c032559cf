import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeRecording, type StoreRecordingDeps } from '../../src/archive/index.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import { writtenTemporaryFile } from './temporary-audio.ts';

const DURATION_MS = 5000;

/** Stores bytes in the archive as the MP3 of a call of 5 s. */
export async function storeMp3(deps: StoreRecordingDeps, description: CallDescription, bytes: Buffer): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-mp3-'));
  const file = writtenTemporaryFile(join(folder, 'recording.mp3'), bytes);
  const encoded = {
    file,
    sizeBytes: bytes.length,
    durationMs: DURATION_MS,
    sha256: createHash('sha256').update(bytes).digest(),
    waveform: { sliceMs: 100, caller: [0, 255], callee: [7, 8] },
  };
  try {
    await storeRecording(deps, { description, endedAt: description.startedAt + DURATION_MS, encoded });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
