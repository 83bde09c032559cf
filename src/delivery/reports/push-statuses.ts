import { sql } from 'kysely';
import type { TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import type { TargetSettings } from '../../platform/push-target/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { inForce, serviceHistories } from '../../tenants/index.ts';
import { targetLocation } from '../targets/target-store.ts';
import { type FailureView, failureView } from './package-reports.ts';

/** The state of a tenant's push, for the operator. Instants are Unix ms. */
export interface PushStatus {
  readonly tenantId: TenantId;
  readonly name: string;
  /** Whether the daily push is on. */
  readonly active: boolean;
  /** The target's location, without login; null: none is set. */
  readonly place: string | null;
  /** How many packages are not delivered. */
  readonly waiting: number;
  /** The oldest day of these. */
  readonly waitingSince: WarsawDay | null;
  /** The newest day with a delivered package. */
  readonly lastDelivered: WarsawDay | null;
  readonly failingSince: number | null;
  /** Of the last attempt; null: it did not fail. */
  readonly failure: FailureView | null;
  /** Null: no package is waiting. */
  readonly nextAttemptAt: number | null;
}

/** Of each tenant that has the push or a target, by name. */
export async function pushStatuses(db: Database, now: number): Promise<PushStatus[]> {
  const histories = await serviceHistories(db);
  const rows = await readRows(db);
  return rows
    .map((row): PushStatus => {
      const isFailing = row.failing_since !== null;
      return {
        tenantId: row.id,
        name: row.name,
        active: inForce(histories.get(row.id) ?? [], 'push', now) !== null,
        place: row.settings === null ? null : targetLocation(row.settings as TargetSettings),
        waiting: row.waiting,
        waitingSince: row.waiting_since,
        lastDelivered: row.last_delivered,
        failingSince: row.failing_since?.getTime() ?? null,
        failure: isFailing ? failureView(row) : null,
        nextAttemptAt: row.waiting === 0 ? null : (row.next_attempt_at?.getTime() ?? null),
      };
    })
    .filter(({ active, place }) => active || place !== null);
}

function readRows(db: Database) {
  return db
    .selectFrom('tenants')
    .leftJoin('push_targets', 'push_targets.tenant_id', 'tenants.id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('packages')
          .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min('day').as('waiting_since')])
          .whereRef('packages.tenant_id', '=', 'tenants.id')
          .where('packages.delivered_at', 'is', null)
          .as('undelivered'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('packages')
          .select(['error_code', 'error_detail', 'failed_at'])
          .whereRef('packages.tenant_id', '=', 'tenants.id')
          .where('packages.delivered_at', 'is', null)
          .orderBy('failed_at', (order) => order.desc().nullsLast())
          .limit(1)
          .as('failed'),
      (join) => join.onTrue(),
    )
    .select(['tenants.id', 'tenants.name', 'push_targets.settings', 'push_targets.failing_since'])
    .select(['push_targets.next_attempt_at', 'undelivered.waiting_since'])
    .select(['failed.error_code', 'failed.error_detail', 'failed.failed_at'])
    .select([
      sql<number>`undelivered.waiting`.as('waiting'),
      sql<WarsawDay | null>`(
        SELECT max(day) FROM packages WHERE tenant_id = tenants.id AND delivered_at IS NOT NULL
      )`.as('last_delivered'),
    ])
    .orderBy('tenants.name')
    .orderBy('tenants.id')
    .execute();
}
