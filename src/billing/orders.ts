import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  inForce,
  lockTenant,
  planIncludesRecording,
  requireOfferedPlan,
  requirePlan,
  type RetentionHistory,
  type ServiceHistory,
} from '../tenants/index.ts';
import { orderingAccount, type PricedAccount } from './billing-account.ts';
import { orderMail, planMail } from './order-mail.ts';
import { type AddOnRequest, addOnChange, planChange } from './order-rules.ts';
import {
  type CountAwaiting,
  type CountKept,
  type Quote,
  quote,
  requirePrices,
  type RetentionEffect,
  retentionEffect,
} from './quote.ts';
import {
  applyChange,
  type ChargedSubscription,
  type OrderedBy,
  type ServiceChange,
  saveChange,
} from './service-change.ts';
import { turnOffRecording } from './turn-off-recording.ts';

export interface Order {
  readonly tenantId: TenantId;
  /** Chosen by the caller: the same order sent again is made only once; another order with the same key is refused. */
  readonly orderKey: string;
  readonly by: OrderedBy;
}

export interface OrderPreview extends Quote {
  /** Null: the retention does not change. */
  readonly retention: RetentionEffect | null;
}

interface OrdersDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly countKept: CountKept;
  readonly countAwaiting: CountAwaiting;
}

/**
 * Orders of services. An order is one transaction that locks the tenant: its other orders and its statements wait. The
 * subscription, the audit event and the mail are committed together or not at all.
 */
export class Orders {
  readonly #db: Database;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #countKept: CountKept;
  readonly #countAwaiting: CountAwaiting;

  constructor({ db, audit, clock, countKept, countAwaiting }: OrdersDeps) {
    this.#db = db;
    this.#audit = audit;
    this.#clock = clock;
    this.#countKept = countKept;
    this.#countAwaiting = countAwaiting;
  }

  /** What an order would cost, and which recordings it would affect. Throws what `place` throws. */
  async preview(tenantId: TenantId, addOn: AddOnRequest): Promise<OrderPreview> {
    const now = this.#clock.now();
    const account = await orderingAccount(this.#db, tenantId, now);
    const change = pricedAddOnChange(account, addOn, now);
    const quoted = quote(account, change, now);
    const at = quoted.effectiveAt;
    const before = continuing(account.history, now);
    const after = applyChange(account.history, change);
    const count = {
      kept: (history: RetentionHistory) => this.#countKept(this.#db, { tenantId, history, at }),
      awaiting: () => this.#countAwaiting(this.#db, { tenantId, before, after, at }),
    };
    return { ...quoted, retention: await retentionEffect({ before, after, at }, count) };
  }

  /**
   * Orders an add-on, or another number of its units. Throws `tenant-unknown`, `recording-not-in-plan`,
   * `cancel-by-mail`, `already-ordered`, `price-unknown`, `order-key-reused`.
   */
  place({ addOn, ...order }: Order & { readonly addOn: AddOnRequest }): Promise<void> {
    return this.#once(order, contentOf(addOn), async (transaction, account, now) => {
      const change = pricedAddOnChange(account, addOn, now);
      const quoted = quote(account, change, now);
      await this.#save(transaction, change, order, now);
      await queueMail(transaction, {
        tenantId: order.tenantId,
        kind: 'service-ordered',
        to: 'billing',
        write: (language) => orderMail(language, addOn, quoted),
        now,
      });
      await this.#recordEvent(transaction, 'service-ordered', order, {
        ...addOn,
        effectiveAt: iso(quoted.effectiveAt),
      });
    });
  }

  /** Changes a tenant's plan, for the operator. Throws `tenant-unknown`, `plan-unknown`, `plan-retired`, `order-key-reused`. */
  changePlan({ plan: planName, ...order }: Order & { readonly plan: string }): Promise<void> {
    const content = { service: 'plan', plan: planName, units: 1 } as const;
    return this.#once(order, content, async (transaction, account, now) => {
      const isKept = inForce(account.history, 'plan', now)?.plan === planName;
      const plan = await (isKept ? requirePlan : requireOfferedPlan)(transaction, planName);
      const change = planChange(account, plan, now);
      if (change === null) return;
      const quoted = quote(account, change, now);
      const included = planIncludesRecording(account.history, now);
      const includedAfter = quoted.effectiveAt > now ? included : plan.includesRecording;
      await this.#save(transaction, change, order, now);
      if (!included || !includedAfter) await turnOffRecording({ transaction, audit: this.#audit, ...order, now });
      await queueMail(transaction, {
        tenantId: order.tenantId,
        kind: 'plan-changed',
        to: 'billing',
        write: (language) => planMail(language, plan, quoted),
        now,
      });
      const detail = { plan: planName, effectiveAt: iso(quoted.effectiveAt) };
      await this.#recordEvent(transaction, 'plan-changed', order, detail);
    });
  }

  /** The clock is read after the lock: so an order never begins before one that was made earlier. */
  async #once(
    order: Order,
    content: OrderContent,
    make: (transaction: Database, account: PricedAccount, now: number) => Promise<void>,
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await lockTenant(transaction, order.tenantId);
      if (await isMade(transaction, order, content)) return;
      const now = this.#clock.now();
      await make(transaction, await orderingAccount(transaction, order.tenantId, now), now);
    });
  }

  #save(transaction: Database, change: ServiceChange, { tenantId, orderKey, by }: Order, now: number): Promise<void> {
    return saveChange(transaction, change, { tenantId, orderKey, orderedBy: by.actor, orderedAt: now });
  }

  #recordEvent(
    transaction: Database,
    action: 'service-ordered' | 'plan-changed',
    { tenantId, by: { actor, address } }: Order,
    detail: NonNullable<AuditEvent['detail']>,
  ): Promise<void> {
    return this.#audit.record({ tenantId, actor, address, action, subject: null, detail }, transaction);
  }
}

function pricedAddOnChange(account: PricedAccount, addOn: AddOnRequest, now: number): ServiceChange {
  const change = addOnChange(account, addOn, now);
  requirePrices(account, change);
  return change;
}

/** What is ordered, as the subscription that the order began says it. */
type OrderContent = Pick<ChargedSubscription, 'service' | 'plan' | 'units'>;

function contentOf(addOn: AddOnRequest): OrderContent {
  return { service: addOn.service, plan: null, units: addOn.service === 'push' ? 1 : addOn.units };
}

/** Whether this order is made already. Throws `order-key-reused` if another one was made with its key. */
async function isMade(transaction: Database, { tenantId, orderKey }: Order, content: OrderContent): Promise<boolean> {
  const made = await transaction
    .selectFrom('subscriptions')
    .select(['service', 'plan', 'units'])
    .where('tenant_id', '=', tenantId)
    .where('order_key', '=', orderKey)
    .executeTakeFirst();
  if (made === undefined) return false;
  const { service, plan, units } = content;
  if (made.service !== service || made.plan !== plan || made.units !== units) throw new AppError('order-key-reused');
  return true;
}

/** The history as if the retention in force at an instant went on: what a change is compared with. */
function continuing(history: ServiceHistory, at: number): RetentionHistory {
  const current = inForce(history, 'extended-retention', at);
  return history.map((one) => (one === current ? { ...one, endsAt: null } : one));
}

function iso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
