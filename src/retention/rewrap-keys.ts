import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { dayKeyId, holdKeyId, rewrap } from '../archive/index.ts';
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { KeyId, KeyStore } from '../platform/key-store.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { listTenantIds, retentionDays, serviceHistory } from '../tenants/index.ts';
import { deliveryWait, isAwaitingDelivery } from './awaiting-delivery.ts';
import { expiresAt } from './expiry.ts';
import { isNotMarked, isHeld } from './recording-conditions.ts';
import type { RunFailures } from './run-failures.ts';

/** Rows one transaction re-wraps. */
const BATCH_SIZE = 200;
/** The row's key is lost for good: trying again does not help. */
const LOST_KEY: ReadonlySet<ErrorCode> = new Set(['recording-key-missing', 'recording-damaged']);

interface RewrapDeps {
  readonly db: Database;
  readonly keys: KeyStore;
  readonly log: Logger;
  readonly failures: RunFailures;
  /** The run's time, Unix ms. */
  readonly at: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
  /** Asked between batches. */
  readonly stopped: () => boolean;
}

/**
 * Each recording's key must be wrapped by a key that is deleted when the recording expires. Re-wraps those for which this
 * is no longer so: the tenant's services have changed, a hold has ended, or an expired recording waits for its delivery.
 * No audio is changed. What fails does not stop the rest. Returns the number of recordings.
 */
export async function rewrapKeys(deps: RewrapDeps): Promise<number> {
  let rewrapped = 0;
  for (const tenantId of await listTenantIds(deps.db)) {
    const about = { step: 'rewrap', tenantId } as const;
    rewrapped += (await deps.failures.attempt(about, () => rewrapOfTenant(deps, tenantId))) ?? 0;
  }
  return rewrapped;
}

async function rewrapOfTenant(deps: RewrapDeps, tenantId: TenantId): Promise<number> {
  let rewrapped = 0;
  for (const group of await wronglyWrapped(deps, tenantId)) rewrapped += await rewrapGroup(deps, group);
  return rewrapped;
}

/** A recording's row, locked, with its key. */
interface WrappedRow {
  readonly id: RecordingId;
  readonly key_id: string | null;
  readonly wrapped_key: Buffer | null;
}

/** Wraps a recording's key by another key. A recording from before encryption has no key and is not changed. */
export async function rewrapRow(transaction: Database, keys: KeyStore, row: WrappedRow, to: KeyId): Promise<void> {
  if (row.key_id === null || row.wrapped_key === null) return;
  const from = { keyId: row.key_id, wrappedKey: row.wrapped_key };
  const { keyId, wrappedKey } = await rewrap(transaction, keys, { recordingId: row.id, from, to });
  await transaction
    .updateTable('recordings')
    .set({ key_id: keyId, wrapped_key: wrappedKey })
    .where('id', '=', row.id)
    .execute();
}

/** Recordings of a tenant that need another key. */
interface WronglyWrapped {
  readonly tenantId: TenantId;
  readonly condition: Expression<SqlBool>;
  readonly to: (id: RecordingId) => KeyId;
}

const is = expressionBuilder<Schema, 'recordings'>();

/** Held recordings are re-wrapped when the hold is placed, so they need no check here. */
async function wronglyWrapped(deps: RewrapDeps, tenantId: TenantId): Promise<WronglyWrapped[]> {
  const { db, at, keepUndeliveredDays: maxDays } = deps;
  const history = await serviceHistory(db, tenantId);
  const days = retentionDays(history, at);
  const wait = await deliveryWait(db, tenantId, { history, at, maxDays });
  const awaiting = isAwaitingDelivery(history, at, wait);
  const needsDayKey = is.and([isNotMarked(), is.not(isHeld(at)), is.not(awaiting)]);
  const wrong = await wrongDayKeys(db, { tenantId, days, needsDayKey });
  if (wait === null) return wrong;
  const hasDayKey = is('recordings.key_id', 'not like', 'hold/%');
  return [...wrong, { tenantId, condition: is.and([awaiting, is.not(isHeld(at)), hasDayKey]), to: holdKeyId }];
}

