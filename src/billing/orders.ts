import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  lockTenant,
  planIncludesRecording,
  requirePlan,
  retentionDays,
  serviceHistory,
  totalRetentionDays,
} from '../tenants/index.ts';
import { billingAccount } from './billing-account.ts';
import type { OrderedBy } from './ordered-by.ts';
import { orderLetter, planLetter } from './order-letter.ts';
import { type AddOnWish, planAddOn } from './plan-add-on.ts';
import { planSwitch } from './plan-switch.ts';
import { listPrices } from './price-list.ts';
import { type Quote, quote, type QuotedAccount, requirePrices } from './quote.ts';
import { switchOff } from './recording-switch.ts';
import { type CountAwaiting, type CountDue, type RetentionEffect, retentionEffect } from './retention-effect.ts';
import { type ServiceChange, saveChange } from './service-change.ts';

export interface Order {
  readonly tenantId: TenantId;
  /** Made by who orders: the same order sent again is made once. */
  readonly orderKey: string;
  readonly by: OrderedBy;
}

export interface OrderPreview extends Quote {
  /** Null: how long recordings are kept does not change. */
  readonly retention: RetentionEffect | null;
}

export interface OrdersParts {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly countDue: CountDue;
  readonly countAwaiting: CountAwaiting;
}

/**
 * Where services are ordered. An order is one transaction that keeps the tenant's others, and its statements, waiting:
 * the history, the line in the audit log and the mail are there together or not at all.
 */
export class Orders {
  readonly #db: Database;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #countDue: CountDue;
  readonly #countAwaiting: CountAwaiting;

  constructor({ db, audit, clock, countDue, countAwaiting }: OrdersParts) {
    this.#db = db;
    this.#audit = audit;
    this.#clock = clock;
    this.#countDue = countDue;
    this.#countAwaiting = countAwaiting;
  }

  /** What an order would cost and do. Throws what `place` throws. */
  async preview(tenantId: TenantId, wish: AddOnWish): Promise<OrderPreview> {
    const now = this.#clock.now();
    const account = await readAccount(this.#db, tenantId);
    const change = pricedAddOn(account, wish, now);
    const quoted = quote(account, change, now);
    const daysBefore = retentionDays(account.history, now);
    const daysAfter = wish.service === 'extended-retention' ? totalRetentionDays(wish.units) : daysBefore;
    const at = quoted.effectiveAt;
    const count = {
      due: (days: number) => this.#countDue(this.#db, { tenantId, retentionDays: days, at }),
      awaiting: () => this.#countAwaiting(this.#db, { tenantId, daysBefore, daysAfter, at }),
    };
    return { ...quoted, retention: await retentionEffect({ daysBefore, daysAfter, at }, count) };
  }

  /**
   * Orders an add-on, or another number of its units. Throws `tenant-unknown`, `recording-not-in-plan`,
   * `cancel-by-mail`, `already-ordered`, `price-unknown`.
   */
  place({ wish, ...order }: Order & { readonly wish: AddOnWish }): Promise<void> {
    return this.#once(order, async (transaction, account, now) => {
      const change = pricedAddOn(account, wish, now);
      const quoted = quote(account, change, now);
      await this.#save(transaction, change, order, now);
      await queueMail(transaction, {
        tenantId: order.tenantId,
        kind: 'service-ordered',
        write: (language) => orderLetter(language, wish, quoted),
        now,
      });
      await this.#note(transaction, 'service-ordered', order, { ...wish, effectiveAt: iso(quoted.effectiveAt) });
    });
  }

  /** Puts a tenant on a plan, for the operator. Throws `tenant-unknown`, `plan-unknown`. */
  changePlan({ plan, ...order }: Order & { readonly plan: string }): Promise<void> {
    return this.#once(order, async (transaction, account, now) => {
      const wished = await requirePlan(transaction, plan);
      const change = planSwitch(account, wished, now);
      if (change === null) return;
      const quoted = quote(account, change, now);
      const included = planIncludesRecording(account.history, now);
      const includes = quoted.effectiveAt > now ? included : wished.includesRecording;
      await this.#save(transaction, change, order, now);
      if (!included || !includes) await switchOff({ transaction, audit: this.#audit, ...order, now });
      await queueMail(transaction, {
        tenantId: order.tenantId,
        kind: 'plan-changed',
        write: (language) => planLetter(language, wished, quoted),
        now,
      });
      await this.#note(transaction, 'plan-changed', order, { plan, effectiveAt: iso(quoted.effectiveAt) });
    });
  }

  /** The time is asked for once the tenant is locked: what is ordered begins after all that is settled already. */
  async #once(order: Order, make: (transaction: Database, account: QuotedAccount, now: number) => Promise<void>) {
    await this.#db.transaction().execute(async (transaction) => {
      await lockTenant(transaction, order.tenantId);
      if (await isMade(transaction, order)) return;
      await make(transaction, await readAccount(transaction, order.tenantId), this.#clock.now());
    });
  }

  #save(transaction: Database, change: ServiceChange, { tenantId, orderKey, by }: Order, now: number): Promise<void> {
    return saveChange(transaction, change, { tenantId, orderKey, orderedBy: by.actor, orderedAt: now });
  }

  #note(
    transaction: Database,
    action: 'service-ordered' | 'plan-changed',
    { tenantId, by: { actor, address } }: Order,
    detail: NonNullable<AuditEvent['detail']>,
  ): Promise<void> {
    return this.#audit.record({ tenantId, actor, address, action, subject: null, detail }, transaction);
  }
}

function pricedAddOn(account: QuotedAccount, wish: AddOnWish, now: number): ServiceChange {
  const change = planAddOn(account, wish, now);
  requirePrices(account, change);
  return change;
}

async function readAccount(db: Database, tenantId: TenantId): Promise<QuotedAccount> {
  const { anchor, hostedPbx } = await billingAccount(db, tenantId);
  return { anchor, hostedPbx, history: await serviceHistory(db, tenantId), prices: await listPrices(db) };
}

async function isMade(transaction: Database, { tenantId, orderKey }: Order): Promise<boolean> {
  const made = await transaction
    .selectFrom('subscriptions')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('order_key', '=', orderKey)
    .executeTakeFirst();
  return made !== undefined;
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
