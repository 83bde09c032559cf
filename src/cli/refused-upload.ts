import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { UserId } from '../base/ids.ts';
import { keyStore, recordingStore, withUploads } from '../compose/index.ts';
import {
  endRefused,
  listRefused,
  readRefused,
  REFUSED_UPLOAD_REASONS,
  type RefusedUpload,
  removeEndedRefused,
  requireRefused,
  retryRefused,
} from '../intake/index.ts';
import { grantForAllRecordings } from '../listening-grants/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { requireUser } from '../tenants/index.ts';
import { ACTOR, audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';

/** Only for who runs the command. */
const FILE_MODE = 0o600;
/** Nobody’s: only grants for each of the staff are found for it. */
const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId;
const BY = { actor: ACTOR, address: null } as const;

interface FetchOptions {
  readonly id: string;
  readonly out: string;
  readonly reason: (typeof REFUSED_UPLOAD_REASONS)[number];
  readonly login?: string;
}

/** `refused-upload …`: uploads whose audio could not be used, kept a day. */
export function addRefusedUploadCommands(program: Command, run: CommandRunner): void {
  const refused = sub(program, 'refused-upload').description('uploads of the last day whose audio could not be used');
  sub(refused, 'list')
    .description('newest first; without numbers of the calls')
    .option('--source <id>')
    .action(({ source }: { source?: string }) => run((context) => list(context, source))());
  sub(refused, 'fetch')
    .description('the file as it was received; needs a listening grant of the tenant, and its audit log says so')
    .requiredOption('--id <id>', 'as the PBX got it, in refusedUploadId')
    .requiredOption('--out <file>', 'a new file')
    .addOption(new Option('--reason <reason>', 'why').choices(REFUSED_UPLOAD_REASONS).makeOptionMandatory())
    .option('--login <login>', 'whose grant it is; default: a grant for each of the staff')
    .action((options: FetchOptions) => run((context) => fetchFile(context, options))());
  sub(refused, 'retry')
    .description('send it through again, as if the PBX had; once its cause is mended')
    .requiredOption('--id <id>', 'which one')
    .action(({ id }: { id: string }) => run((context) => retry(context, id))());
  sub(refused, 'remove')
    .description('destroy it before its day is over')
    .requiredOption('--id <id>', 'which one')
    .action(({ id }: { id: string }) => run((context) => remove(context, id))());
}

async function list(context: CommandContext, sourceId: string | undefined): Promise<void> {
  const uploads = await withDatabase(context, (db) =>
    listRefused(db, { now: context.clock.now(), ...(sourceId !== undefined && { sourceId }) }),
  );
  context.output.result({ uploads: uploads.map(view) }, () => uploads.map(line).join('\n') || 'none');
}

function view({ refusedAt, endsAt, ...upload }: RefusedUpload) {
  return { ...upload, refusedAt: isoTime(refusedAt), endsAt: isoTime(endsAt) };
}

function line({ id, refusedAt, source, tenant, code, reason, beginsAs, sizeBytes, times, isStored }: RefusedUpload) {
  const file = `${sizeBytes} bytes, begins as ${beginsAs}${isStored ? '' : ', not kept'}`;
  const again = times > 1 ? `  ${times} times` : '';
  return `${id}  ${isoTime(refusedAt)}  ${source.name}  ${tenant.name}  ${code}: ${reason}  ${file}${again}`;
}

async function fetchFile(context: CommandContext, { id, out, reason, login }: FetchOptions): Promise<void> {
  const { config, clock } = context;
  const fetched = await withDatabase(context, async (db) => {
    const sources = { db, clock, objects: recordingStore(config, db), keys: keyStore(config, db) };
    const { tenant } = await requireRefused(sources, id);
    const userId = login === undefined ? NOBODY : await staffWith(db, login);
    const grant = await grantForAllRecordings(db, tenant.id, { userId, now: clock.now() });
    if (grant === null) throw new AppError('listening-not-granted');
    const deps = { ...sources, audit: new AuditLog(db, clock) };
    const { refused, content } = await readRefused(deps, { id, reason, by: BY, grant: grant.id });
    const file = createWriteStream(out, { flags: 'wx', mode: FILE_MODE });
    await pipeline(content, file).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw new AppError('request-invalid', `${out} exists`, { cause });
      await rm(out, { force: true });
      throw cause;
    });
    return { ...view(refused), file: out };
  });
  context.output.result(fetched, ({ sizeBytes, beginsAs }) => `${sizeBytes} bytes (${beginsAs}) written to ${out}`);
}

/** Throws `user-unknown`. */
async function staffWith(db: Database, login: string): Promise<UserId> {
  const { id, tenantId } = await requireUser(db, login);
  if (tenantId !== null) throw new AppError('user-unknown', 'this is a user of a tenant');
  return id;
}

async function retry(context: CommandContext, id: string): Promise<void> {
  const { clock } = context;
  const stored = await withUploads(context, (parts) =>
    retryRefused({ ...parts, clock, audit: new AuditLog(parts.db, clock) }, { id, by: BY }),
  );
  context.output.result(stored, ({ path }) => `stored as ${path}`);
}

async function remove(context: CommandContext, id: string): Promise<void> {
  const { config, clock, log } = context;
  await withDatabase(context, async (db) => {
    const { id: found } = await audited(
      context,
      db,
      async (transaction) => {
        const refused = await requireRefused({ db: transaction, clock }, id);
        await endRefused(transaction, refused.id, clock.now());
        return refused;
      },
      ({ tenant }) => ({ tenantId: tenant.id, action: 'refused-upload-removed', subject: id }),
    );
    const stores = { objects: recordingStore(config, db), keys: keyStore(config, db) };
    await removeEndedRefused({ db, clock, log, ...stores }, { ids: [found] });
  });
  context.output.result({ id, removed: true }, () => 'removed');
}
