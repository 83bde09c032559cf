import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import type { RecorderId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';

/*
 * Each recorder with a mirrored spool has a row: who owns it (the recorder itself, one that takes its place, or, by command, nobody yet),
 * until when by the database's clock, and the fencing number, which grows with each change of the owner. Whoever writes for the recorder
 * shows that it still owns the row under the number that it got.
 */

/** Owns the lease of a recorder that is to be taken over by whoever comes first. */
const NOBODY = '00000000-0000-0000-0000-000000000000' as RecorderId;

/** How long a recorder that was taken over may come back and add what its calls lack. */
export const KEPT_FOR = '30 days';

/** The right to do a recorder's work. */
export interface RecorderLease {
  readonly recorderId: RecorderId;
  /** The recorder itself, or the one that takes its place. */
  readonly owner: RecorderId;
  readonly fence: number;
}

/** A recorder takes its own lease, whoever has it. Another fence than before: it had been taken over. */
export async function takeOwnLease(
  db: Database,
  { recorderId, seconds }: { readonly recorderId: RecorderId; readonly seconds: number },
): Promise<RecorderLease> {
  const { fence } = await db
    .insertInto('recorder_leases')
    .values({ recorder_id: recorderId, owner: recorderId, fence: 1, expires_at: inSeconds(seconds) })
    .onConflict((conflict) =>
      conflict.column('recorder_id').doUpdateSet({
        owner: recorderId,
        fence: sql`recorder_leases.fence + CASE WHEN recorder_leases.owner = ${recorderId} THEN 0 ELSE 1 END`,
        expires_at: inSeconds(seconds),
        ended_at: null,
        forgotten: false,
      }),
    )
    .returning('fence')
    .executeTakeFirstOrThrow();
  return { recorderId, owner: recorderId, fence };
}

/** False: another one has it. */
export async function renewLease(db: Database, lease: RecorderLease, seconds: number): Promise<boolean> {
  const renewed = await db
    .updateTable('recorder_leases')
    .set({ expires_at: inSeconds(seconds) })
    .where('recorder_id', '=', lease.recorderId)
    .where('owner', '=', lease.owner)
    .where('fence', '=', lease.fence)
    .where('ended_at', 'is', null)
    .returning('fence')
    .executeTakeFirst();
  return renewed !== undefined;
}

interface ClaimRequest {
  readonly owner: RecorderId;
  readonly seconds: number;
  /** Only recorders that are to be taken over by command. */
  readonly requestedOnly: boolean;
}

export interface ClaimedRecorder {
  readonly lease: RecorderLease;
  /** The operator gives its calls up: they are deleted, not archived. */
  readonly isForgotten: boolean;
}

/** Takes the lease of one recorder that is gone; no two get the same. Null: there is none. */
export async function claimLostRecorder(
  db: Database,
  { owner, seconds, requestedOnly }: ClaimRequest,
): Promise<ClaimedRecorder | null> {
  const claimed = await db
    .with(
      (cte) => cte('lost').materialized(),
      (query) =>
        query
          .selectFrom('recorder_leases')
          .select('recorder_id')
          .where('ended_at', 'is', null)
          .where('recorder_id', '<>', owner)
          .where('expires_at', '<=', sql<Date>`now()`)
          .$if(requestedOnly, (lost) => lost.where('owner', '=', NOBODY))
          .orderBy('expires_at')
          .limit(1)
          .forUpdate()
          .skipLocked(),
    )
    .updateTable('recorder_leases')
    .from('lost')
    .set({ owner, fence: sql`fence + 1`, expires_at: inSeconds(seconds), taken_at: sql`now()` })
    .whereRef('recorder_leases.recorder_id', '=', 'lost.recorder_id')
    .returning(['recorder_leases.recorder_id', 'fence', 'forgotten'])
    .executeTakeFirst();
  if (claimed === undefined) return null;
  const { recorder_id: recorderId, fence, forgotten } = claimed;
  return { lease: { recorderId, owner, fence }, isForgotten: forgotten };
}

/** Throws `recorder-lease-lost` unless the lease is held until the end of the transaction. */
export async function holdLease(transaction: Database, lease: RecorderLease): Promise<void> {
  const held = await transaction
    .selectFrom('recorder_leases')
    .select('fence')
    .where('recorder_id', '=', lease.recorderId)
    .where('owner', '=', lease.owner)
    .where('fence', '=', lease.fence)
    .forShare()
    .executeTakeFirst();
  if (held === undefined) throw new AppError('recorder-lease-lost');
}

/** Everything of the recorder is stored: nothing waits for it any more. If it comes back, it reports again. */
export function endTakeover(db: Database, lease: RecorderLease): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { recorderId, owner, fence } = lease;
    const ended = await transaction
      .updateTable('recorder_leases')
      .set({ ended_at: sql`now()` })
      .where('recorder_id', '=', recorderId)
      .where('owner', '=', owner)
      .where('fence', '=', fence)
      .returning('fence')
      .executeTakeFirst();
    if (ended === undefined) throw new AppError('recorder-lease-lost');
    await transaction.deleteFrom('recorders').where('id', '=', recorderId).execute();
    await transaction.deleteFrom('stuck_calls').where('recorder_id', '=', recorderId).execute();
  });
}

