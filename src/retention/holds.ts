import { sql } from 'kysely';
import { holdKeyId } from '../archive/index.ts';
import type { AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { isId, type LegalHoldId, newId, type RecordingId, type TenantId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { lockTenant, serviceHistory } from '../tenants/index.ts';
import { requireWithinLimits } from './hold-limits.ts';
import { type Hold, isKept } from './recording-conditions.ts';
import { rewrapRow } from './rewrap-keys.ts';

export interface HoldDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Which recording, and who places or lifts the hold. */
export interface HoldRequest {
  readonly tenantId: TenantId;
  /** Any text; `not-found` unless it is the id of a recording of the tenant. */
  readonly recordingId: string;
  /** Stored with the hold: a login, or `cli`. */
  readonly by: string;
  /** For the audit log: a user's id, or `cli`. */
  readonly actor: string;
  /** Their IP address, where there is one. */
  readonly address: string | null;
}

interface NewHoldRequest extends HoldRequest, Pick<Hold, 'reason' | 'until'> {
  /** The limits of the tenant's plan bind the tenant's own people; the operator's may exceed them. */
  readonly isLimited: boolean;
}

/**
 * Keeps a recording past its expiry. An existing hold is replaced. The recording's key is re-wrapped by a key of its own,
 * so that no day key has to be kept longer. Throws `not-found`, and `recording-destroyed` if it is expired or marked for
 * deletion: a hold prolongs, it brings nothing back. Throws `hold-limit-reached`, `hold-too-long` if the plan's limits bind it.
 */
export function placeHold(deps: HoldDeps, request: NewHoldRequest): Promise<Hold> {
  const { db, keys, clock } = deps;
  const { tenantId, by, reason, until, isLimited } = request;
  return db.transaction().execute(async (transaction) => {
    await lockTenant(transaction, tenantId);
    const recording = await lockRecording(transaction, request);
    const now = clock.now();
    await requireKept(transaction, request, now);
    if (isLimited) await requireWithinLimits(transaction, { tenantId, recordingId: recording.id, now, until });
    await endHolds(transaction, recording.id, request, now);
    await transaction
      .insertInto('legal_holds')
      .values({
        id: newId<LegalHoldId>(now),
        tenant_id: tenantId,
        recording_id: recording.id,
        reason,
        placed_by: by,
        placed_at: new Date(now),
        until: until === null ? null : new Date(until),
        lifted_by: null,
        lifted_at: null,
      })
      .execute();
    await rewrapRow(transaction, keys, recording, holdKeyId(recording.id));
    await recordInAudit(deps, transaction, request, 'hold-placed');
    return { reason, placedBy: by, until };
  });
}

/**
 * Lifts a recording's hold; returns whether there was one. The next run destroys the recording if it is expired, otherwise
 * re-wraps its key by its day key. Throws `not-found`.
 */
export function liftHold(deps: HoldDeps, request: HoldRequest): Promise<boolean> {
  return deps.db.transaction().execute(async (transaction) => {
    const recording = await lockRecording(transaction, request);
    const lifted = await endHolds(transaction, recording.id, request, deps.clock.now());
    if (lifted) await recordInAudit(deps, transaction, request, 'hold-lifted');
    return lifted;
  });
}

/** Every hold of a tenant, past ones too: from when until when. */
export async function holdsOfTenant(
  db: Database,
  tenantId: TenantId,
): Promise<{ readonly recordingId: RecordingId; readonly from: number; readonly until: number | null }[]> {
  const rows = await db
    .selectFrom('legal_holds')
    .select(['recording_id', 'placed_at', sql<Date | null>`least(lifted_at, until)`.as('ended_at')])
    .where('tenant_id', '=', tenantId)
    .orderBy('placed_at')
    .execute();
  return rows.map(({ recording_id, placed_at, ended_at }) => ({
    recordingId: recording_id,
    from: placed_at.getTime(),
    until: ended_at?.getTime() ?? null,
  }));
}

/** More than anybody reads on one page. */
const MAX_LISTED_HOLDS = 500;

/** A tenant's holds at an instant (Unix ms), newest first, without their reasons, which are the customer's. */
export async function holdsInForce(
  db: Database,
  tenantId: TenantId,
  at: number,
): Promise<
  {
    readonly recordingId: RecordingId;
    readonly placedAt: number;
    readonly placedBy: string;
    readonly until: number | null;
    readonly sizeBytes: number;
  }[]
> {
  const rows = await db
    .selectFrom('legal_holds')
    .innerJoin('recordings', 'recordings.id', 'legal_holds.recording_id')
    .select(['recording_id', 'placed_at', 'placed_by', 'until', 'size_bytes'])
    .where('legal_holds.tenant_id', '=', tenantId)
    .where('lifted_at', 'is', null)
    .where('destroyed_at', 'is', null)
    .where((is) => is.or([is('until', 'is', null), is('until', '>', new Date(at))]))
    .orderBy('placed_at', 'desc')
    .limit(MAX_LISTED_HOLDS)
    .execute();
  return rows.map((row) => ({
    recordingId: row.recording_id,
    placedAt: row.placed_at.getTime(),
    placedBy: row.placed_by,
    until: row.until?.getTime() ?? null,
    sizeBytes: row.size_bytes,
  }));
}

/** The tenant of any recording; only for callers that may see every tenant's. Throws `not-found`. */
export async function tenantOfRecording(db: Database, id: RecordingId): Promise<TenantId> {
  const recording = await db.selectFrom('recordings').select('tenant_id').where('id', '=', id).executeTakeFirst();
  if (recording === undefined) throw new AppError('not-found', 'there is no such recording');
  return recording.tenant_id;
}

/** Locks the row, so that no run destroys or re-wraps it before the transaction ends. */
async function lockRecording(transaction: Database, { tenantId, recordingId }: HoldRequest) {
  if (!isId(recordingId)) throw new AppError('not-found');
  const recording = await transaction
    .selectFrom('recordings')
    .select(['id', 'key_id', 'wrapped_key'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', recordingId as RecordingId)
    .forUpdate()
    .executeTakeFirst();
  if (recording === undefined) throw new AppError('not-found');
  return recording;
}

/** The row is locked: no run marks it meanwhile. */
async function requireKept(transaction: Database, { tenantId, recordingId }: HoldRequest, now: number): Promise<void> {
  const kept = await transaction
    .selectFrom('recordings')
    .select('id')
    .where('recordings.id', '=', recordingId as RecordingId)
    .where(isKept(await serviceHistory(transaction, tenantId), now))
    .executeTakeFirst();
  if (kept === undefined) throw new AppError('recording-destroyed');
}

/** Lifts also a hold whose time has passed: each recording has at most one hold that is not lifted. */
async function endHolds(transaction: Database, id: RecordingId, { by }: HoldRequest, now: number): Promise<boolean> {
  const lifted = await transaction
    .updateTable('legal_holds')
    .set({ lifted_by: by, lifted_at: new Date(now) })
    .where('recording_id', '=', id)
    .where('lifted_at', 'is', null)
    .returning('id')
    .execute();
  return lifted.length > 0;
}

/** Without the hold's reason: it is free text of a person. */
function recordInAudit(
  { audit }: HoldDeps,
  transaction: Database,
  { tenantId, recordingId, actor, address }: HoldRequest,
  action: Extract<AuditedAction, 'hold-placed' | 'hold-lifted'>,
): Promise<void> {
  return audit.record({ tenantId, actor, action, subject: recordingId, address }, transaction);
}
