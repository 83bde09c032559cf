import type { TenantId } from '../base/ids.ts';
import type { NoRecordingReason } from '../recording/index.ts';
import { type Directory, type DirectorySource, mayRecord } from '../tenants/index.ts';
import { deriveToldCall } from './derivation/index.ts';
import type { ToldCall } from './told-call.ts';

/** Whether a call would be recorded. */
export interface RecordingPolicy {
  readonly record: boolean;
  /** Null: nothing tells whose call it would be. */
  readonly tenantId: TenantId | null;
  /** Why not. */
  readonly reason: NoRecordingReason | null;
}

/** What a recording session between two numbers would be answered now. */
export function recordingPolicy(
  directory: Directory,
  source: DirectorySource,
  parties: Pick<ToldCall, 'caller' | 'callee'>,
): RecordingPolicy {
  const derived = deriveToldCall(directory, source, { ...parties, tenantId: null, direction: null });
  if (!derived.ok) return { record: false, tenantId: null, reason: 'tenant-unknown' };
  const { tenant, direction } = derived.value;
  const permitted = mayRecord(tenant, direction);
  return { record: permitted.ok, tenantId: tenant.id, reason: permitted.ok ? null : permitted.reason };
}
