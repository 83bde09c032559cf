import { fail, ok, type Result } from '../base/result.ts';
import type { Direction, NoRecordingReason } from '../recording/index.ts';
import type { DirectoryTenant } from './directory.ts';

/** What a tenant's plan and switches can have against recording a call. */
export type NotToRecord = Extract<NoRecordingReason, 'not-entitled' | 'recording-off' | 'internal-off'>;

/** Whether a call of the tenant is recorded, by its plan and its switches; if not, why. */
export function mayRecord(tenant: DirectoryTenant, direction: Direction): Result<true, NotToRecord> {
  if (!tenant.entitled) return fail('not-entitled');
  if (!tenant.recordingEnabled) return fail('recording-off');
  if (direction === 'internal' && !tenant.recordInternal) return fail('internal-off');
  return ok(true);
}
