import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { leaseEnd } from '../targets/lease-end.ts';

const RENEW_EVERY_MS = 20_000;
const WATCH_EVERY_MS = 5_000;
/** Without a renewal for so long a lease may soon be another's: a database that does not answer is no answer either. */
const ABANDON_AFTER_MS = 45_000;

/** No attempt is put off for longer: one that seems to be was put off by a clock that ran ahead. */
const LATEST_ATTEMPT_MS = 2 * 60 * 60 * 1000;

/** One worker's right to deliver to a tenant's target, alone, as its settings are. */
export interface Lease {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly settingsOf: Date;
}

/** Leases targets that have something to be delivered and that it is time to try, those that wait longest first. */
export async function claimTargets(db: Database, now: number, limit: number): Promise<Lease[]> {
  const id = randomUUID();
  const claimed = await db
    .updateTable('push_targets')
    .set({ lease: id, leased_until: leaseEnd() })
    .where('tenant_id', 'in', dueTargets(db, now).orderBy('next_attempt_at').limit(limit).forUpdate().skipLocked())
    .returning(['tenant_id', 'changed_at'])
    .execute();
  return claimed.map((row) => ({ id, tenantId: row.tenant_id, settingsOf: row.changed_at }));
}

/** Whether something waits to be leased. */
export async function isTargetDue(db: Database, now: number): Promise<boolean> {
  return (await dueTargets(db, now).limit(1).executeTakeFirst()) !== undefined;
}

/** All others that are due come before this one. */
export async function putBehind(db: Database, tenantId: TenantId, now: number): Promise<void> {
  await db
    .updateTable('push_targets')
    .set({ next_attempt_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** Nobody delivers to them, something waits, and it is time. */
function dueTargets(db: Database, now: number) {
  return db
    .selectFrom('push_targets')
    .select('tenant_id')
    .where((condition) =>
      condition.or([
        condition('next_attempt_at', '<=', new Date(now)),
        condition('next_attempt_at', '>', new Date(now + LATEST_ATTEMPT_MS)),
      ]),
    )
    .where((condition) => condition.or([condition('lease', 'is', null), sql<boolean>`leased_until < now()`]))
    .where((condition) =>
      condition.exists(
        condition
          .selectFrom('packages')
          .select('packages.id')
          .whereRef('packages.tenant_id', '=', 'push_targets.tenant_id')
          .where('packages.delivered_at', 'is', null),
      ),
    );
}

/** Holds a lease while some work lasts; its signal aborts when the lease may be lost, or the settings have changed. */
export async function whileLeased(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  lease: Lease,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  let renewedAt = clock.monotonicMs();
  const renew = async (): Promise<void> => {
    const askedAt = clock.monotonicMs();
    if (await renewLease(db, lease)) renewedAt = askedAt;
    else lost.abort(new Error('the lease was lost, or the settings have changed'));
  };
  const renewing = clock.every(RENEW_EVERY_MS, () => void renew().catch(() => {}));
  const watching = clock.every(WATCH_EVERY_MS, () => {
    if (clock.monotonicMs() - renewedAt >= ABANDON_AFTER_MS) lost.abort(new Error('the lease could not be renewed'));
  });
  try {
    await work(lost.signal);
  } finally {
    renewing.cancel();
    watching.cancel();
    await releaseLease(db, lease);
  }
}

async function renewLease(db: Database, { id, tenantId, settingsOf }: Lease): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('push_targets')
    .set({ leased_until: leaseEnd() })
    .where('tenant_id', '=', tenantId)
    .where('lease', '=', id)
    .where('changed_at', '=', settingsOf)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function releaseLease(db: Database, { id, tenantId }: Lease): Promise<void> {
  await db
    .updateTable('push_targets')
    .set({ lease: null, leased_until: null })
    .where('tenant_id', '=', tenantId)
    .where('lease', '=', id)
    .execute();
}
