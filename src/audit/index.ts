export { type AuditEvent, AuditLog } from './audit-log.ts';
export type { AuditedAction } from './audited-action.ts';
