import type { Direction, NoRecordingReason } from '../../recording/index.ts';
import type { DirectoryTenant } from '../../tenants/index.ts';

/** Why a tenant's call may not be recorded; null where it may. */
export function refusalFor(tenant: DirectoryTenant, direction: Direction): NoRecordingReason | null {
  if (!tenant.entitled) return 'not-entitled';
  if (!tenant.recordingEnabled) return 'recording-off';
  return direction === 'internal' && !tenant.recordInternal ? 'internal-off' : null;
}
