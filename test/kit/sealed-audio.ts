import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordingId } from '../../src/base/ids.ts';
import type { EncodedRecording } from '../../src/encoding/index.ts';
import { CHUNK_BYTES, SealedChunks, SealedWriter } from '../../src/platform/sealed-content/index.ts';

type Sealed = Pick<EncodedRecording, 'audio' | 'sizeBytes'>;

/** These bytes as an encoder thread leaves an MP3; of more than 4 MiB there is a file. */
export function sealedAudio(
  recordingId: RecordingId,
  content: Uint8Array,
  path: string = join(tmpdir(), recordingId),
): Pick<EncodedRecording, 'audio' | 'sizeBytes' | 'sha256'> {
  using writer = new SealedWriter({ recordingId, path });
  writer.append(content);
  return writer.finish();
}

/** The object as it is stored. */
export function objectOf({ audio }: Pick<Sealed, 'audio'>): Buffer {
  return audio.bytes === null ? readFileSync(audio.path) : Buffer.from(audio.bytes);
}

/** The MP3. */
export function contentOf({ audio, sizeBytes }: Sealed): Buffer {
  const object = objectOf({ audio });
  const chunks = new SealedChunks(audio, sizeBytes);
  const count = Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES));
  const opened = Array.from({ length: count }, (_, index) => {
    const offset = chunks.offset(index);
    return chunks.open(index, object.subarray(offset, offset + chunks.storedBytes(index)));
  });
  if (opened.includes(null)) throw new Error('it cannot be decrypted');
  return Buffer.concat(opened as Buffer[]);
}

/** The MP3 in a file that other programs can read. */
export function readableCopy(recording: Sealed): string {
  const copy = `${recording.audio.path}.readable`;
  writeFileSync(copy, contentOf(recording));
  return copy;
}
