import type { AuditDetail, AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { newId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import { addMonths, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { unarchivedSince } from '../calls/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { holdInForce } from '../retention/index.ts';
import { accessSince } from '../tenants/index.ts';
import type { RodoAnswer } from './answer.ts';
import { type Conflict, type ConflictKind, isOwnNumber } from './conflicts.ts';
import { previewRequest, type RodoPreview } from './preview.ts';
import {
  requestFromRow,
  requestRow,
  type RequestKey,
  type RodoKind,
  type RodoRequest,
  type RodoState,
} from './request.ts';
import { allSubjectCalls, recordingsOfCalls } from './subject-calls.ts';
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

export interface Closing {
  readonly outcome: 'fulfilled' | 'refused';
  /** Of a refusal: the reason. */
  readonly note: string;
}

type RequestRow = Awaited<ReturnType<typeof requestRow>>;
type OrderOptions = Partial<Pick<RequestRow, 'with_recordings' | 'accepted'>>;

/** The actor of commands in the audit log. */
const COMMAND_LINE = 'cli';

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

  /**
   * Orders the package of an access request; it is made soon, by a job. The same order again makes it again. Throws `not-found`,
   * `rodo-wrong-state`.
   */
  orderPackage(key: RequestKey, withRecordings: boolean, by: RodoActor): Promise<RodoRequest> {
    return this.#change(key, async (transaction, row) => {
      if (row.kind !== 'access') throw new AppError('rodo-wrong-state', 'this is not a request for access');
      const ordered = await this.#order(transaction, row, by, { with_recordings: withRecordings });
      await expirePackage(transaction, row.id, this.#deps.clock.now());
      await this.#audit(transaction, row, by, 'rodo-package-ordered', { recordings: withRecordings });
      return ordered;
    });
  }

  /**
   * Orders an erasure; it is done soon, by a job, and again if it is ordered again. `accepted`: the kinds of conflicts that whoever
   * orders it has seen and accepts. Throws `not-found`, `rodo-wrong-state`, `rodo-own-number`, `rodo-conflicts`.
   */
  async orderErasure(key: RequestKey, accepted: readonly ConflictKind[], by: RodoActor): Promise<RodoRequest> {
    const { db, clock } = this.#deps;
    const { conflicts } = await previewRequest(db, key, clock);
    return this.#change(key, async (transaction, row) => {
      if (row.kind !== 'erasure') throw new AppError('rodo-wrong-state', 'this is not a request for erasure');
      requireAccepted(conflicts, accepted);
      const kinds = conflicts.filter(({ effect }) => effect === 'accept').map(({ kind }) => kind);
      const ordered = await this.#order(transaction, row, by, { accepted: kinds });
      await this.#audit(transaction, row, by, 'rodo-erasure-ordered', { accepted: kinds });
      return ordered;
    });
  }

  /** What an erasure has done, and what not; null before it has ended. Throws `not-found`. */
  async answer(key: RequestKey): Promise<RodoAnswer | null> {
    return (await requestRow(this.#deps.db, key)).answer as RodoAnswer | null;
  }

  /**
   * Another administrator releases what was ordered: one who has been one since before the request was opened. Throws `not-found`,
   * `rodo-wrong-state`, `rodo-same-person`, `rodo-own-number` if the tenant has got the number since.
   */
  release(key: RequestKey, by: RodoActor): Promise<RodoRequest> {
    return this.#change(key, async (transaction, row) => {
      if (row.state !== 'awaiting-release') throw new AppError('rodo-wrong-state', 'nothing waits for its release');
      // Whoever uses the command line may be the same person as any of the operator's users.
      const mayBeSame =
        by.isOperator && row.ordered_by_operator && [by.actor, row.ordered_actor].includes(COMMAND_LINE);
      // An administrator can make or raise a second account for the release.
      const isNewer = (await accessSince(transaction, by.actor)) > row.opened_at.getTime();
      if (by.actor === row.ordered_actor || mayBeSame || isNewer) throw new AppError('rodo-same-person');
      if (row.kind === 'erasure' && (await isOwnNumber(transaction, { tenantId: row.tenant_id, number: row.number! })))
        throw new AppError('rodo-own-number');
      const released = {
        released_by: by.name,
        released_at: new Date(this.#deps.clock.now()),
        state: 'working',
      } as const;
      await transaction.updateTable('rodo_requests').set(released).where('id', '=', row.id).execute();
      await this.#audit(transaction, row, by, 'rodo-released', { kind: row.kind });
      return { ...row, ...released };
    });
  }

  /**
   * Closes an answered request: its number is removed, and its package deleted soon. `refused` (Art. 12(4)) needs a reason. Throws
   * `not-found`, `rodo-wrong-state`, `rodo-not-complete`, `request-invalid`.
   */
  close(key: RequestKey, { outcome, note }: Closing, by: RodoActor): Promise<RodoRequest> {
    if (outcome === 'refused' && note === '') throw new AppError('request-invalid', 'a refusal needs its reason');
    return this.#change(key, async (transaction, row) => {
      if (row.state === 'working') throw new AppError('rodo-not-complete');
      if (outcome === 'fulfilled' && row.state !== 'done') throw new AppError('rodo-not-complete');
      if (outcome === 'fulfilled' && row.kind === 'erasure')
        await requireErased(transaction, row, this.#deps.clock.now());
      const now = this.#deps.clock.now();
      const closed = {
        state: 'closed',
        number: null,
        outcome,
        outcome_note: note,
        closed_by: by.name,
        closed_at: new Date(now),
      } as const;
      await transaction.updateTable('rodo_requests').set(closed).where('id', '=', row.id).execute();
      await expirePackage(transaction, row.id, now);
      await this.#audit(transaction, row, by, 'rodo-request-closed', { outcome });
      return { ...row, ...closed };
    });
  }

  /** Whether packages and erasures of a tenant need a second administrator. Only the operator turns it off. */
  async setTwoPerson(tenantId: TenantId, isOn: boolean, by: RodoActor): Promise<void> {
    if (!isOn && !by.isOperator) throw new AppError('not-allowed', 'only the operator can turn this off');
    const { db, audit } = this.#deps;
    await db.transaction().execute(async (transaction) => {
      const set = { rodo_two_person: isOn };
      const changed = await transaction
        .updateTable('tenants')
        .set(set)
        .where('id', '=', tenantId)
        .where('rodo_two_person', '=', !isOn)
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n) return requireTenant(transaction, tenantId);
      const action = isOn ? 'rodo-two-person-on' : 'rodo-two-person-off';
      const event = { tenantId, actor: by.actor, action, subject: null, address: by.address } as const;
      await audit.record(event, transaction);
    });
  }

  /** Throws `tenant-unknown`. */
  needsTwoPersons(tenantId: TenantId): Promise<boolean> {
    return needsTwoPersons(this.#deps.db, tenantId);
  }

  async #order(transaction: Database, row: RequestRow, by: RodoActor, options: OrderOptions): Promise<RequestRow> {
    if (row.state === 'closed' || row.state === 'working') throw new AppError('rodo-wrong-state');
    const ordered = {
      ...options,
      state: (await needsTwoPersons(transaction, row.tenant_id)) ? 'awaiting-release' : 'working',
      ordered_by: by.name,
      ordered_actor: by.actor,
      ordered_by_operator: by.isOperator,
      ordered_at: new Date(this.#deps.clock.now()),
      released_by: null,
      released_at: null,
      failure: null,
    } as const;
    await transaction.updateTable('rodo_requests').set(ordered).where('id', '=', row.id).execute();
    return { ...row, ...ordered };
  }

  /** Changes a request's row, which is locked. */
  async #change(
    key: RequestKey,
    work: (transaction: Database, row: RequestRow) => Promise<RequestRow>,
  ): Promise<RodoRequest> {
    return this.#deps.db
      .transaction()
      .execute(async (transaction) => requestFromRow(await work(transaction, await openRow(transaction, key))));
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

function requireAccepted(conflicts: readonly Conflict[], accepted: readonly ConflictKind[]): void {
  if (conflicts.some(({ effect }) => effect === 'refused')) throw new AppError('rodo-own-number');
  const missing = conflicts.filter(({ kind, effect }) => effect === 'accept' && !accepted.includes(kind));
  if (missing.length === 0) return;
  throw new AppError('rodo-conflicts', `not accepted: ${missing.map(({ kind }) => kind).join(', ')}`);
}

/** Calls or recordings may have been archived since, or still be at a recorder, or a hold lifted. */
async function requireErased(db: Database, row: RequestRow, at: number): Promise<void> {
  const subject = { tenantId: row.tenant_id, number: row.number!, until: row.opened_at.getTime() };
  const calls = await allSubjectCalls(db, subject);
  const recordings = await recordingsOfCalls(db, row.tenant_id, { callIds: calls.map(({ id }) => id), at });
  const held = new Set(recordings.filter(({ state }) => state === 'held').map(({ callId }) => callId));
  if (calls.some(({ id }) => !held.has(id))) {
    throw new AppError('rodo-not-complete', 'more calls are found than were erased; order the erasure again');
  }
  if (await hasErasableRecordings(db, row.id, at)) {
    throw new AppError('rodo-not-complete', 'a recording was stored since the erasure; order the erasure again');
  }
  const since = (await unarchivedSince(db, at))(row.tenant_id);
  if (since !== null && since < subject.until) {
    throw new AppError(
      'rodo-not-complete',
      'earlier calls are still being archived; order the erasure again after that',
    );
  }
}

/** Recordings of erased calls, which have no number any more: not destroyed, and under no hold. */
async function hasErasableRecordings(db: Database, id: RodoRequestId, at: number): Promise<boolean> {
  const rows = await db
    .selectFrom('recordings')
    .innerJoin('calls', 'calls.id', 'recordings.call_id')
    .select(holdInForce(at).as('hold'))
    .where('calls.erased_by', '=', id)
    .where('recordings.destroyed_at', 'is', null)
    .execute();
  return rows.some(({ hold }) => hold === null);
}

/** Closed requests are never changed. */
async function openRow(transaction: Database, key: RequestKey): Promise<RequestRow> {
  const row = await requestRow(transaction, key, { lock: true });
  if (row.state === 'closed') throw new AppError('rodo-wrong-state', 'the request is closed');
  return row;
}

async function needsTwoPersons(db: Database, tenantId: TenantId): Promise<boolean> {
  const tenant = await db.selectFrom('tenants').select('rodo_two_person').where('id', '=', tenantId).executeTakeFirst();
  if (tenant === undefined) throw new AppError('tenant-unknown');
  return tenant.rodo_two_person;
}

/** The job deletes it. */
async function expirePackage(transaction: Database, id: RodoRequestId, at: number): Promise<void> {
  await transaction
    .updateTable('rodo_packages')
    .set({ expires_at: new Date(at) })
    .where('request_id', '=', id)
    .where('object_key', 'is not', null)
    .execute();
}
