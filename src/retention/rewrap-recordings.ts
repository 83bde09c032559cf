import { expressionBuilder } from 'kysely';
import { dayKeyId } from '../archive/index.ts';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { KeyId, KeyStore } from '../platform/key-store/index.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { retentionDays, serviceHistory } from '../tenants/index.ts';
import { expiresAt } from './expiry.ts';
import { isAlive, isHeld } from './recording-conditions.ts';
import { rewrapRow } from './rewrap-row.ts';
import { tenantIds } from './tenant-ids.ts';

/** Rows one transaction re-wraps. */
const BATCH = 200;

export interface RewrapWork {
  readonly db: Database;
  readonly keys: KeyStore;
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
  while (!work.stopped()) {
    const count = await rewrapBatch(work, group);
    if (count === 0) break;
    rewrapped += count;
  }
  return rewrapped;
}

function rewrapBatch({ db, keys, at }: RewrapWork, { tenantId, day, from, to }: WrongGroup): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('recordings')
      .select(['recordings.id', 'recordings.key_id', 'recordings.wrapped_key'])
      .where('recordings.tenant_id', '=', tenantId)
      .where('recordings.warsaw_day', '=', day)
      .where('recordings.key_id', '=', from)
      .where(is.and([isAlive(), is.not(isHeld(at))]))
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const row of rows) await rewrapRow(transaction, keys, row, to);
    return rows.length;
  });
}
