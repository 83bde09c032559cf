import { AuditLog } from '../../audit/index.ts';
import type { CancellationRequestId, TenantId } from '../../base/ids.ts';
import {
  type CancellableService,
  type Cancellation,
  type CancellationState,
  Cancellations,
} from '../../billing/index.ts';
import { BY_COMMAND } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export async function cancellationList(context: CommandContext, state?: CancellationState): Promise<void> {
  const listed = await withCancellations(context, (cancellations) => cancellations.list(state));
  context.output.answer(listed.map(withDates), (list) => list.map(line).join('\n') || 'no cancellations');
}

export interface CancellationToConfirm {
  readonly id: CancellationRequestId;
  /** Both are for what the mail does not tell. */
  readonly tenant?: TenantId;
  readonly service?: CancellableService;
}

export async function cancellationConfirm(
  context: CommandContext,
  { id, tenant, service }: CancellationToConfirm,
): Promise<void> {
  const completion = { ...(tenant && { tenantId: tenant }), ...(service && { service }) };
  const confirmed = await withCancellations(context, (cancellations) =>
    cancellations.confirm(id, BY_COMMAND, completion),
  );
  context.output.answer(withDates(confirmed), line);
}

export async function cancellationReject(
  context: CommandContext,
  { id, note }: { readonly id: CancellationRequestId; readonly note: string },
): Promise<void> {
  const rejected = await withCancellations(context, (cancellations) => cancellations.reject(id, BY_COMMAND, note));
  context.output.answer(withDates(rejected), line);
}

function withCancellations<T>(context: CommandContext, work: (cancellations: Cancellations) => Promise<T>): Promise<T> {
  const { clock } = context;
  return withDatabase(context, (db) => work(new Cancellations({ db, audit: new AuditLog(db, clock), clock })));
}

/** Outside, instants are ISO 8601. */
function withDates(cancellation: Cancellation) {
  return {
    ...cancellation,
    sentAt: written(cancellation.sentAt),
    receivedAt: written(cancellation.receivedAt),
    confirmBy: written(cancellation.confirmBy),
    endsAtIfConfirmedNow: written(cancellation.endsAtIfConfirmedNow),
    serviceEndsAt: written(cancellation.serviceEndsAt),
    decidedAt: written(cancellation.decidedAt),
  };
}

function written(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}

function line({ id, state, sentAt, tenant, service, sender, authenticity, ...request }: ReturnType<typeof withDates>) {
  const what = `${tenant?.name ?? sender}  ${service ?? request.subject}`;
  return `${id}  ${state}  ${sentAt}  ${authenticity}  ${what}  ${ending(request)}`.trimEnd();
}

function ending({
  confirmBy,
  endsAtIfConfirmedNow,
  serviceEndsAt,
}: Pick<ReturnType<typeof withDates>, 'confirmBy' | 'endsAtIfConfirmedNow' | 'serviceEndsAt'>): string {
  if (serviceEndsAt !== null) return `ends ${serviceEndsAt}`;
  return confirmBy === null ? '' : `would end ${endsAtIfConfirmedNow} if confirmed by ${confirmBy}`;
}
