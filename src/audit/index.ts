export { ACTION_GROUPS, type ActionGroup } from './action-groups.ts';
export type { AuditDetail, AuditedAction, AuditEvent } from './audit-event.ts';
export { AuditLog, type EventPage } from './audit-log.ts';
export type { ChainBreak, ChainedEvent, VerifiedChain } from './chain.ts';
export { verifyExport } from './chain-export.ts';
