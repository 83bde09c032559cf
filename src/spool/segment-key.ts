import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { basename } from 'node:path';
import type { RecorderId } from '../base/ids.ts';
import { KEY_BYTES, type KeyId, type KeyStore, readKeyId } from '../platform/key-store.ts';

/** Of the key store: the keys of a recorder's runs. */
export const SPOOL_KEY_GROUP = 'spool';

/** The key of one run of a recorder, from which those of its segments are derived. */
export function runKeyId(recorderId: RecorderId, run: number): KeyId {
  const id = readKeyId(`${SPOOL_KEY_GROUP}/${recorderId}_${run}`);
  if (!id.ok) throw new Error(`not the id of a key: ${id.reason}`);
  return id.value;
}

/** The run of a key of this recorder; null: it is another recorder's key. */
export function runOfKeyId(recorderId: RecorderId, id: KeyId): number | null {
  const prefix = `${SPOOL_KEY_GROUP}/${recorderId}_`;
  return id.startsWith(prefix) ? Number(id.slice(prefix.length)) : null;
}

/** Of a recorder that does not come back: whatever is left of its spool, and all copies of it, cannot be read any more. */
export async function deleteRunKeys(keys: Pick<KeyStore, 'list' | 'delete'>, recorderId: RecorderId): Promise<void> {
  for await (const id of keys.list(SPOOL_KEY_GROUP)) if (runOfKeyId(recorderId, id) !== null) await keys.delete(id);
}

/**
 * The key of a segment, by HKDF (RFC 5869) from its run's key and its file name. No two segments of a run have the same name,
 * so that the position of a record in its segment can be the nonce.
 */
export function segmentKey(runKey: Uint8Array, file: string): KeyObject {
  const info = `fonoteka spool segment ${basename(file)}`;
  return createSecretKey(Buffer.from(hkdfSync('sha256', runKey, '', info, KEY_BYTES)));
}
