import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { AuditLog, type ChainBreak, type VerifiedChain, verifyExport } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import { auditCutBefore } from '../retention/index.ts';
import { auditCommand, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { openExportedLog, readTenantId } from './read-option.ts';

interface VerifyOptions {
  readonly tenant?: TenantId;
  /** An export. Alone it is verified without the database; with a tenant, that tenant's log must still contain it. */
  readonly file?: string;
}

export function addAuditCommands(program: Command, run: CommandRunner): void {
  const audit = sub(program, 'audit').description('the audit logs: who did what');
  sub(audit, 'verify')
    .description('whether the logs are complete and unaltered')
    .option('--tenant <id>', 'the log of this tenant; without it all', readTenantId)
    .option('--file <path>', 'an export instead of the database; with --tenant, also whether the database still has it')
    .action((options: VerifyOptions) => run((context) => auditVerify(context, options))());
  sub(audit, 'export')
    .description('a log with its hashes, one JSON document a line')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => auditExport(context, tenant))());
}

/** Verifies logs and prints the first broken event of each; false when there is one. */
async function auditVerify(context: CommandContext, { file, tenant }: VerifyOptions): Promise<boolean> {
  const logs =
    file === undefined
      ? await withDatabase(context, (db) => verifyLogs(new AuditLog(db, context.clock), tenant))
      : [await verifyFile(context, file, tenant)];
  const allOk = logs.every(({ ok }) => ok);
  context.output.result({ ok: allOk, logs }, () => logs.map(logLine).join('\n') || 'no logs yet');
  return allOk;
}

/** Writes a tenant's log to stdout; the export itself is recorded in it. */
async function auditExport(context: CommandContext, tenantId: TenantId): Promise<void> {
  await withDatabase(context, async (db) => {
    await auditCommand(context, db, { tenantId, action: 'audit-exported', subject: null });
    const lines = new AuditLog(db, context.clock).exportChain(tenantId);
    await pipeline(Readable.from(lines), process.stdout, { end: false });
  });
}

type VerifiedLog =
  | { readonly log: string; readonly ok: true; readonly events: number; readonly cut: number; readonly hash: string }
  | ({ readonly log: string; readonly ok: false } & ChainBreak);

async function verifyLogs(log: AuditLog, tenant: TenantId | undefined): Promise<VerifiedLog[]> {
  const logs: VerifiedLog[] = [];
  for (const tenantId of tenant === undefined ? await log.chains() : [tenant]) {
    logs.push(verifiedLog(tenantId ?? 'operator', await log.verify(tenantId)));
  }
  return logs;
}

async function verifyFile(context: CommandContext, file: string, tenant: TenantId | undefined): Promise<VerifiedLog> {
  const youngSince = auditCutBefore(context.config.retentionAudit, context.clock.now());
  const exported = await verifyExport((await openExportedLog(file)).readLines(), youngSince);
  if (!exported.ok || tenant === undefined) return verifiedLog(file, exported);
  const confirmed = await withDatabase(context, (db) =>
    new AuditLog(db, context.clock).confirm(tenant, exported.value),
  );
  return verifiedLog(file, confirmed.ok ? exported : confirmed);
}

function verifiedLog(log: string, result: Result<VerifiedChain, ChainBreak>): VerifiedLog {
  if (!result.ok) return { log, ok: false, ...result.reason };
  const { seq, cut, hash } = result.value;
  return { log, ok: true, events: seq, cut, hash };
}

function logLine(log: VerifiedLog): string {
  if (log.ok) return `ok     ${log.log}  ${log.events} events${cutText(log.cut)}, the last ${log.hash}`;
  return `BROKEN ${log.log}  at event ${log.seq}: ${log.what}`;
}

function cutText(cut: number): string {
  return cut === 0 ? '' : `, the first ${cut} cut after their retention period`;
}
