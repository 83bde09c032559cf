import { fail, ok, type Result } from '../base/result.ts';
import type { Direction, NoRecordingReason } from '../recording/index.ts';
import type { DirectoryTenant } from './directory.ts';

/** Whether a call of the tenant is recorded, by its plan and its switches; if not, why. */
export function mayRecord(tenant: DirectoryTenant, direction: Direction): Result<true, NoRecordingReason> {
  if (!tenant.entitled) return fail('not-entitled');
  if (!tenant.recordingEnabled) return fail('recording-off');
  if (direction === 'internal' && !tenant.recordInternal) return fail('internal-off');
  return ok(true);
}
