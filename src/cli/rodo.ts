import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import { isId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { keyStore, recordingStore } from '../compose/index.ts';
import { type Database, databaseNow } from '../platform/postgres/index.ts';
import { openScratchFolder } from '../platform/scratch-folder.ts';
import {
  answerText,
  CONFLICT_KINDS,
  type ConflictKind,
  openPackage,
  packageOf,
  type RequestKey,
  type RodoKind,
  type RodoPreview,
  type RodoRequest,
  RodoRequests,
  type RodoWorkDeps,
  tenantOfRequest,
  workOnRequests,
} from '../rodo/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readTenantId, readText } from './read-option.ts';

interface OpenOptions {
  readonly tenant: TenantId;
  readonly kind: RodoKind;
  readonly number: string;
  readonly note: string;
  readonly received?: WarsawDay;
}

interface RequestOption {
  readonly request: RodoRequestId;
}

interface PackageOptions extends RequestOption {
  readonly withoutRecordings?: boolean;
  readonly out?: string;
}

/** The operator acts for the tenant. */
const BY_OPERATOR = { ...BY_COMMAND, isOperator: true } as const;

export function addRodoCommands(program: Command, run: CommandRunner): void {
  const rodo = sub(program, 'rodo').description(
    'requests of data subjects (RODO): access and erasure by telephone number',
  );
  sub(rodo, 'open')
    .description('open a request; it is due a month after its receipt')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .addOption(new Option('--kind <kind>', 'what is requested').choices(['access', 'erasure']).makeOptionMandatory())
    .requiredOption('--number <number>', 'the person’s number, in any form')
    .option('--note <text>', 'a case number', '')
    .option('--received <day>', 'when it arrived; without it: today', readDay)
    .action((options: OpenOptions) => run((context) => rodoOpen(context, options))());
  sub(rodo, 'list')
    .option('--tenant <id>', 'only of this tenant', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) => run((context) => rodoList(context, tenant ?? null))());
  onRequest(rodo, 'preview')
    .description('where the service has the number, and what stands against an erasure; changes nothing')
    .action(({ request }: RequestOption) => run((context) => rodoPreview(context, request))());
  onRequest(rodo, 'package')
    .description('make the ZIP of an access request; with recordings, it is downloaded in the panel')
    .option('--without-recordings', 'call data only')
    .option('--out <file>', 'write it to this new file; only without recordings')
    .action((options: PackageOptions) => run((context) => rodoPackage(context, options))());
  onRequest(rodo, 'erase')
    .description('destroy the recordings and remove the number, unless a second person must release it first')
    .addOption(
      new Option('--accept <conflicts...>', 'conflicts of the preview that are accepted')
        .choices(CONFLICT_KINDS)
        .default([]),
    )
    .action(({ request, accept }: RequestOption & { accept: ConflictKind[] }) =>
      run((context) => rodoErase(context, request, accept))(),
    );
  onRequest(rodo, 'answer')
    .description('what an erasure has done, and what not and why: a page to print in Polish')
    .action(({ request }: RequestOption) => run((context) => rodoAnswer(context, request))());
  onRequest(rodo, 'release')
    .description('release what the tenant’s administrator has ordered, where two persons are needed')
    .action(({ request }: RequestOption) => run((context) => rodoRelease(context, request))());
  onRequest(rodo, 'close')
    .description('close an answered request: its number and its package are deleted')
    .option('--refused <reason>', 'it was refused (Art. 12(4))', readText)
    .action(({ request, refused }: RequestOption & { refused?: string }) =>
      run((context) => rodoClose(context, request, refused))(),
    );
  sub(rodo, 'two-persons')
    .description('whether a second administrator of a tenant must release packages and erasures')
    .argument('<on|off>', 'on or off', readSwitch)
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action((isOn: boolean, { tenant }: { tenant: TenantId }) =>
      run((context) => rodoTwoPersons(context, tenant, isOn))(),
    );
}

