import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId, TenantId, UserId } from '../base/ids.ts';
import { type ListeningGrant, ListeningGrants } from '../listening-grants/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { requireUser } from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readRecordingId, readTenantId, readText } from './read-option.ts';

interface RequestOptions {
  readonly tenant: TenantId;
  readonly reason: string;
  readonly login?: string;
  readonly recording?: RecordingId;
  readonly download?: true;
}

/** `tenant listening …`: what the operator's staff ask of tenants. Only the tenant gives it, in its panel. */
export function addTenantListeningCommands(tenant: Command, run: CommandRunner): void {
  const listening = sub(tenant, 'listening').description(
    'listening grants: operator staff hear recordings only by them',
  );
  sub(listening, 'list')
    .option('--tenant <id>', 'only of this tenant', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) => run((context) => listeningList(context, tenant ?? null))());
  sub(listening, 'request')
    .description('ask the tenant’s administrators, who get a mail and decide in the panel')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--reason <text>', 'the tenant reads it', readText)
    .option('--login <login>', 'for one of the operator’s staff; default: for each of them')
    .option('--recording <id>', 'only this recording; default: all', readRecordingId)
    .option('--download', 'downloads, too')
    .action((options: RequestOptions) => run((context) => listeningRequest(context, options))());
}

const grantsOf = ({ clock }: CommandContext, db: Database) =>
  new ListeningGrants({ db, clock, audit: new AuditLog(db, clock) });

async function listeningList(context: CommandContext, tenantId: TenantId | null): Promise<void> {
  const grants = await withDatabase(context, (db) => grantsOf(context, db).list(tenantId));
  context.output.result({ grants: grants.map(grantView) }, () => grants.map(grantLine).join('\n') || 'none');
}

async function listeningRequest(
  context: CommandContext,
  { tenant: tenantId, reason, login, recording, download }: RequestOptions,
): Promise<void> {
  const made = await withDatabase(context, async (db) => {
    const givenTo = login === undefined ? null : await staffWith(db, login);
    const what = { recordingId: recording ?? null, download: download === true };
    return grantsOf(context, db).request({ tenantId, givenTo, ...what, reason }, BY_COMMAND);
  });
  context.output.result(grantView(made), () => grantLine(made));
}

/** Throws `user-unknown`. */
async function staffWith(db: Database, login: string): Promise<UserId> {
  const { id, tenantId } = await requireUser(db, login);
  if (tenantId !== null) throw new AppError('user-unknown', 'this is a user of a tenant');
  return id;
}

function grantView(given: ListeningGrant) {
  const { givenToId, requestedAt, decidedAt, from, until, takenBackAt, ...grant } = given;
  return {
    ...grant,
    givenToId,
    requestedAt: isoTime(requestedAt),
    decidedAt: isoTime(decidedAt),
    from: isoTime(from),
    until: isoTime(until),
    takenBackAt: isoTime(takenBackAt),
  };
}

function grantLine({ id, tenantId, tenantName, state, until, givenTo, recordingId, download }: ListeningGrant): string {
  const what = `${recordingId === null ? 'all recordings' : `recording ${recordingId}`}${download ? ', downloads too' : ''}`;
  const end = until === null ? '' : ` until ${isoTime(until)}`;
  return `${id}  tenant ${tenantId}  ${tenantName}: ${state}${end}, for ${givenTo ?? 'all staff'}, ${what}`;
}
