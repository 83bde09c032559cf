import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import type { TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { formatZloty } from '../base/money.ts';
import {
  type AddOnRequest,
  listPrices,
  type Order,
  type OrderPreview,
  Orders,
  unpricedPlans,
} from '../billing/index.ts';
import { awaitingDeliveryCounter, countKeptRecordings } from '../retention/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type ServiceHistory, serviceHistory, type Subscription } from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId, wholeNumberReader } from './read-option.ts';

/** Ten years: more is a typing error. */
const MAX_RETENTION_UNITS = 120;

const YES = 'without asking: what it costs is only shown';

export function addOrderCommands(program: Command, run: CommandRunner): void {
  const order = sub(program, 'order').description('add-ons for a tenant; shows what one costs, and asks');
  sub(order, 'extended-retention')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--units <n>', 'how many times 30 days more', wholeNumberReader(0, MAX_RETENTION_UNITS))
    .option('--yes', YES)
    .action(({ tenant, units, yes }: { tenant: TenantId; units: number; yes?: true }) =>
      run((context) => orderAddOn(context, { tenant, addOn: { service: 'extended-retention', units }, yes }))(),
    );
  sub(order, 'push')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .option('--yes', YES)
    .action(({ tenant, yes }: { tenant: TenantId; yes?: true }) =>
      run((context) => orderAddOn(context, { tenant, addOn: { service: 'push' }, yes }))(),
    );
}

interface AddOnOrder {
  readonly tenant: TenantId;
  readonly addOn: AddOnRequest;
  readonly yes: true | undefined;
}

/** Shows the costs, and orders if that is confirmed; false: nothing was ordered. */
async function orderAddOn(context: CommandContext, { tenant, addOn, yes }: AddOnOrder): Promise<boolean> {
  const { output } = context;
  const preview = await withOrders(context, (orders) => orders.preview(tenant, addOn));
  output.diagnostic(previewText(preview));
  if (yes !== true && !(await isConfirmed())) {
    output.result(
      { tenantId: tenant, ordered: false, preview },
      () => 'Nothing was ordered. --yes orders without asking.',
    );
    return false;
  }
  await placeOrder(context, tenant, (orders, order) => orders.place({ ...order, addOn }));
  return true;
}

/** Only a person at a terminal can be asked. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Order? [y/N] ');
  terminal.close();
  return /^(y|yes|t|tak)$/i.test(answer.trim());
}

function previewText({ effectiveAt, payNow, payNowLines, retention, ...quote }: OrderPreview): string {
  const destroyed = retention?.destroyed ?? null;
  const before = monthlyText(quote.monthlyBefore, quote.missingBefore);
  const after = monthlyText(quote.monthlyAfter, quote.missingAfter);
  return [
    `From ${isoTime(effectiveAt)}; net:`,
    `  this period  ${formatZloty(payNow.netGrosze)} more`,
    // As in the panel: one fee alone is the sum already.
    ...(payNowLines.length < 2 ? [] : payNowLines.map(feeLine)),
    `  each month   ${after} (now ${before})`,
    ...(retention === null ? [] : [`  retention    ${retention.daysAfter} days (now ${retention.daysBefore})`]),
    ...(destroyed === null
      ? []
      : [`  ${destroyed.recordings} recordings will be destroyed at ${isoTime(destroyed.at)}`]),
  ].join('\n');
}

function feeLine({ service, plan, fee, netGrosze }: OrderPreview['payNowLines'][number]): string {
  return `    ${formatZloty(netGrosze)}  ${plan ?? service}, ${fee} fee`;
}

/** What has no price is not 0,00 zł. */
function monthlyText({ netGrosze }: OrderPreview['monthlyAfter'], missing: OrderPreview['missingAfter']): string {
  if (missing.length === 0) return formatZloty(netGrosze);
  return netGrosze === 0 ? 'price to be agreed' : `${formatZloty(netGrosze)} and what has no price yet`;
}

/** Whoever has a plan without a price is not charged for it. */
export async function warnOfUnpricedPlan({ output, clock }: CommandContext, db: Database, plan: string): Promise<void> {
  if (unpricedPlans(await listPrices(db), [plan], warsawDay(clock.now())).length === 0) return;
  output.diagnostic(
    `the plan ${plan} has no price: the customer sees “price to be agreed” and is not charged for it; set one with \`price set\``,
  );
}

/** `fonoteka tenant plan` */
export function changePlan(
  context: CommandContext,
  { tenant, plan }: { readonly tenant: TenantId; readonly plan: string },
): Promise<void> {
  return placeOrder(context, tenant, async (orders, order, db) => {
    await orders.changePlan({ ...order, plan });
    await warnOfUnpricedPlan(context, db, plan);
  });
}

/** Each run of a command is a separate order. Prints the services that the tenant has now and will have. */
async function placeOrder(
  context: CommandContext,
  tenantId: TenantId,
  place: (orders: Orders, order: Order, db: Database) => Promise<void>,
): Promise<void> {
  const services = await withOrders(context, async (orders, db) => {
    await place(orders, { tenantId, orderKey: randomUUID(), by: BY_COMMAND }, db);
    return currentAndFuture(await serviceHistory(db, tenantId), context.clock.now());
  });
  context.output.result({ tenantId, services }, (result) => result.services.map(serviceLine).join('\n'));
}

function withOrders<T>(context: CommandContext, work: (orders: Orders, db: Database) => Promise<T>): Promise<T> {
  const { clock, config } = context;
  const countAwaiting = awaitingDeliveryCounter(config.pushKeepMaxDays);
  return withDatabase(context, (db) =>
    work(new Orders({ db, audit: new AuditLog(db, clock), clock, countKept: countKeptRecordings, countAwaiting }), db),
  );
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
