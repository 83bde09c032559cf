import { randomUUID } from 'node:crypto';
import { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import { type AddOnWish, type Order, Orders } from '../../billing/index.ts';
import { awaitingDeliveryCounter, countDueRecordings } from '../../retention/index.ts';
import { type ServiceHistory, serviceHistory, type Subscription } from '../../tenants/index.ts';
import { BY_COMMAND } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export function orderAddOn(
  context: CommandContext,
  { tenantId, wish }: { readonly tenantId: TenantId; readonly wish: AddOnWish },
): Promise<void> {
  return place(context, tenantId, (orders, order) => orders.place({ ...order, wish }));
}

export function tenantPlan(
  context: CommandContext,
  { tenantId, plan }: { readonly tenantId: TenantId; readonly plan: string },
): Promise<void> {
  return place(context, tenantId, (orders, order) => orders.changePlan({ ...order, plan }));
}

/** Each run of a command is an order of its own. Tells what the tenant then has and will have. */
async function place(
  context: CommandContext,
  tenantId: TenantId,
  placed: (orders: Orders, order: Order) => Promise<void>,
): Promise<void> {
  const { clock, config } = context;
  const services = await withDatabase(context, async (db) => {
    const orders = new Orders({
      db,
      audit: new AuditLog(db, clock),
      clock,
      countDue: countDueRecordings,
      countAwaiting: awaitingDeliveryCounter(config.pushKeepMaxDays),
    });
    await placed(orders, { tenantId, orderKey: randomUUID(), by: BY_COMMAND });
    return fromNowOn(await serviceHistory(db, tenantId), clock.now());
  });
  context.output.answer({ tenantId, services }, (answer) => answer.services.map(line).join('\n'));
}

/** Outside, instants are ISO 8601. */
function fromNowOn(history: ServiceHistory, now: number) {
  return history
    .filter((one) => isAhead(one, now))
    .map(({ service, plan, units, startsAt, endsAt }) => ({
      service,
      plan,
      units,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
    }));
}

function isAhead({ startsAt, endsAt }: Subscription, now: number): boolean {
  return endsAt === null || (endsAt > now && endsAt > startsAt);
}

function line({ service, plan, units, startsAt, endsAt }: ReturnType<typeof fromNowOn>[number]): string {
  const until = endsAt === null ? '' : ` until ${endsAt}`;
  return `${plan ?? service}${service === 'extended-retention' ? ` × ${units}` : ''}  from ${startsAt}${until}`;
}
