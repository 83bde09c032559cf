import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNewestKey } from '../../archive/index.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store.ts';
import { type ObjectKey, type ObjectStore, readObjectKey } from '../../platform/object-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type CheckResult, errorText, notMounted, passed, problem } from './check-result.ts';

const PROBE_BYTES = 4096;

/** The object store writes, reads and deletes an object. */
export async function checkStore(objects: ObjectStore): Promise<CheckResult> {
  const folder = await mkdtemp(join(tmpdir(), 'fonoteka-doctor-'));
  const file = join(folder, 'probe');
  const content = randomBytes(PROBE_BYTES);
  const key = probeKey();
  try {
    await writeFile(file, content);
    await objects.put(key, file);
    const read = await readProbe(objects, key);
    await objects.delete(key);
    if (!read.equals(content))
      return problem('store', 'returned other bytes than were written', 'Check the disk or the object store.');
    return passed('store', 'writes, reads and deletes');
  } catch (error) {
    return problem(
      'store',
      errorText(error),
      'Mount the disk of the recordings and let this user write to the store’s folder in FONOTEKA_DATA; with FONOTEKA_S3_BUCKET, check its address, keys and policy.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readProbe(objects: ObjectStore, key: ObjectKey): Promise<Buffer> {
  const object = await objects.open(key);
  try {
    const read = Buffer.alloc(PROBE_BYTES + 1);
    return read.subarray(0, await object.read(read));
  } finally {
    await object.close();
  }
}

function probeKey(): ObjectKey {
  const key = readObjectKey(`doctor/${randomUUID()}`);
  if (!key.ok) throw new Error(key.reason);
  return key.value;
}

/** The key store creates, returns and deletes a key. */
export async function checkKeys(keys: KeyStore): Promise<CheckResult> {
  const id = probeId();
  try {
    const created = await keys.getOrCreate(id);
    const read = await keys.get(id);
    await keys.delete(id);
    if (!read?.equals(created) || (await keys.get(id)) !== null) {
      return problem('keys', 'the key store did not keep or did not delete a key', 'Check the disk of FONOTEKA_KEYS.');
    }
    return passed('keys', 'creates, returns and deletes');
  } catch (error) {
    return problem('keys', errorText(error), 'Let this user, and nobody else, write to the folder of FONOTEKA_KEYS.');
  }
}

/** The keys of the recordings are in the key store of the settings. */
export async function checkRecordingKeys(db: Database, keys: KeyStore): Promise<CheckResult> {
  const remedy =
    'Stop the service, mount the disk of FONOTEKA_KEYS or restore its folder: without it no recording can be decrypted.';
  const found = await hasNewestKey(db, keys).catch(notMounted);
  if (found === true) return passed('recording keys', 'the key of the newest recording is there');
  return problem('recording keys', found || 'the key of the newest recording is not in the key store', remedy);
}

function probeId(): KeyId {
  const id = readKeyId(`doctor/${randomUUID()}`);
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
