import type { Updateable } from 'kysely';
import type { AuditEvent, AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { type CancellationRequestId, isId, type TenantId } from '../../base/ids.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { cancelService } from './cancel-service.ts';
import {
  type Cancellation,
  cancellationFromRow,
  type CancellationState,
  selectCancellations,
} from './cancellation-request.ts';
import { queueConfirmationMail } from './confirmation-mail.ts';
import type { CancellableService } from './requested-service.ts';

/** The most requests one listing returns. */
const MAX_LISTED = 200;

/** Which member of the operator's staff decides. */
export interface DecidedBy extends Pick<AuditEvent, 'actor' | 'address'> {
  /** Shown in the listing: a login, `cli`. */
  readonly name: string;
}

/** What the mail did not say, or what the operator corrects. */
export interface CancellationDetails {
  readonly tenantId?: TenantId;
  readonly service?: CancellableService;
}

/** The cancellations that came by mail: the operator confirms or rejects each. */
export class Cancellations {
  readonly #db: Database;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor({ db, audit, clock }: { readonly db: Database; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#db = db;
    this.#audit = audit;
    this.#clock = clock;
  }

  /** Newest first. */
  async list(state?: CancellationState, tenantId?: TenantId): Promise<Cancellation[]> {
    let query = selectCancellations(this.#db).orderBy('received_at', 'desc').limit(MAX_LISTED);
    if (state !== undefined) query = query.where('state', '=', state);
    if (tenantId !== undefined) query = query.where('cancellation_requests.tenant_id', '=', tenantId);
    return (await query.execute()).map((row) => cancellationFromRow(row, this.#clock.now()));
  }

  /**
   * Confirms the receipt: the service gets its end, and the customer a mail. A second confirmation changes nothing. Throws
   * `not-found`, `cancellation-decided`, `cancellation-incomplete`, `service-not-active`, `tenant-unknown`.
   */
  confirm(id: CancellationRequestId, by: DecidedBy, details: CancellationDetails = {}): Promise<Cancellation> {
    return this.#decide(id, 'confirmed', by, async (transaction, request, now) => {
      const tenantId = details.tenantId ?? request.tenant?.id;
      const service = details.service ?? request.service;
      if (tenantId === undefined || service === null) throw new AppError('cancellation-incomplete');
      const { sentAt, sender } = request;
      const endsAt = await cancelService(transaction, { tenantId, service, sentAt, confirmedAt: now });
      const onceKey = `cancellation ${id}`;
      await queueConfirmationMail(transaction, { tenantId, service, sender, sentAt, endsAt, onceKey, now });
      return { tenant_id: tenantId, service, service_ends_at: new Date(endsAt) };
    });
  }

  /** Closes a request without any effect on services. Throws `not-found`, `cancellation-decided`. */
  reject(id: CancellationRequestId, by: DecidedBy, note: string): Promise<Cancellation> {
    return this.#decide(id, 'rejected', by, async () => ({ decision_note: note }));
  }

  /** Decides a waiting request. A request that was already decided the same way is returned unchanged. */
  #decide(
    id: CancellationRequestId,
    state: 'confirmed' | 'rejected',
    by: DecidedBy,
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
      await this.#audit.record(auditEventOf(decided, by), transaction);
      return decided;
    });
  }
}

type Decision = Pick<
  Updateable<Schema['cancellation_requests']>,
  'tenant_id' | 'service' | 'service_ends_at' | 'decision_note'
>;

/** Serialises two concurrent decisions. */
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

function auditEventOf({ id, tenant, state, service, serviceEndsAt }: Cancellation, by: DecidedBy): AuditEvent {
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
