import type { RecordingId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type KeyId, readKeyId } from '../platform/key-store/index.ts';

/**
 * The key that wraps the keys of all recordings of one tenant that began on one Warsaw day and expire on one:
 * `EXPIRYDAY/TENANT_STARTDAY`. Instants are Unix ms.
 */
export function dayKeyId(tenantId: TenantId, startedAt: number, expiresAt: number): KeyId {
  return keyId(`${warsawDay(expiresAt)}/${tenantId}_${warsawDay(startedAt)}`);
}

/** The key of a recording under a legal hold: none of its day's keys outlives its day for it. */
export function holdKeyId(recordingId: RecordingId): KeyId {
  return keyId(`hold/${recordingId}`);
}

/** Whether a key is one of these two kinds; the key store has others. */
export function wrapsRecordings(id: KeyId): boolean {
  return RECORDING_KEY.test(id);
}

const RECORDING_KEY = /^(?:\d{4}-\d{2}-\d{2}|hold)\//;

/** A key's id as a row has it. */
export function keyId(text: string): KeyId {
  const id = readKeyId(text);
  if (!id.ok) throw new Error(`no id of a key: ${id.reason}`);
  return id.value;
}
