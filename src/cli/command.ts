import type { Command } from 'commander';
import { type AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { type Config, databaseUrls } from '../config/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, inTransaction, openDatabase } from '../platform/postgres/index.ts';
import type { Output } from './output.ts';

/** What every command gets. */
export interface CommandContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly output: Output;
}

/** Runs a command's action; when the action returns `false`, it has completed and the exit code is that of a failure. */
export type CommandRunner = (action: (context: CommandContext) => Promise<boolean | void>) => () => Promise<void>;

/** Adds a command below another. `--json` may stand before it or after it. */
export function sub(parent: Command, name: string): Command {
  return parent.command(name).option('--json', 'one JSON document on stdout').exitOverride();
}

/** Opens the database of the settings for a command, beside a running service or alone. */
export async function withDatabase<T>(
  { config, clock, log }: CommandContext,
  work: (db: Database, url: string) => Promise<T>,
  { anySchema = false } = {},
): Promise<T> {
  const { data: dataFolder, migrate } = config;
  const database = await openDatabase({
    ...databaseUrls(config),
    dataFolder,
    as: 'command',
    migrate,
    anySchema,
    log,
    clock,
  });
  try {
    return await work(database.db, database.listenUrl);
  } finally {
    await database.close();
  }
}

/** With a printed password. */
export const SHOWN_ONCE = 'The password is shown only now, and must be changed at the first sign-in.';

/** The actor of every command in the audit log: whoever may read the data folder. */
export const ACTOR = 'cli';

/** Who decides or orders by a command. */
export const BY_COMMAND = { actor: ACTOR, address: null, name: ACTOR } as const;

type CommandEvent = Pick<AuditEvent, 'tenantId' | 'action' | 'subject' | 'detail'>;

export function auditCommand({ clock }: CommandContext, db: Database, event: CommandEvent): Promise<void> {
  return new AuditLog(db, clock).record({ ...event, actor: ACTOR, address: null });
}

/** Does something and records it in the audit log, in one transaction. When `eventOf` returns null nothing is recorded. */
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
