import type { AuditEvent } from '../audit/index.ts';

/** Who orders, as the audit log names them. */
export type OrderedBy = Pick<AuditEvent, 'actor' | 'address'>;
