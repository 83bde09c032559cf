import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { holdsOfTenant } from '../retention/index.ts';
import {
  type Buyer,
  BUYER_COLUMNS,
  buyerOf,
  hasLeft,
  orderedServices,
  type ServiceHistory,
  serviceHistory,
} from '../tenants/index.ts';
import type { BillingAnchor } from './billing-period.ts';
import type { HoldSpan } from './held-recordings.ts';
import { listPrices, type PriceList } from './prices.ts';

/** Who pays, and when the billing periods begin. */
interface BillingAccount {
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly buyer: Buyer;
  readonly anchor: BillingAnchor;
  /** Without the hosted PBX no plan includes recording. */
  readonly hostedPbx: boolean;
}

/** Throws `tenant-unknown`. */
export async function billingAccount(db: Database, tenantId: TenantId): Promise<BillingAccount> {
  const row = await db
    .selectFrom('tenants')
    .select(['id', 'name', 'hosted_pbx', 'billing_from', 'billing_day', ...BUYER_COLUMNS])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('tenant-unknown');
  return {
    tenant: { id: row.id, name: row.name },
    buyer: buyerOf(row),
    anchor: { from: row.billing_from, day: row.billing_day },
    hostedPbx: row.hosted_pbx,
  };
}

/** An account with everything that its charges follow from. */
export interface PricedAccount extends BillingAccount {
  readonly history: ServiceHistory;
  readonly prices: PriceList;
  readonly holds: readonly HoldSpan[];
}

/**
 * The account that an order changes: a leave that may yet be taken back ends none of its services. Of a tenant that has left they are
 * over. Throws `tenant-unknown`.
 */
export async function orderingAccount(db: Database, tenantId: TenantId, now: number): Promise<PricedAccount> {
  const account = await pricedAccount(db, tenantId);
  return hasLeft(account.history, now) ? account : { ...account, history: await orderedServices(db, tenantId) };
}

/** Throws `tenant-unknown`. */
export async function pricedAccount(db: Database, tenantId: TenantId): Promise<PricedAccount> {
  const account = await billingAccount(db, tenantId);
  const history = await serviceHistory(db, tenantId);
  return { ...account, history, prices: await listPrices(db), holds: await holdsOfTenant(db, tenantId) };
}
