import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { CancellationRequestId, TenantId } from '../base/ids.ts';
import { type CancellableService, type Cancellation, type CancellationState, Cancellations } from '../billing/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId } from './read-option.ts';

interface ConfirmOptions {
  readonly id: CancellationRequestId;
  /** Both complete a mail that does not name them. */
  readonly tenant?: TenantId;
  readonly service?: CancellableService;
}

interface RejectOptions {
  readonly id: CancellationRequestId;
  readonly note: string;
}

export function addCancellationCommands(program: Command, run: CommandRunner): void {
  const cancellation = sub(program, 'cancellation').description('services cancelled by e-mail');
  sub(cancellation, 'list')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'confirmed', 'rejected']))
    .action(({ state }: { state?: CancellationState }) => run((context) => cancellationList(context, state))());
  sub(cancellation, 'confirm')
    .description('confirm its receipt: the service ends, the customer gets a mail with the date')
    .requiredOption('--id <id>', 'the request')
    .option('--tenant <id>', 'the tenant, where the mail names none', readTenantId)
    .addOption(new Option('--service <service>', 'the service').choices(['extended-retention', 'push']))
    .action((options: ConfirmOptions) => run((context) => cancellationConfirm(context, options))());
  sub(cancellation, 'reject')
    .requiredOption('--id <id>', 'the request')
    .requiredOption('--note <text>', 'the reason')
    .action((options: RejectOptions) => run((context) => cancellationReject(context, options))());
}

async function cancellationList(context: CommandContext, state?: CancellationState): Promise<void> {
  const listed = await withCancellations(context, (cancellations) => cancellations.list(state));
  const views = listed.map(cancellationView);
  context.output.result(views, (list) => list.map(cancellationLine).join('\n') || 'no cancellations');
}

async function cancellationConfirm(context: CommandContext, { id, tenant, service }: ConfirmOptions): Promise<void> {
  const completion = { ...(tenant && { tenantId: tenant }), ...(service && { service }) };
  const confirmed = await withCancellations(context, (cancellations) =>
    cancellations.confirm(id, BY_COMMAND, completion),
  );
  context.output.result(cancellationView(confirmed), cancellationLine);
}

async function cancellationReject(context: CommandContext, { id, note }: RejectOptions): Promise<void> {
  const rejected = await withCancellations(context, (cancellations) => cancellations.reject(id, BY_COMMAND, note));
  context.output.result(cancellationView(rejected), cancellationLine);
}

function withCancellations<T>(context: CommandContext, work: (cancellations: Cancellations) => Promise<T>): Promise<T> {
  const { clock } = context;
  return withDatabase(context, (db) => work(new Cancellations({ db, audit: new AuditLog(db, clock), clock })));
}

function cancellationView(cancellation: Cancellation) {
  return {
    ...cancellation,
    sentAt: isoTime(cancellation.sentAt),
    receivedAt: isoTime(cancellation.receivedAt),
    confirmBy: isoTime(cancellation.confirmBy),
    endsAtIfConfirmedNow: isoTime(cancellation.endsAtIfConfirmedNow),
    serviceEndsAt: isoTime(cancellation.serviceEndsAt),
    decidedAt: isoTime(cancellation.decidedAt),
  };
}

type CancellationView = ReturnType<typeof cancellationView>;

function cancellationLine(cancellation: CancellationView): string {
  const { id, state, sentAt, authenticity, tenant, sender, service, subject } = cancellation;
  const what = `${tenant?.name ?? sender}  ${service ?? subject}`;
  return `${id}  ${state}  ${sentAt}  ${authenticity}  ${what}  ${endText(cancellation)}`.trimEnd();
}

function endText({ confirmBy, endsAtIfConfirmedNow, serviceEndsAt }: CancellationView): string {
  if (serviceEndsAt !== null) return `ends ${serviceEndsAt}`;
  return confirmBy === null ? '' : `would end ${endsAtIfConfirmedNow} if confirmed by ${confirmBy}`;
}