/** Forgets a recorder that was taken over long ago, in the caller's transaction; null: there is none. */
export async function forgetOldTakeover(transaction: Database): Promise<RecorderId | null> {
  const old = transaction
    .selectFrom('recorder_leases')
    .select('recorder_id')
    .where('ended_at', '<', sql<Date>`now() - ${KEPT_FOR}::interval`)
    .limit(1)
    .forUpdate()
    .skipLocked();
  const forgotten = await transaction
    .deleteFrom('recorder_leases')
    .where('recorder_id', '=', old)
    .returning('recorder_id')
    .executeTakeFirst();
  return forgotten?.recorder_id ?? null;
}

/** Recorders that were taken over: one that was frozen may have put something after that. */
export async function endedTakeovers(db: Database): Promise<Pick<RecorderLease, 'recorderId' | 'fence'>[]> {
  const rows = await db
    .selectFrom('recorder_leases')
    .select(['recorder_id', 'fence'])
    .where('ended_at', 'is not', null)
    .execute();
  return rows.map((row) => ({ recorderId: row.recorder_id, fence: row.fence }));
}

/**
 * By command: whoever comes first takes the recorder over, also while its lease lasts. Throws `not-found`: it is not known, has no mirror, or
 * was taken over.
 */
export async function requestTakeover(db: Database, recorderId: RecorderId): Promise<void> {
  const requested = await db
    .updateTable('recorder_leases')
    .set({ owner: NOBODY, fence: sql`fence + 1`, expires_at: sql`now()` })
    .where('recorder_id', '=', recorderId)
    .where('ended_at', 'is', null)
    .returning('fence')
    .executeTakeFirst();
  if (requested === undefined) throw new AppError('not-found', `no recorder with a mirrored spool: ${recorderId}`);
}

/** What is mirrored of a recorder that the operator forgets is deleted by whoever comes first. */
export async function forgetMirror(transaction: Database, recorderId: RecorderId): Promise<void> {
  await transaction
    .updateTable('recorder_leases')
    .set({ owner: NOBODY, fence: sql`fence + 1`, expires_at: sql`now()`, forgotten: true })
    .where('recorder_id', '=', recorderId)
    .where('ended_at', 'is', null)
    .execute();
}

export async function hasLease(db: Database, recorderId: RecorderId): Promise<boolean> {
  const lease = db.selectFrom('recorder_leases').select('fence').where('recorder_id', '=', recorderId);
  return (await lease.executeTakeFirst()) !== undefined;
}

/** The recorder's spool is mirrored no more. */
export async function giveUpLease(db: Database, recorderId: RecorderId): Promise<void> {
  await db.deleteFrom('recorder_leases').where('recorder_id', '=', recorderId).execute();
}

export interface ListedRecorder {
  readonly recorderId: RecorderId;
  /** Unix ms; null: it has not reported, or was taken over. */
  readonly seenAt: number | null;
  /** Of its oldest call that is not archived. Unix ms; null: it has none. */
  readonly unarchivedSince: number | null;
  readonly state: 'not-mirrored' | 'working' | 'lost' | 'to-be-taken-over' | 'being-taken-over' | 'taken-over';
  /** Who takes it over, or did. */
  readonly takenBy: RecorderId | null;
  /** Unix ms; null: not mirrored. */
  readonly leaseUntil: number | null;
}

/** All recorders, whether their spools are mirrored or not. */
export async function listRecorders(db: Database): Promise<ListedRecorder[]> {
  const { rows } = await sql<ListedRow>`
    SELECT coalesce(recorders.id, recorder_leases.recorder_id) AS id, seen_at, unarchived_since, owner, expires_at, ended_at,
      expires_at <= now() AS expired
    FROM recorders FULL JOIN recorder_leases ON recorder_leases.recorder_id = recorders.id
    ORDER BY seen_at DESC NULLS LAST, 1`.execute(db);
  return rows.map((row) => ({
    recorderId: row.id,
    seenAt: row.seen_at?.getTime() ?? null,
    unarchivedSince: row.unarchived_since?.getTime() ?? null,
    state: stateOf(row),
    takenBy: row.owner === row.id || row.owner === NOBODY ? null : row.owner,
    leaseUntil: row.expires_at?.getTime() ?? null,
  }));
}

interface ListedRow {
  readonly id: RecorderId;
  readonly seen_at: Date | null;
  readonly unarchived_since: Date | null;
  readonly owner: RecorderId | null;
  readonly expires_at: Date | null;
  readonly ended_at: Date | null;
  readonly expired: boolean | null;
}

function stateOf({ id, owner, ended_at, expired }: ListedRow): ListedRecorder['state'] {
  if (owner === null) return 'not-mirrored';
  if (ended_at !== null) return 'taken-over';
  if (owner === NOBODY) return 'to-be-taken-over';
  if (owner !== id) return 'being-taken-over';
  return expired === true ? 'lost' : 'working';
}

function inSeconds(seconds: number): RawBuilder<Date> {
  return sql<Date>`now() + make_interval(secs => ${seconds})`;
}
