import { type AuditEvent, AuditLog } from '../audit/index.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import type { CommandContext } from './command-context.ts';

/** What is done on the command line is done by whoever may read the data folder. */
export const ACTOR = 'cli';

/** Who decides or orders by a command. */
export const BY_COMMAND = { actor: ACTOR, address: null, name: ACTOR } as const;

type CommandEvent = Pick<AuditEvent, 'tenantId' | 'action' | 'subject' | 'detail'>;

export function auditCommand({ clock }: CommandContext, db: Database, event: CommandEvent): Promise<void> {
  return new AuditLog(db, clock).record({ ...event, actor: ACTOR, address: null });
}

/** Does something and says so in the audit log: both or neither. Where nothing was done, `eventOf` gives null. */
export function audited<T>(
  context: CommandContext,
  db: Database,
  work: (transaction: Database) => Promise<T>,
  eventOf: (done: T) => CommandEvent | null,
): Promise<T> {
  return inTransaction(db, async (transaction) => {
    const done = await work(transaction);
    const event = eventOf(done);
    if (event !== null) await auditCommand(context, transaction, event);
    return done;
  });
}
