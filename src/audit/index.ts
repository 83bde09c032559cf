export type { AuditDetail, AuditEvent, RecordedAuditEvent } from './audit-event.ts';
export { AuditLog } from './audit-log.ts';
export type { AuditedAction } from './audited-action.ts';
