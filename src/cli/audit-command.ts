import { type AuditEvent, AuditLog } from '../audit/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { CommandContext } from './command-context.ts';

/** What is done on the command line is done by whoever may read the data folder. */
const ACTOR = 'cli';

export function auditCommand(
  { clock }: CommandContext,
  db: Database,
  event: Pick<AuditEvent, 'tenantId' | 'action' | 'subject'>,
): Promise<void> {
  return new AuditLog(db, clock).record({ ...event, actor: ACTOR, address: null });
}
