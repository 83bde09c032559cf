import { randomUUID } from 'node:crypto';
import { hasNewestKey } from '../../archive/index.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type Finding, reason, well, wrong } from './check.ts';

/** The key store makes a key, gives it back and destroys it. */
export async function checkKeys(keys: KeyStore): Promise<Finding> {
  const id = probeId();
  try {
    const made = await keys.getOrCreate(id);
    const back = await keys.get(id);
    await keys.delete(id);
    if (!back?.equals(made) || (await keys.get(id)) !== null) {
      return wrong('keys', 'the key store does not keep what it says', 'Check the disk of FONOTEKA_KEYS.');
    }
    return well('keys', 'makes, gives back and destroys');
  } catch (error) {
    return wrong('keys', reason(error), 'Let this user, and nobody else, write to the folder of FONOTEKA_KEYS.');
  }
}

/** The keys that open the recordings are in the key store that the settings name. */
export async function checkRecordingKeys(db: Database, keys: KeyStore): Promise<Finding> {
  if (await hasNewestKey(db, keys)) return well('recording keys', 'the newest recording opens');
  return wrong(
    'recording keys',
    'the key of the newest recording is not in the key store',
    'Stop the service, mount the disk of FONOTEKA_KEYS or restore its folder: no recording opens without.',
  );
}

function probeId(): KeyId {
  const id = readKeyId(`doctor/${randomUUID()}`);
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
