export type { AuditDetail, AuditEvent } from './audit-event.ts';
export { AuditLog } from './audit-log.ts';
export type { AuditedAction } from './audited-action.ts';
export type { ChainedEvent, ChainEnd } from './chained-event.ts';
export type { ChainBreak } from './verify-chain.ts';
export { verifyExport } from './verify-export.ts';
