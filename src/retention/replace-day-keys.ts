import { deleteUnusedKey } from '../archive/index.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { type KeyId, readKeyId } from '../platform/key-store.ts';
import type { Database } from '../platform/postgres/index.ts';
import { rewrapIfReadable } from './rewrap-keys.ts';
import { RunFailures } from './run-failures.ts';
import type { RetentionDeps } from './run-retention.ts';
import { deleteUnusedKeys } from './unused-keys.ts';

/** Rows one transaction re-wraps. */
const BATCH_SIZE = 200;
/** A recording that is archived meanwhile may take the old key again. */
const MAX_ROUNDS = 5;
/** Of the second name of a day key. The next retention run gives the rows a key under the first name again, which is a new one. */
const SECOND = '_2';

type ReplaceDeps = Pick<RetentionDeps, 'db' | 'keys' | 'log'>;

/**
 * Destroys the keys that wrapped the keys of recordings destroyed on request: other recordings of their days have the same ones, so
 * these are re-wrapped first. From then on no backup of a destroyed recording's row opens it. May be killed anywhere and repeated.
 */
export async function replaceDayKeys(
  deps: ReplaceDeps,
  { tenantId, days }: { readonly tenantId: TenantId; readonly days: readonly WarsawDay[] },
): Promise<void> {
  const { db, keys, log } = deps;
  for (const from of await dayKeysOf(db, tenantId, days)) {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await rewrapAll(deps, { tenantId, from, to: secondName(from) });
      if (await deleteUnusedKey(db, keys, from)) break;
    }
  }
  await deleteUnusedKeys(db, keys, new RunFailures(log));
}

async function dayKeysOf(db: Database, tenantId: TenantId, days: readonly WarsawDay[]): Promise<KeyId[]> {
  const rows = await db
    .selectFrom('recordings')
    .select('key_id')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('warsaw_day', '=', (eb) => eb.fn.any(eb.val([...days])))
    .where('key_id', 'is not', null)
    .where('key_id', 'not like', 'hold/%')
    .execute();
  return rows.map(({ key_id }) => parsed(key_id!));
}

function secondName(id: KeyId): KeyId {
  return parsed(id.endsWith(SECOND) ? id.slice(0, -SECOND.length) : `${id}${SECOND}`);
}

function parsed(text: string): KeyId {
  const id = readKeyId(text);
  if (!id.ok) throw new Error(`not the id of a key: ${id.reason}`);
  return id.value;
}

interface Replacement {
  readonly tenantId: TenantId;
  readonly from: KeyId;
  readonly to: KeyId;
}

async function rewrapAll(deps: ReplaceDeps, replacement: Replacement): Promise<void> {
  for (let after: RecordingId | null | undefined = null; after !== undefined; ) {
    const last: RecordingId | undefined = await rewrapBatch(deps, replacement, after);
    after = last;
  }
}

/** Returns the last recording of a full batch. */
function rewrapBatch(
  deps: ReplaceDeps,
  { tenantId, from, to }: Replacement,
  after: RecordingId | null,
): Promise<RecordingId | undefined> {
  return deps.db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('recordings')
      .select(['id', 'key_id', 'wrapped_key'])
      .where('tenant_id', '=', tenantId)
      .where('key_id', '=', from)
      .$if(after !== null, (query) => query.where('id', '>', after!))
      .orderBy('id')
      .limit(BATCH_SIZE)
      .forUpdate()
      .execute();
    for (const row of rows) await rewrapIfReadable(transaction, deps, row, to);
    return rows.length < BATCH_SIZE ? undefined : rows.at(-1)!.id;
  });
}
