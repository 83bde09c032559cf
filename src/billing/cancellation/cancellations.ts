import type { Updateable } from 'kysely';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { type CancellationRequestId, isId, type TenantId } from '../../base/ids.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { cancelService } from '../cancel-service.ts';
import { type Cancellation, type CancellationState, cancellationFromRow, selectCancellations } from './cancellation.ts';
import { sendReceipt } from './receipt.ts';
import type { CancellableService } from './wish.ts';

/** The most one listing gives. */
const MAX_LISTED = 200;

/** Who of the operator's decides. */
export interface Decider extends Pick<AuditEvent, 'actor' | 'address'> {
  /** As the listing shows them: a login, `cli`. */
  readonly name: string;
}

/** What the mail itself did not tell. */
export interface Completion {
  readonly tenantId?: TenantId;
  readonly service?: CancellableService;
}

/** The cancellations that came by mail, for the operator to decide on. */
export class Cancellations {
  readonly #db: Database;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor({ db, audit, clock }: { readonly db: Database; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#db = db;
    this.#audit = audit;
    this.#clock = clock;
  }

  /** The newest first. */
  async list(state?: CancellationState): Promise<Cancellation[]> {
    let query = selectCancellations(this.#db).orderBy('received_at', 'desc').limit(MAX_LISTED);
    if (state !== undefined) query = query.where('state', '=', state);
    return (await query.execute()).map((row) => cancellationFromRow(row, this.#clock.now()));
  }

  /**
   * Confirms the receipt: the service gets its end, the customer is told it. Confirmed again, nothing changes. Throws
   * `not-found`, `cancellation-decided`, `cancellation-incomplete`, `service-not-active`, `tenant-unknown`.
   */
  confirm(id: CancellationRequestId, by: Decider, completion: Completion = {}): Promise<Cancellation> {
    return this.#decide(id, 'confirmed', by, async (transaction, request, now) => {
      const tenantId = completion.tenantId ?? request.tenant?.id;
      const service = completion.service ?? request.service;
      if (tenantId === undefined || service === null) throw new AppError('cancellation-incomplete');
      const { sentAt, sender } = request;
      const endsAt = await cancelService(transaction, { tenantId, service, sentAt, confirmedAt: now });
      await sendReceipt(transaction, {
        tenantId,
        service,
        sender,
        sentAt,
        endsAt,
        dedupKey: `cancellation ${id}`,
        now,
      });
      return { tenant_id: tenantId, service, service_ends_at: new Date(endsAt) };
    });
  }

  /** Closes a request without any effect on services. Throws `not-found`, `cancellation-decided`. */
  reject(id: CancellationRequestId, by: Decider, note: string): Promise<Cancellation> {
    return this.#decide(id, 'rejected', by, async () => ({ decision_note: note }));
  }

  /** Decides what still waits; what is decided the same way already stays as it is. */
  #decide(
    id: CancellationRequestId,
    state: 'confirmed' | 'rejected',
    by: Decider,
    decide: (transaction: Database, request: Cancellation, now: number) => Promise<Decision>,
  ): Promise<Cancellation> {
    return this.#db.transaction().execute(async (transaction) => {
      const now = this.#clock.now();
      await lockRequest(transaction, id);
      const request = await readRequest(transaction, id, now);
      if (request.state === state) return request;
      if (request.state !== 'waiting') throw new AppError('cancellation-decided');
      const decision = await decide(transaction, request, now);
      await saveDecision(transaction, id, { ...decision, state, decided_at: new Date(now), decided_by: by.name });
      const decided = await readRequest(transaction, id, now);
      await this.#audit.record(auditedDecision(decided, by), transaction);
      return decided;
    });
  }
}

type Decision = Pick<
  Updateable<Schema['cancellation_requests']>,
  'tenant_id' | 'service' | 'service_ends_at' | 'decision_note'
>;

/** Two who decide at once do so one after the other. */
async function lockRequest(transaction: Database, id: CancellationRequestId): Promise<void> {
  if (!isId(id)) throw new AppError('not-found');
  await transaction.selectFrom('cancellation_requests').select('id').where('id', '=', id).forUpdate().execute();
}

async function readRequest(db: Database, id: CancellationRequestId, now: number): Promise<Cancellation> {
  const row = await selectCancellations(db).where('cancellation_requests.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('not-found');
  return cancellationFromRow(row, now);
}

async function saveDecision(
  transaction: Database,
  id: CancellationRequestId,
  decision: Updateable<Schema['cancellation_requests']>,
): Promise<void> {
  await transaction.updateTable('cancellation_requests').set(decision).where('id', '=', id).execute();
}

function auditedDecision({ id, tenant, state, service, serviceEndsAt }: Cancellation, by: Decider): AuditEvent {
  const confirmed = state === 'confirmed';
  return {
    tenantId: tenant?.id ?? null,
    actor: by.actor,
    action: confirmed ? 'cancellation-confirmed' : 'cancellation-rejected',
    subject: id,
    address: by.address,
    detail: confirmed ? { service, serviceEndsAt: new Date(serviceEndsAt!).toISOString() } : null,
  };
}
