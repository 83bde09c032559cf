import { rmSync } from 'node:fs';
import { storeRecording, type StoreRecordingDeps } from '../../src/archive/index.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import { sealedAudio } from './sealed-audio.ts';

const DURATION_MS = 5000;

/** Stores bytes in the archive as the MP3 of a call of 5 s. */
export async function storeMp3(deps: StoreRecordingDeps, description: CallDescription, bytes: Buffer): Promise<void> {
  const encoded = {
    ...sealedAudio(description.recordingId, bytes),
    durationMs: DURATION_MS,
    waveform: { sliceMs: 100, caller: [0, 255], callee: [7, 8] },
  };
  try {
    await storeRecording(deps, { description, endedAt: description.startedAt + DURATION_MS, encoded });
  } finally {
    rmSync(encoded.audio.path, { force: true });
  }
}
