import { type Expression, sql, type SqlBool } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { Database } from '../postgres/index.ts';

/** After a worker has died, its rows are another worker's within this time. By the database's clock. */
const LEASE_SECONDS = 60;
const RENEW_EVERY_MS = 20_000;
const CHECK_EVERY_MS = 5_000;
/** A lease that could not be renewed for so long may soon be another worker's, also where the database just does not answer. */
const ABANDON_AFTER_MS = 45_000;

/** One worker's right to send a row. */
export interface Lease {
  readonly table: 'mails' | 'push_hooks' | 'push_targets';
  readonly key: 'id' | 'tenant_id';
  readonly id: string;
  readonly token: string;
}

/** Until when a lease that is taken or renewed now lasts. */
export function leaseEnd() {
  return sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;
}

interface WithLeaseOptions {
  /** The lease is lost when this no longer holds for the row. */
  readonly validWhile?: Expression<SqlBool>;
}

/** Renews a lease while the work lasts and releases it after that. The signal aborts when the lease is lost, or may be. */
export async function withLease<Result>(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  lease: Lease,
  work: (signal: AbortSignal) => Promise<Result>,
  { validWhile }: WithLeaseOptions = {},
): Promise<Result> {
  const lost = new AbortController();
  let renewedAt = clock.monotonicMs();
  const renew = async (): Promise<void> => {
    const askedAt = clock.monotonicMs();
    if (await renewLease(db, lease, validWhile)) renewedAt = askedAt;
    else lost.abort(new Error('the lease was lost, or the settings have changed'));
  };
  const renewing = clock.every(RENEW_EVERY_MS, () => void renew().catch(() => {}));
  const checking = clock.every(CHECK_EVERY_MS, () => {
    if (clock.monotonicMs() - renewedAt >= ABANDON_AFTER_MS) lost.abort(new Error('the lease could not be renewed'));
  });
  try {
    return await work(lost.signal);
  } finally {
    renewing.cancel();
    checking.cancel();
    await releaseLease(db, lease);
  }
}

async function renewLease(db: Database, lease: Lease, validWhile?: Expression<SqlBool>): Promise<boolean> {
  const { numUpdatedRows } = await leasedRow(db, lease)
    .set({ leased_until: leaseEnd() })
    .$if(validWhile !== undefined, (query) => query.where(validWhile!))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function releaseLease(db: Database, lease: Lease): Promise<void> {
  await leasedRow(db, lease).set({ lease: null, leased_until: null }).execute();
}

function leasedRow(db: Database, { table, key, id, token }: Lease) {
  // The tables have the same columns here; one of them stands for all, so that the query can be typed.
  return db
    .updateTable(table as 'push_targets')
    .where(sql.ref(key), '=', id)
    .where('lease', '=', token);
}
