import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AuditLog, type ChainBreak, type ChainEnd, verifyExport } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Result } from '../../base/result.ts';
import { auditCommand } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { openExport } from '../open-export.ts';
import { withDatabase } from '../with-database.ts';

export interface LogToVerify {
  readonly tenant?: TenantId;
  /** An export. Alone it is verified without the database; with a tenant, that one's log must still agree with it. */
  readonly file?: string;
}

/** Verifies logs and names the first broken place of each; false when there is one. */
export async function auditVerify(context: CommandContext, asked: LogToVerify): Promise<boolean> {
  const logs =
    asked.file === undefined
      ? await withDatabase(context, (db) => verifyLogs(new AuditLog(db, context.clock), asked.tenant))
      : [await verifyFile(context, { ...asked, file: asked.file })];
  const whole = logs.every(({ ok }) => ok);
  context.output.answer({ ok: whole, logs }, () => logs.map(line).join('\n') || 'no logs yet');
  return whole;
}

/** A tenant's log on stdout; that it was asked for is in it. */
export async function auditExport(context: CommandContext, tenantId: TenantId): Promise<void> {
  await withDatabase(context, async (db) => {
    await auditCommand(context, db, { tenantId, action: 'audit-exported', subject: null });
    const lines = new AuditLog(db, context.clock).exportChain(tenantId);
    await pipeline(Readable.from(lines), process.stdout, { end: false });
  });
}

type VerifiedLog =
  | { readonly log: string; readonly ok: true; readonly events: number; readonly hash: string }
  | ({ readonly log: string; readonly ok: false } & ChainBreak);

async function verifyLogs(log: AuditLog, tenant: TenantId | undefined): Promise<VerifiedLog[]> {
  const logs: VerifiedLog[] = [];
  for (const tenantId of tenant === undefined ? await log.chains() : [tenant]) {
    logs.push(verified(tenantId ?? 'operator', await log.verify(tenantId)));
  }
  return logs;
}

async function verifyFile(
  context: CommandContext,
  { file, tenant }: LogToVerify & { readonly file: string },
): Promise<VerifiedLog> {
  const exported = await verifyExport((await openExport(file)).readLines());
  if (!exported.ok || tenant === undefined) return verified(file, exported);
  const confirmed = await withDatabase(context, (db) =>
    new AuditLog(db, context.clock).confirm(tenant, exported.value),
  );
  return verified(file, confirmed);
}

function verified(log: string, result: Result<ChainEnd, ChainBreak>): VerifiedLog {
  if (!result.ok) return { log, ok: false, ...result.reason };
  return { log, ok: true, events: result.value.seq, hash: result.value.hash };
}

function line(log: VerifiedLog): string {
  if (log.ok) return `ok     ${log.log}  ${log.events} events, the last ${log.hash}`;
  return `BROKEN ${log.log}  at event ${log.seq}: ${log.what}`;
}
