import type { AuditDetail, AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { newId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import { addMonths, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { previewRequest, type RodoPreview } from './preview.ts';
import {
  requestFromRow,
  requestRow,
  type RequestKey,
  type RodoKind,
  type RodoRequest,
  type RodoState,
} from './request.ts';
import { maskedNumber, readSubjectNumber } from './subject-number.ts';

/** Art. 12(3): one month from the receipt of the request. Never moved to a later working day, which the rules would allow. */
const MONTHS_TO_ANSWER = 1;
/** Requests that a list shows; older ones are closed long ago. */
const MAX_LISTED = 500;

export interface RodoDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Who does something at the desk: an administrator of the tenant, or the operator for the tenant. */
export interface RodoActor {
  /** For the audit log: a user's id, or `cli`. */
  readonly actor: string;
  /** A login, or `cli`. */
  readonly name: string;
  readonly address: string | null;
  readonly isOperator: boolean;
}

interface NewRequest {
  readonly tenantId: TenantId;
  readonly kind: RodoKind;
  /** In any form. */
  readonly number: string;
  readonly note: string;
  /** When the person's request arrived; null: today. */
  readonly receivedOn: WarsawDay | null;
}

/** The requests of data subjects to tenants: opened, looked at, closed. Every step is in the tenant's audit log. */
export class RodoRequests {
  readonly #deps: RodoDeps;

  constructor(deps: RodoDeps) {
    this.#deps = deps;
  }

  /** Throws `number-invalid`, `request-invalid` for a day that has not come, `tenant-unknown`. */
  async open({ tenantId, kind, number, note, receivedOn }: NewRequest, by: RodoActor): Promise<RodoRequest> {
    const { db, clock } = this.#deps;
    const subject = readSubjectNumber(number);
    const now = clock.now();
    const today = warsawDay(now);
    if (receivedOn !== null && receivedOn > today)
      throw new AppError('request-invalid', 'the day of receipt is to come');
    const received = receivedOn ?? today;
    return db.transaction().execute(async (transaction) => {
      await requireTenant(transaction, tenantId);
      const row = await transaction
        .insertInto('rodo_requests')
        .values({
          id: newId<RodoRequestId>(now),
          tenant_id: tenantId,
          kind,
          number: subject,
          masked_number: maskedNumber(subject),
          note,
          opened_by: by.name,
          opened_at: new Date(now),
          received_on: received,
          due_on: addMonths(received, MONTHS_TO_ANSWER),
          answer: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await this.#audit(transaction, row, by, 'rodo-request-opened', { kind, dueOn: row.due_on });
      return requestFromRow(row);
    });
  }

  /** A tenant's requests, newest first; null: every tenant's, for the operator. */
  async list(tenantId: TenantId | null, state?: RodoState): Promise<RodoRequest[]> {
    const rows = await this.#deps.db
      .selectFrom('rodo_requests')
      .selectAll()
      .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId!))
      .$if(state !== undefined, (query) => query.where('state', '=', state!))
      .orderBy('opened_at', 'desc')
      .orderBy('id', 'desc')
      .limit(MAX_LISTED)
      .execute();
    return rows.map(requestFromRow);
  }

  /** Throws `not-found`. */
  async get(key: RequestKey): Promise<RodoRequest> {
    return requestFromRow(await requestRow(this.#deps.db, key));
  }

  /** Throws `not-found`, `rodo-wrong-state`. */
  async preview(key: RequestKey, by: RodoActor): Promise<RodoPreview> {
    const { db, clock } = this.#deps;
    const preview = await previewRequest(db, key, clock);
    await this.#audit(db, await requestRow(db, key), by, 'rodo-previewed', { calls: preview.calls.total });
    return preview;
  }

  #audit(
    db: Database,
    { id, tenant_id: tenantId }: { readonly id: RodoRequestId; readonly tenant_id: TenantId },
    { actor, address }: RodoActor,
    action: AuditedAction,
    detail: AuditDetail,
  ): Promise<void> {
    return this.#deps.audit.record({ tenantId, actor, action, subject: id, address, detail }, db);
  }
}

async function requireTenant(db: Database, tenantId: TenantId): Promise<void> {
  const tenant = await db.selectFrom('tenants').select('id').where('id', '=', tenantId).executeTakeFirst();
  if (tenant === undefined) throw new AppError('tenant-unknown');
}
