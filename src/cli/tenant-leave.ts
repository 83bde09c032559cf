import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { keyStore } from '../compose/index.ts';
import {
  destructionLogSigner,
  exportDestructionExtract,
  KEPT_TABLES,
  type LeaveStatus,
  leaveStatus,
  orderLeave,
  withdrawLeave,
} from '../retention/index.ts';
import { writeLines } from './output-file.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readTenantId } from './read-option.ts';

interface LeaveOptions {
  readonly tenant: TenantId;
  readonly on?: WarsawDay;
  readonly atShortNotice?: boolean;
  readonly dryRun?: boolean;
  readonly takeBack?: boolean;
  readonly proof?: string;
}

export function addTenantLeaveCommand(tenant: Command, run: CommandRunner): void {
  sub(tenant, 'leave')
    .description('from a day on it is out, and all its data is destroyed; without other options: how far that is')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--on <day>', 'the first day without it, at least 14 days ahead', readDay)
    .option('--at-short-notice', 'an earlier day, from tomorrow on')
    .option('--dry-run', 'only show what would be destroyed and what would stay')
    .option('--take-back', 'it stays; only before the day')
    .option(
      '--proof <file>',
      'write its extract of the destruction log, to hand over; retention verify --file checks it',
    )
    .action((options: LeaveOptions) => run((context) => tenantLeave(context, options))());
}

async function tenantLeave(context: CommandContext, options: LeaveOptions): Promise<void> {
  const { tenant: tenantId, on, atShortNotice = false, dryRun = false, takeBack = false, proof } = options;
  if ([on, takeBack || undefined, proof].filter((given) => given !== undefined).length > 1) {
    throw new AppError('request-invalid', 'choose one of --on, --take-back, --proof');
  }
  if (proof !== undefined) return writeProof(context, tenantId, proof);
  const { clock } = context;
  const { actor, address } = BY_COMMAND;
  const { changed, status } = await withDatabase(context, async (db) => {
    const deps = { db, audit: new AuditLog(db, clock), clock, by: { actor, address } };
    // Before anything is changed: it names the conflicts.
    const before = await leaveStatus(db, tenantId, clock.now());
    if (dryRun || (on === undefined && !takeBack)) return { changed: false, status: before };
    const changed = takeBack
      ? await withdrawLeave(deps, tenantId)
      : await orderLeave(deps, { tenantId, on: on!, atShortNotice });
    return { changed, status: await leaveStatus(db, tenantId, clock.now()) };
  });
  const { leave, holds, ...rest } = status;
  const view = {
    ...rest,
    dryRun,
    changed,
    leave: leave && {
      on: leave.on,
      orderedAt: isoTime(leave.orderedAt),
      leftAt: isoTime(leave.leftAt),
      erasedAt: isoTime(leave.erasedAt),
    },
    holds: holds.map(({ recordingId, until }) => ({ recordingId, until: isoTime(until) })),
    kept: KEPT_TABLES,
  };
  context.output.result(view, () => statusText(status, dryRun ? (on ?? null) : null));
}

async function writeProof(context: CommandContext, tenantId: TenantId, file: string): Promise<void> {
  const lines = await withDatabase(context, async (db) => {
    const signer = await destructionLogSigner({ db, keys: keyStore(context.config, db) });
    return writeLines(file, exportDestructionExtract(db, signer, { tenantId, at: context.clock.now() }));
  });
  // Without the first line and the last one.
  const entries = lines - 2;
  context.output.result({ tenantId, file, entries }, () => `${entries} destroyed recordings: ${file}`);
}

function statusText(status: LeaveStatus, planned: WarsawDay | null): string {
  const { name, tenantId, leave, calls, recordings, users, apiKeys, sources, openRequests, held, holds } = status;
  return [
    `${name}  ${tenantId}`,
    planned === null ? stateOf(leave) : `would leave on ${planned} (nothing is changed)`,
    `destroyed: ${recordings.recordings} recordings (${recordings.bytes} bytes), ${calls} calls, ${users} users, ${apiKeys} API keys, ${sources} sources`,
    ...(openRequests === 0 ? [] : [`closed without an answer: ${openRequests} requests of data subjects (rodo list)`]),
    ...(held.recordings === 0
      ? []
      : [
          `CONFLICT: ${held.recordings} recordings (${held.bytes} bytes) stay until their legal holds end or are lifted:`,
        ]),
    ...holds.map(({ recordingId, until }) => `  ${recordingId}  ${until === null ? 'until lifted' : isoTime(until)}`),
    ...(status.isPaused ? ['CONFLICT: its personal data is paused (retention resume): rows stay until then'] : []),
    ...(status.isUnarchived ? ['recorders have calls of it that are not stored yet: destroyed after that'] : []),
    `stays: ${status.statements} statements, with name, NIP and address; destruction log; audit log until its period is over`,
  ].join('\n');
}

function stateOf(leave: LeaveStatus['leave']): string {
  if (leave === null) return 'it stays';
  const { on, leftAt, erasedAt } = leave;
  if (erasedAt !== null) return `left on ${on}; everything is destroyed since ${isoTime(erasedAt)}`;
  return leftAt === null ? `leaves on ${on}` : `left on ${on}; its data is being destroyed`;
}