function readSwitch(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('must be on or off');
  return text === 'on';
}

function onRequest(rodo: Command, name: string): Command {
  return sub(rodo, name).requiredOption(
    '--request <id>',
    'the request; `fonoteka rodo list` shows them',
    readRequestId,
  );
}

function readRequestId(text: string): RodoRequestId {
  if (!isId(text)) throw new InvalidArgumentError('must be a request’s id; `fonoteka rodo list` shows them');
  return text as RodoRequestId;
}

async function rodoOpen(context: CommandContext, { tenant, received, ...options }: OpenOptions): Promise<void> {
  const opened = await withDatabase(context, (db) =>
    desk(context, db).open({ ...options, tenantId: tenant, receivedOn: received ?? null }, BY_OPERATOR),
  );
  context.output.result(requestView(opened), () => requestLine(opened));
}

async function rodoList(context: CommandContext, tenant: TenantId | null): Promise<void> {
  const requests = await withDatabase(context, (db) => desk(context, db).list(tenant));
  const views = requests.map(requestView);
  context.output.result({ requests: views }, () => requests.map(requestLine).join('\n') || 'no requests');
}

async function rodoPreview(context: CommandContext, requestId: RodoRequestId): Promise<void> {
  const { listed: _, ...preview } = await withDatabase(context, async (db) =>
    desk(context, db).preview(await keyOf(db, requestId), BY_OPERATOR),
  );
  const deliveries = preview.deliveries.map((each) => ({ ...each, deliveredAt: isoTime(each.deliveredAt) }));
  context.output.result({ ...preview, deliveries }, () => previewText(preview));
}

/** Orders the package, makes it unless a second person must release it first, and writes it to a file if it may. */
async function rodoPackage(
  context: CommandContext,
  { request, withoutRecordings, out }: PackageOptions,
): Promise<void> {
  const recordings = withoutRecordings !== true;
  if (recordings && out !== undefined) throw new AppError('not-allowed', '--out needs --without-recordings');
  const made = await withDatabase(context, async (db) => {
    const key = await keyOf(db, request);
    const ordered = await desk(context, db).orderPackage(key, recordings, BY_OPERATOR);
    if (ordered.state !== 'working') return { ...requestView(ordered), package: null };
    await work(context, db, request);
    if (out !== undefined) await writePackage(context, db, { key, out });
    const done = requestView(await desk(context, db).get(key));
    return { ...done, package: await packageOf(db, key, context.clock.now()) };
  });
  context.output.result(made, () =>
    made.package === null ? made.state : `${made.package.sizeBytes} bytes, SHA-256 ${made.package.sha256}`,
  );
}

async function writePackage(
  context: CommandContext,
  db: Database,
  { key, out }: { readonly key: RequestKey; readonly out: string },
): Promise<void> {
  const { content } = await openPackage(workDeps(context, db, ''), key, BY_OPERATOR);
  await pipeline(content, createWriteStream(out, { mode: 0o600, flags: 'wx' }));
}

async function rodoErase(
  context: CommandContext,
  requestId: RodoRequestId,
  accepted: readonly ConflictKind[],
): Promise<void> {
  const done = await withDatabase(context, async (db) => {
    const key = await keyOf(db, requestId);
    const ordered = await desk(context, db).orderErasure(key, accepted, BY_OPERATOR);
    if (ordered.state === 'working') await work(context, db, requestId);
    return desk(context, db).get(key);
  });
  context.output.result(requestView(done), () => requestLine(done));
}

async function rodoAnswer(context: CommandContext, requestId: RodoRequestId): Promise<void> {
  const answer = await withDatabase(context, async (db) => desk(context, db).answer(await keyOf(db, requestId)));
  if (answer === null) throw new AppError('rodo-not-complete');
  context.output.result(answer, answerText);
}

