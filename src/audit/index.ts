export type { AuditDetail, AuditedAction, AuditEvent } from './audit-event.ts';
export { AuditLog } from './audit-log.ts';
export type { ChainBreak, ChainedEvent, VerifiedChain } from './chain.ts';
export { verifyExport } from './chain-export.ts';
