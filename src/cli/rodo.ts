import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { isId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type RodoKind, type RodoPreview, type RodoRequest, RodoRequests, tenantOfRequest } from '../rodo/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readTenantId } from './read-option.ts';

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
    desk(context, db).preview({ tenantId: await tenantOfRequest(db, requestId), requestId }, BY_OPERATOR),
  );
  const deliveries = preview.deliveries.map((each) => ({ ...each, deliveredAt: isoTime(each.deliveredAt) }));
  context.output.result({ ...preview, deliveries }, () => previewText(preview));
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
    `named in ${texts.mails} mails, ${texts.cancellations} cancellations, ${texts.holdReasons} reasons of legal holds`,
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
