import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { dayKeyId, holdKeyId } from '../archive/index.ts';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isAwaitingDelivery } from './awaiting-delivery.ts';
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
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant wishes so. */
  readonly keepUndeliveredDays: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

/**
 * Wraps the keys of recordings by the keys that go when the recordings do, where that is not so: what the tenant has has
 * changed, a hold has ended, or one is kept past its day for its delivery. No audio is touched. Gives how many.
 */
export async function rewrapRecordings(work: RewrapWork): Promise<number> {
  let rewrapped = 0;
  for (const tenantId of await tenantIds(work.db)) {
    for (const rows of await wronglyWrapped(work, tenantId)) rewrapped += await rewrapAll(work, rows);
  }
  return rewrapped;
}

/** Recordings of a tenant that are to have another key. */
interface WronglyWrapped {
  readonly tenantId: TenantId;
  readonly are: Expression<SqlBool>;
  readonly to: (id: RecordingId) => KeyId;
}

const is = expressionBuilder<Schema, 'recordings'>();

/** Holds are re-wrapped when they are placed, so that only what nothing holds can have a key that is not its own. */
async function wronglyWrapped(work: RewrapWork, tenantId: TenantId): Promise<WronglyWrapped[]> {
  const { db, at, keepUndeliveredDays: maxDays } = work;
  const history = await serviceHistory(db, tenantId);
  const days = retentionDays(history, at);
  const wait = await deliveryWait(db, tenantId, { history, at, maxDays });
  const awaiting = isAwaitingDelivery(days, at, wait);
  const ofDays = is.and([isAlive(), is.not(isHeld(at)), is.not(awaiting)]);
  const wrong = await wrongGroups(db, { tenantId, days, are: ofDays });
  if (wait === null) return wrong;
  const byDayKey = is('recordings.key_id', 'not like', 'hold/%');
  return [...wrong, { tenantId, are: is.and([awaiting, is.not(isHeld(at)), byDayKey]), to: holdKeyId }];
}

interface DaysQuestion {
  readonly tenantId: TenantId;
  /** The tenant's retention. */
  readonly days: number;
  /** Which recordings are to have the keys of their days. */
  readonly are: Expression<SqlBool>;
}

/** Recordings of one day that share a key and are to have another. */
async function wrongGroups(db: Database, { tenantId, days, are }: DaysQuestion): Promise<WronglyWrapped[]> {
  const groups = await db
    .selectFrom('recordings')
    .select(['recordings.warsaw_day as day', 'recordings.key_id as from'])
    .distinct()
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.key_id', 'is not', null)
    .where(are)
    .execute();
  return groups
    .map(({ day, from }) => ({ day, from, key: keyOfDay(tenantId, day, days) }))
    .filter(({ from, key }) => from !== key)
    .map(({ day, from, key }) => {
      const ofGroup = is.and([is('recordings.warsaw_day', '=', day), is('recordings.key_id', '=', from)]);
      return { tenantId, are: is.and([ofGroup, are]), to: () => key };
    });
}

/** All that begins on a day expires on a day: both are by Warsaw's calendar. */
function keyOfDay(tenantId: TenantId, day: WarsawDay, days: number): KeyId {
  const start = startOfWarsawDay(day);
  return dayKeyId(tenantId, start, expiresAt(start, days));
}

async function rewrapAll(work: RewrapWork, wrong: WronglyWrapped): Promise<number> {
  let rewrapped = 0;
  for (let after: RecordingId | null = null; !work.stopped(); ) {
    const batch = await rewrapBatch(work, wrong, after);
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

function rewrapBatch(work: RewrapWork, wrong: WronglyWrapped, after: RecordingId | null): Promise<RewrappedBatch> {
  return work.db.transaction().execute(async (transaction) => {
    const rows = await lockBatch(transaction, wrong, after);
    let rewrapped = 0;
    for (const row of rows) if (await rewrapIfReadable(transaction, work, row, wrong.to(row.id))) rewrapped += 1;
    return { rewrapped, last: rows.at(-1)?.id ?? null };
  });
}

function lockBatch(
  transaction: Database,
  { tenantId, are }: WronglyWrapped,
  after: RecordingId | null,
): Promise<WrappedRow[]> {
  let query = transaction
    .selectFrom('recordings')
    .select(['recordings.id', 'recordings.key_id', 'recordings.wrapped_key'])
    .where('recordings.tenant_id', '=', tenantId)
    .where(are)
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
