import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../../platform/object-store/index.ts';
import { type Finding, reason, well, wrong } from './check.ts';

const PROBE_BYTES = 4096;

/** The object store takes, gives back and removes an object. */
export async function checkStore(objects: ObjectStore): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-doctor-'));
  const file = join(folder, 'probe');
  const content = randomBytes(PROBE_BYTES);
  const key = probeKey();
  try {
    await writeFile(file, content);
    await objects.put(key, file);
    const back = await buffer(await objects.open(key));
    await objects.delete(key);
    if (!back.equals(content))
      return wrong('store', 'gave back other bytes than it took', 'Check the disk or the object store.');
    return well('store', 'writes, reads and deletes');
  } catch (error) {
    return wrong('store', reason(error), 'Let this user write to the store’s folder in FONOTEKA_DATA.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function probeKey(): ObjectKey {
  const key = readObjectKey(`doctor/${randomUUID()}`);
  if (!key.ok) throw new Error(key.reason);
  return key.value;
}
