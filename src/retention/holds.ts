import { holdKeyId } from '../archive/index.ts';
import type { AuditedAction, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { isId, type LegalHoldId, newId, type RecordingId, type TenantId } from '../base/ids.ts';
import type { KeyStore } from '../platform/key-store/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { rewrapRow } from './rewrap-row.ts';

export interface HoldParts {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Which recording, and who has it held or no longer held. */
export interface HoldOrder {
  readonly tenantId: TenantId;
  /** Any text; one that is no recording's of the tenant is `not-found`. */
  readonly recordingId: string;
  /** As the log of holds names them: a login, or `cli`. */
  readonly by: string;
  /** As the audit log names them: a user's id, or `cli`. */
  readonly actor: string;
  /** Their IP address, where there is one. */
  readonly address: string | null;
}

export interface Hold {
  readonly reason: string;
  readonly placedBy: string;
  /** Unix ms: the first instant without it; null: until it is lifted. */
  readonly until: number | null;
}

/**
 * Keeps a recording past its expiry. One that is held already is held by the new reason until the new time. Its key is
 * wrapped by a key of its own, so that no day's key has to outlive its day. Throws `not-found`, and `recording-destroyed`
 * for what is being destroyed.
 */
export function placeHold(parts: HoldParts, order: HoldOrder & Pick<Hold, 'reason' | 'until'>): Promise<Hold> {
  const { db, keys, clock } = parts;
  const { tenantId, by, reason, until } = order;
  return db.transaction().execute(async (transaction) => {
    const recording = await lockRecording(transaction, order);
    if (recording.destroying_at !== null) throw new AppError('recording-destroyed');
    await endHolds(transaction, recording.id, order, clock);
    await transaction
      .insertInto('legal_holds')
      .values({
        id: newId<LegalHoldId>(clock.now()),
        tenant_id: tenantId,
        recording_id: recording.id,
        reason,
        placed_by: by,
        placed_at: new Date(clock.now()),
        until: until === null ? null : new Date(until),
        lifted_by: null,
        lifted_at: null,
      })
      .execute();
    await rewrapRow(transaction, keys, recording, holdKeyId(recording.id));
    await note(parts, transaction, order, 'hold-placed');
    return { reason, placedBy: by, until };
  });
}

/**
 * Lifts a recording's hold; says whether there was one. If the recording is expired the next run destroys it, else the
 * next run wraps its key by its day's key again. Throws `not-found`.
 */
export function liftHold(parts: HoldParts, order: HoldOrder): Promise<boolean> {
  return parts.db.transaction().execute(async (transaction) => {
    const recording = await lockRecording(transaction, order);
    const lifted = await endHolds(transaction, recording.id, order, parts.clock);
    if (lifted) await note(parts, transaction, order, 'hold-lifted');
    return lifted;
  });
}

/** Whose recording it is, for who may know every tenant's. Throws `not-found`. */
export async function ownerOf(db: Database, id: RecordingId): Promise<TenantId> {
  const recording = await db.selectFrom('recordings').select('tenant_id').where('id', '=', id).executeTakeFirst();
  if (recording === undefined) throw new AppError('not-found', 'there is no such recording');
  return recording.tenant_id;
}

/** No run destroys or re-wraps it before the transaction ends. */
async function lockRecording(transaction: Database, { tenantId, recordingId }: HoldOrder) {
  if (!isId(recordingId)) throw new AppError('not-found');
  const recording = await transaction
    .selectFrom('recordings')
    .select(['id', 'key_id', 'wrapped_key', 'destroying_at'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', recordingId as RecordingId)
    .forUpdate()
    .executeTakeFirst();
  if (recording === undefined) throw new AppError('not-found');
  return recording;
}

/** Also one whose time has passed: of each recording one at most is not lifted. */
async function endHolds(transaction: Database, id: RecordingId, { by }: HoldOrder, clock: Clock): Promise<boolean> {
  const lifted = await transaction
    .updateTable('legal_holds')
    .set({ lifted_by: by, lifted_at: new Date(clock.now()) })
    .where('recording_id', '=', id)
    .where('lifted_at', 'is', null)
    .returning('id')
    .execute();
  return lifted.length > 0;
}

/** The reason is a person's text and stays with the hold. */
function note(
  { audit }: HoldParts,
  transaction: Database,
  { tenantId, recordingId, actor, address }: HoldOrder,
  action: Extract<AuditedAction, 'hold-placed' | 'hold-lifted'>,
): Promise<void> {
  return audit.record({ tenantId, actor, action, subject: recordingId, address }, transaction);
}