async function rodoRelease(context: CommandContext, requestId: RodoRequestId): Promise<void> {
  const done = await withDatabase(context, async (db) => {
    const key = await keyOf(db, requestId);
    await desk(context, db).release(key, BY_OPERATOR);
    await work(context, db, requestId);
    return desk(context, db).get(key);
  });
  context.output.result(requestView(done), () => requestLine(done));
}

async function rodoClose(context: CommandContext, requestId: RodoRequestId, refused?: string): Promise<void> {
  const closing = { outcome: refused === undefined ? 'fulfilled' : 'refused', note: refused ?? '' } as const;
  const closed = await withDatabase(context, async (db) =>
    desk(context, db).close(await keyOf(db, requestId), closing, BY_OPERATOR),
  );
  context.output.result(requestView(closed), () => requestLine(closed));
}

async function rodoTwoPersons(context: CommandContext, tenantId: TenantId, isOn: boolean): Promise<void> {
  await withDatabase(context, (db) => desk(context, db).setTwoPerson(tenantId, isOn, BY_OPERATOR));
  context.output.result({ tenantId, twoPersonRelease: isOn }, () => (isOn ? 'on' : 'off'));
}

async function keyOf(db: Database, requestId: RodoRequestId): Promise<RequestKey> {
  return { tenantId: await tenantOfRequest(db, requestId), requestId };
}

/** Does what is ordered at once, whether or not a worker runs. */
async function work(context: CommandContext, db: Database, only: RodoRequestId): Promise<void> {
  const scratch = openScratchFolder(join(context.config.data, 'temporary'));
  try {
    await workOnRequests(workDeps(context, db, scratch.path), { only });
  } finally {
    scratch[Symbol.dispose]();
  }
}

function workDeps({ config, clock, log }: CommandContext, db: Database, folder: string): RodoWorkDeps {
  const stores = { objects: recordingStore(config, db), keys: keyStore(config, db) };
  const clocks = { clock, databaseNow: () => databaseNow(db) };
  return { db, ...stores, audit: new AuditLog(db, clock), ...clocks, log, folder };
}

function desk({ clock }: CommandContext, db: Database): RodoRequests {
  return new RodoRequests({ db, audit: new AuditLog(db, clock), clock });
}

function requestView({ openedAt, closedAt, ...request }: RodoRequest) {
  return { ...request, openedAt: isoTime(openedAt), closedAt: isoTime(closedAt) };
}

function requestLine({ id, tenantId, kind, maskedNumber, state, dueOn, outcome }: RodoRequest): string {
  return `${id}  tenant ${tenantId}  ${kind} of ${maskedNumber}: ${outcome ?? state}, due ${dueOn}`;
}

function previewText(preview: Omit<RodoPreview, 'listed'>): string {
  const { calls, recordings, texts, deliveries, fetched, conflicts } = preview;
  return [
    `${calls.total} calls, ${calls.withRecording} with and ${calls.withoutRecording} without a recording (${calls.refused} refused); ` +
      `in ${calls.asParticipant} only named by the PBX's metadata`,
    `${recordings.kept} recordings kept, ${recordings.held} under a legal hold, ${recordings.destroyed} destroyed; ${recordings.bytes} bytes`,
    `named in ${texts.mails} mails, ${texts.cancellations} cancellations, ${texts.holdReasons} reasons of legal holds, ${texts.notes} notes of calls`,
    ...deliveries.map(
      ({ day, deliveredAt, deliveredTo, recordings }) =>
        `${recordings} recordings of ${day} delivered to ${deliveredTo ?? 'the tenant’s server'} at ${isoTime(deliveredAt)}`,
    ),
    `fetched by the tenant's people ${fetched} times`,
    ...conflicts.map(({ kind, effect, count }) => `conflict ${kind} (${count}): ${EFFECTS[effect]}`),
  ].join('\n');
}

const EFFECTS = {
  refused: 'nothing can be erased',
  kept: 'this is kept',
  accept: 'erased only if accepted',
} as const;
