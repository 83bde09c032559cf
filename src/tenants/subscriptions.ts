import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { isId, newId, type SubscriptionId, type TenantId } from '../base/ids.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';
import { leavingAt, type ServiceHistory, type Subscription } from './service-history.ts';

interface NewSubscription {
  readonly tenantId: TenantId;
  readonly service: SubscribedService;
  readonly plan?: string;
  readonly units?: number;
  /** Unix ms. */
  readonly startsAt: number;
  readonly endsAt?: number | null;
  /** Who ordered it: a user's id, `cli`. */
  readonly orderedBy: string;
  /** Unix ms. */
  readonly orderedAt: number;
  /** Identifies an order, which may be sent twice. */
  readonly orderKey?: string | null;
}

/**
 * Locks the tenant until the transaction ends: its orders are made one after the other, and each sees the previous one.
 * Throws `tenant-unknown`.
 */
export async function lockTenant(transaction: Database, tenantId: TenantId): Promise<void> {
  if (!isId(tenantId)) throw new AppError('tenant-unknown');
  const locked = await transaction
    .selectFrom('tenants')
    .select('id')
    .where('id', '=', tenantId)
    .forUpdate()
    .executeTakeFirst();
  if (locked === undefined) throw new AppError('tenant-unknown');
}

export async function addSubscription(transaction: Database, added: NewSubscription): Promise<SubscriptionId> {
  const id = newId<SubscriptionId>(added.orderedAt);
  await transaction
    .insertInto('subscriptions')
    .values({
      id,
      tenant_id: added.tenantId,
      service: added.service,
      plan: added.plan ?? null,
      units: added.units ?? 1,
      starts_at: new Date(added.startsAt),
      ends_at: added.endsAt == null ? null : new Date(added.endsAt),
      ordered_by: added.orderedBy,
      ordered_at: new Date(added.orderedAt),
      order_key: added.orderKey ?? null,
    })
    .execute();
  return id;
}

/** Sets when a subscription ends, Unix ms; null: no end. */
export async function setSubscriptionEnd(
  transaction: Database,
  {
    tenantId,
    id,
    endsAt,
  }: { readonly tenantId: TenantId; readonly id: SubscriptionId; readonly endsAt: number | null },
): Promise<void> {
  await transaction
    .updateTable('subscriptions')
    .set({ ends_at: endsAt === null ? null : new Date(endsAt) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

/** The tenant's history. For an order, read it in the order's transaction after `lockTenant`. */
export async function serviceHistory(db: Database, tenantId: TenantId): Promise<ServiceHistory> {
  return (await serviceHistories(db, tenantId)).get(tenantId) ?? [];
}

/**
 * The services as they were ordered: what an order changes. That the tenant leaves ends none of them here, so that nothing of it is
 * saved and left behind when the leave is taken back.
 */
export async function orderedServices(db: Database, tenantId: TenantId): Promise<ServiceHistory> {
  return (await subscriptionsOf(db, tenantId)).get(tenantId) ?? [];
}

/** The histories of all tenants, or of one, or of some. */
export async function serviceHistories(
  db: Database,
  only?: TenantId | readonly TenantId[],
): Promise<Map<TenantId, ServiceHistory>> {
  const histories = await subscriptionsOf(db, only);
  for (const { id, leaves_at } of await leavingTenants(db, only)) {
    histories.set(id, leavingAt(histories.get(id) ?? [], id, leaves_at.getTime()));
  }
  return histories;
}

async function subscriptionsOf(
  db: Database,
  only: TenantId | readonly TenantId[] | undefined,
): Promise<Map<TenantId, ServiceHistory>> {
  let query = db
    .selectFrom('subscriptions')
    .leftJoin('plans', 'plans.name', 'subscriptions.plan')
    .select([
      'subscriptions.id',
      'subscriptions.tenant_id',
      'service',
      'plan',
      'units',
      'starts_at',
      'ends_at',
      'ordered_at',
      sql<boolean>`coalesce(plans.includes_recording, false)`.as('includes_recording'),
    ])
    .orderBy('starts_at')
    .orderBy('subscriptions.id');
  if (only !== undefined) query = query.where('subscriptions.tenant_id', '=', anyOf(only));
  const rows = await query.execute();
  const byTenant = Map.groupBy(rows, (row) => row.tenant_id);
  return new Map([...byTenant].map(([tenantId, own]) => [tenantId, own.map(subscriptionFromRow)]));
}

function anyOf(only: TenantId | readonly TenantId[]) {
  return sql<TenantId>`ANY(${[only].flat()}::uuid[])`;
}

function leavingTenants(db: Database, only: TenantId | readonly TenantId[] | undefined) {
  return db
    .selectFrom('tenants')
    .select('id')
    .where('leaves_at', 'is not', null)
    .$if(only !== undefined, (query) => query.where('id', '=', anyOf(only!)))
    .select('leaves_at')
    .$narrowType<{ leaves_at: Date }>()
    .execute();
}

function subscriptionFromRow(row: {
  readonly id: SubscriptionId;
  readonly service: SubscribedService;
  readonly plan: string | null;
  readonly includes_recording: boolean;
  readonly units: number;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly ordered_at: Date;
}): Subscription {
  return {
    id: row.id,
    service: row.service,
    plan: row.plan,
    includesRecording: row.includes_recording,
    units: row.units,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    orderedAt: row.ordered_at.getTime(),
  };
}
