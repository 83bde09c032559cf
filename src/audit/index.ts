export { type AuditEvent, AuditLog, type RecordedAuditEvent } from './audit-log.ts';
export { AUDITED_ACTIONS, type AuditedAction } from './audited-action.ts';
