import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openContent, storeFile } from '../../src/archive/index.ts';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { FolderKeyStore, type KeyId } from '../../src/platform/key-store.ts';
import { FolderObjectStore, type ObjectKey } from '../../src/platform/object-store.ts';
import { MemoryTree } from './memory-tree.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** Larger than what the kernel takes for a client that reads nothing. */
export const LARGE_BYTES = 24 * 1024 * 1024;

/** A tree whose one file, `/a.mp3`, is encrypted in a folder, as recordings are. */
export async function largeRecording() {
  const folder = temporaryFolder();
  const given = join(folder, 'given');
  writeFileSync(given, Buffer.alloc(LARGE_BYTES, 1));
  const objects = new FolderObjectStore(join(folder, 'objects'));
  const keys = new FolderKeyStore(join(folder, 'keys'));
  const [id, objectKey] = [newId<RecordingId>(Date.now()), 'a/b.mp3' as ObjectKey];
  const file = { id, content: createReadStream(given), sizeBytes: LARGE_BYTES, objectKey };
  const wrapped = await storeFile(
    { objects, keys },
    { ...file, keyId: '2026-06-08/tenant_2026-03-10' as KeyId, temporaryPath: join(folder, 'temporary') },
  );
  let readings = 0;
  const counted = {
    open: async (...range: Parameters<FolderObjectStore['open']>) => {
      const object = await objects.open(...range);
      return { read: (into: Uint8Array) => (readings++, object.read(into)), close: () => object.close() };
    },
  };
  const tree = new MemoryTree({ files: { '/a.mp3': Buffer.alloc(LARGE_BYTES) } });
  const recording = { id, objectKey, sizeBytes: LARGE_BYTES, ...wrapped };
  tree.open = (_path, start) => openContent({ objects: counted, keys }, recording, { start });
  return {
    tree,
    /** Resolves when nothing more is read; with how often something was. */
    settled: async (): Promise<number> => {
      let [last, same] = [0, 0];
      await until('nothing more is read', () => {
        same = readings > 0 && readings === last ? same + 1 : 0;
        last = readings;
        return same === 30;
      });
      return readings;
    },
  };
}

/** Heap and buffers that are in use. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Buffers are freed beside the program; a second collection waits until those of the first are.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
