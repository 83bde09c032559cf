import type { RecordingId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { type ObjectKey, readObjectKey } from '../platform/object-store/index.ts';

/** Where a recording's bytes are kept: `TENANT/YYYY/MM/RECORDING.mp3`. `startedAt` is Unix ms. */
export function recordingKey(tenantId: TenantId, startedAt: number, recordingId: RecordingId): ObjectKey {
  const [year, month] = warsawDay(startedAt).split('-');
  const key = readObjectKey(`${tenantId}/${year}/${month}/${recordingId}.mp3`);
  if (!key.ok) throw new Error(`no key for a recording: ${key.reason}`);
  return key.value;
}
