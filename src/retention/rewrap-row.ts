import { rewrap } from '../archive/index.ts';
import type { RecordingId } from '../base/ids.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A recording's row, locked, with its key. */
export interface WrappedRow {
  readonly id: RecordingId;
  readonly key_id: string | null;
  readonly wrapped_key: Buffer | null;
}

/** Has a recording's key wrapped by another key. One of before encryption has none, and stays as it is. */
export async function rewrapRow(transaction: Database, keys: KeyStore, row: WrappedRow, to: KeyId): Promise<void> {
  if (row.key_id === null || row.wrapped_key === null) return;
  const from = { keyId: row.key_id, wrappedKey: row.wrapped_key };
  const { keyId, wrappedKey } = await rewrap(transaction, keys, { recordingId: row.id, from, to });
  await transaction
    .updateTable('recordings')
    .set({ key_id: keyId, wrapped_key: wrappedKey })
    .where('id', '=', row.id)
    .execute();
}
