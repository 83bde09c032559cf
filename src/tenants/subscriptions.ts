import { AppError } from '../base/errors.ts';
import { isId, newId, type SubscriptionId, type TenantId } from '../base/ids.ts';
import type { Database, SubscribedService } from '../platform/postgres/index.ts';

export interface NewSubscription {
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
  /** Of an order that may be sent twice. */
  readonly orderKey?: string | null;
}

/**
 * Keeps all other orders of the tenant waiting until the transaction ends, so that each sees what the one before
 * made. Throws `tenant-unknown`.
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

/** Sets when a subscription ends, Unix ms; null: it goes on. */
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
