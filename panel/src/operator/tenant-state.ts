import type { OperatorTenant } from '../api/client.ts';

/** What happens to the calls of a tenant now: a suspended one is not recorded, whatever it has set. */
export function recordingState({
  suspension,
  leave,
  recordingEnabled,
}: Pick<OperatorTenant, 'suspension' | 'leave' | 'recordingEnabled'>): 'left' | 'suspended' | 'on' | 'off' {
  if (leave !== null && leave.leftAt !== null) return 'left';
  if (suspension !== null) return 'suspended';
  return recordingEnabled ? 'on' : 'off';
}
