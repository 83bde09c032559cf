import { expressionBuilder } from 'kysely';
import { dayKeyId } from '../archive/index.ts';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import type { Logger } from '../platform/logging/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistory } from '../tenants/index.ts';
import { expiresAt } from './expiry.ts';
import { isAlive, isHeld } from './recording-conditions.ts';
import { rewrapRow, type WrappedRow } from './rewrap-row.ts';
import { tenantIds } from './tenant-ids.ts';

/** Rows one transaction re-wraps. */
const BATCH = 200;
/** A row's key cannot be had any more, whoever asks and when. */
const LOST_KEY: ReadonlySet<ErrorCode> = new Set(['recording-key-missing', 'recording-damaged']);

export interface RewrapWork {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly log: Logger;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

/**
 * Wraps the keys of recordings by the keys that go when the recordings do, where that is not so: what the tenant has has
 * changed, or a hold has ended. No audio is touched. Gives how many.
 */
export async function rewrapRecordings(work: RewrapWork): Promise<number> {
  let rewrapped = 0;
  for (const tenantId of await tenantIds(work.db)) {
    for (const group of await wrongGroups(work, tenantId)) rewrapped += await rewrapGroup(work, group);
  }
  return rewrapped;
}

/** Recordings of one day that share a key and are to have another. */
interface WrongGroup {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  readonly from: string;
  readonly to: KeyId;
}

const is = expressionBuilder<Schema, 'recordings'>();

/** Holds are re-wrapped when they are placed, so that only what nothing holds can have a key that is not its own. */
async function wrongGroups({ db, at }: RewrapWork, tenantId: TenantId): Promise<WrongGroup[]> {
  const days = retentionDays(await serviceHistory(db, tenantId), at);
  const groups = await db
    .selectFrom('recordings')
    .select(['recordings.warsaw_day as day', 'recordings.key_id as from'])
    .distinct()
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.key_id', 'is not', null)
    .where(is.and([isAlive(), is.not(isHeld(at))]))
    .execute();
  return groups
    .map(({ day, from }) => ({ tenantId, day, from: from!, to: keyOfDay(tenantId, day, days) }))
    .filter(({ from, to }) => from !== to);
}

/** All that begins on a day expires on a day: both are by Warsaw's calendar. */
function keyOfDay(tenantId: TenantId, day: WarsawDay, days: number): KeyId {
  const start = startOfWarsawDay(day);
  return dayKeyId(tenantId, start, expiresAt(start, days));
}

async function rewrapGroup(work: RewrapWork, group: WrongGroup): Promise<number> {
  let rewrapped = 0;
  for (let after: RecordingId | null = null; !work.stopped(); ) {
    const batch = await rewrapBatch(work, group, after);
    if (batch.last === null) break;
    rewrapped += batch.rewrapped;
    after = batch.last;
  }
  return rewrapped;
}

interface RewrappedBatch {
  readonly rewrapped: number;
  /** The last of its rows; null: there were none. */
  readonly last: RecordingId | null;
}

function rewrapBatch(work: RewrapWork, group: WrongGroup, after: RecordingId | null): Promise<RewrappedBatch> {
  return work.db.transaction().execute(async (transaction) => {
    const rows = await lockBatch(transaction, work.at, group, after);
    let rewrapped = 0;
    for (const row of rows) if (await rewrapIfReadable(transaction, work, row, group.to)) rewrapped += 1;
    return { rewrapped, last: rows.at(-1)?.id ?? null };
  });
}

function lockBatch(
  transaction: Database,
  at: number,
  { tenantId, day, from }: WrongGroup,
  after: RecordingId | null,
): Promise<WrappedRow[]> {
  let query = transaction
    .selectFrom('recordings')
    .select(['recordings.id', 'recordings.key_id', 'recordings.wrapped_key'])
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.warsaw_day', '=', day)
    .where('recordings.key_id', '=', from)
    .where(is.and([isAlive(), is.not(isHeld(at))]))
    .orderBy('recordings.id')
    .limit(BATCH)
    .forUpdate()
    .skipLocked();
  if (after !== null) query = query.where('recordings.id', '>', after);
  return query.execute();
}

/** A row that its key does not open, as after a restore of an older database, keeps no other from being re-wrapped. */
async function rewrapIfReadable(
  transaction: Database,
  { keys, log }: RewrapWork,
  row: WrappedRow,
  to: KeyId,
): Promise<boolean> {
  try {
    await rewrapRow(transaction, keys, row, to);
    return true;
  } catch (err) {
    if (!(err instanceof AppError && LOST_KEY.has(err.code))) throw err;
    log.error({ recordingId: row.id, code: err.code }, 'retention: a recording cannot be re-wrapped: its key is lost');
    return false;
  }
}