interface DayKeyRequest {
  readonly tenantId: TenantId;
  /** The tenant's retention. */
  readonly days: number;
  readonly needsDayKey: Expression<SqlBool>;
}

/** Groups of recordings of one day that share a key and need another. */
async function wrongDayKeys(db: Database, { tenantId, days, needsDayKey }: DayKeyRequest): Promise<WronglyWrapped[]> {
  const groups = await db
    .selectFrom('recordings')
    .select(['recordings.warsaw_day as day', 'recordings.key_id as from'])
    .distinct()
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.key_id', 'is not', null)
    .where(needsDayKey)
    .execute();
  return groups
    .map(({ day, from }) => ({ day, from, key: keyOfDay(tenantId, day, days) }))
    .filter(({ from, key }) => from !== key)
    .map(({ day, from, key }) => {
      const ofGroup = is.and([is('recordings.warsaw_day', '=', day), is('recordings.key_id', '=', from)]);
      return { tenantId, condition: is.and([ofGroup, needsDayKey]), to: () => key };
    });
}

/** Calls that begin on one day expire on one day: both are Warsaw days. */
function keyOfDay(tenantId: TenantId, day: WarsawDay, days: number): KeyId {
  const start = startOfWarsawDay(day);
  return dayKeyId(tenantId, start, expiresAt(start, days));
}

async function rewrapGroup(deps: RewrapDeps, wrong: WronglyWrapped): Promise<number> {
  const { db, failures, stopped } = deps;
  const { tenantId } = wrong;
  let rewrapped = 0;
  for (let after: RecordingId | null = null; !stopped() && !failures.hasGivenUp(tenantId); ) {
    const ids: RecordingId[] = await rowsAfter(db, wrong, after);
    if (ids.length === 0) break;
    const done = await failures.inHalves({ step: 'rewrap', tenantId }, ids, (part) => rewrapRows(deps, wrong, part));
    rewrapped += done.reduce((sum, count) => sum + count, 0);
    after = ids.at(-1)!;
  }
  return rewrapped;
}

function rewrapRows(deps: RewrapDeps, wrong: WronglyWrapped, ids: readonly RecordingId[]): Promise<number> {
  return deps.db.transaction().execute(async (transaction) => {
    let rewrapped = 0;
    for (const row of await lockRows(transaction, wrong, ids)) {
      if (await rewrapIfReadable(transaction, deps, row, wrong.to(row.id))) rewrapped += 1;
    }
    return rewrapped;
  });
}

async function rowsAfter(
  db: Database,
  { tenantId, condition }: WronglyWrapped,
  after: RecordingId | null,
): Promise<RecordingId[]> {
  let query = db
    .selectFrom('recordings')
    .select('recordings.id')
    .where('recordings.tenant_id', '=', tenantId)
    .where(condition)
    .orderBy('recordings.id')
    .limit(BATCH_SIZE);
  if (after !== null) query = query.where('recordings.id', '>', after);
  return (await query.execute()).map(({ id }) => id);
}

function lockRows(
  transaction: Database,
  { tenantId, condition }: WronglyWrapped,
  ids: readonly RecordingId[],
): Promise<WrappedRow[]> {
  return transaction
    .selectFrom('recordings')
    .select(['recordings.id', 'recordings.key_id', 'recordings.wrapped_key'])
    .where('recordings.tenant_id', '=', tenantId)
    .where('recordings.id', 'in', ids)
    .where(condition)
    .orderBy('recordings.id')
    .forUpdate()
    .skipLocked()
    .execute();
}

/** A row whose key cannot be unwrapped, as after a restore of an older database, does not stop the others. */
export async function rewrapIfReadable(
  transaction: Database,
  { keys, log }: Pick<RewrapDeps, 'keys' | 'log'>,
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
