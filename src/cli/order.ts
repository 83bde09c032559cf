import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { type AddOnRequest, type Order, Orders } from '../billing/index.ts';
import { awaitingDeliveryCounter, countKeptRecordings } from '../retention/index.ts';
import { type ServiceHistory, serviceHistory, type Subscription } from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId, wholeNumberReader } from './read-option.ts';

/** Ten years: more is a typing error. */
const MAX_RETENTION_UNITS = 120;

export function addOrderCommands(program: Command, run: CommandRunner): void {
  const order = sub(program, 'order').description('add-ons for a tenant');
  sub(order, 'extended-retention')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--units <n>', 'how many times 30 days more', wholeNumberReader(0, MAX_RETENTION_UNITS))
    .action(({ tenant, units }: { tenant: TenantId; units: number }) =>
      run((context) => orderAddOn(context, tenant, { service: 'extended-retention', units }))(),
    );
  sub(order, 'push')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => orderAddOn(context, tenant, { service: 'push' }))());
}

function orderAddOn(context: CommandContext, tenantId: TenantId, addOn: AddOnRequest): Promise<void> {
  return placeOrder(context, tenantId, (orders, order) => orders.place({ ...order, addOn }));
}

/** `fonoteka tenant plan` */
export function changePlan(
  context: CommandContext,
  { tenant, plan }: { readonly tenant: TenantId; readonly plan: string },
): Promise<void> {
  return placeOrder(context, tenant, (orders, order) => orders.changePlan({ ...order, plan }));
}

/** Each run of a command is a separate order. Prints the services that the tenant has now and will have. */
async function placeOrder(
  context: CommandContext,
  tenantId: TenantId,
  place: (orders: Orders, order: Order) => Promise<void>,
): Promise<void> {
  const { clock, config } = context;
  const services = await withDatabase(context, async (db) => {
    const orders = new Orders({
      db,
      audit: new AuditLog(db, clock),
      clock,
      countKept: countKeptRecordings,
      countAwaiting: awaitingDeliveryCounter(config.pushKeepMaxDays),
    });
    await place(orders, { tenantId, orderKey: randomUUID(), by: BY_COMMAND });
    return currentAndFuture(await serviceHistory(db, tenantId), clock.now());
  });
  context.output.result({ tenantId, services }, (result) => result.services.map(serviceLine).join('\n'));
}

function currentAndFuture(history: ServiceHistory, now: number) {
  return history
    .filter((subscription) => !isOver(subscription, now))
    .map(({ service, plan, units, startsAt, endsAt }) => ({
      service,
      plan,
      units,
      startsAt: isoTime(startsAt),
      endsAt: isoTime(endsAt),
    }));
}

function isOver({ startsAt, endsAt }: Subscription, now: number): boolean {
  return endsAt !== null && (endsAt <= now || endsAt <= startsAt);
}

function serviceLine({ service, plan, units, startsAt, endsAt }: ReturnType<typeof currentAndFuture>[number]): string {
  const until = endsAt === null ? '' : ` until ${endsAt}`;
  return `${plan ?? service}${service === 'extended-retention' ? ` × ${units}` : ''}  from ${startsAt}${until}`;
}
