import { type Command, Option } from 'commander';
import type { TenantId } from '../base/ids.ts';
import type { Grosze } from '../base/money.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Price } from '../billing/index.ts';
import { billingExport, billingStatement } from './commands/billing.ts';
import { orderAddOn } from './commands/order.ts';
import { priceList, priceSet } from './commands/price.ts';
import { month, tenantId, warsawDay, wholeNumber, zloty } from './read-option.ts';
import { type CommandRunner, sub } from './sub-command.ts';

/** Ten years of keeping: more is a slip of the finger. */
const MAX_RETENTION_UNITS = 120;
const DEFAULT_VAT_PERCENT = 23;

/** Prices, orders, statements. */
export function addBillingCommands(program: Command, run: CommandRunner): void {
  addPriceCommands(sub(program, 'price').description('what services cost, net'), run);
  addOrderCommands(sub(program, 'order').description('add-ons for a tenant'), run);
  addStatementCommands(sub(program, 'billing').description('what tenants are charged'), run);
}

interface PriceOptions extends Pick<Price, 'service' | 'fee'> {
  readonly plan?: string;
  readonly net: Grosze;
  readonly vat: number;
  readonly from: WarsawDay;
}

function addPriceCommands(price: Command, run: CommandRunner): void {
  sub(price, 'list').description('every price ever set, newest day first').action(run(priceList));
  sub(price, 'set')
    .description('set a price from a day on, today or later')
    .addOption(new Option('--service <service>').choices(['plan', 'extended-retention', 'push']).makeOptionMandatory())
    .option('--plan <plan>', 'which plan, of the service plan')
    .addOption(new Option('--fee <fee>').choices(['monthly', 'activation']).makeOptionMandatory())
    .requiredOption('--net <amount>', 'in zł, without VAT', zloty)
    .option('--vat <percent>', 'VAT rate', wholeNumber(0, 100), DEFAULT_VAT_PERCENT)
    .requiredOption('--from <day>', 'YYYY-MM-DD', warsawDay)
    .action(({ service, plan, fee, net, vat, from }: PriceOptions) =>
      run((context) =>
        priceSet(context, { service, plan: plan ?? null, fee, netGrosze: net, vatPercent: vat, validFrom: from }),
      )(),
    );
}

function addOrderCommands(order: Command, run: CommandRunner): void {
  sub(order, 'extended-retention')
    .requiredOption('--tenant <id>', 'for whom', tenantId)
    .requiredOption('--units <n>', 'how many times 30 days more', wholeNumber(0, MAX_RETENTION_UNITS))
    .action(({ tenant, units }: { tenant: TenantId; units: number }) =>
      run((context) => orderAddOn(context, { tenantId: tenant, wish: { service: 'extended-retention', units } }))(),
    );
  sub(order, 'push')
    .requiredOption('--tenant <id>', 'for whom', tenantId)
    .action(({ tenant }: { tenant: TenantId }) =>
      run((context) => orderAddOn(context, { tenantId: tenant, wish: { service: 'push' } }))(),
    );
}

function addStatementCommands(billing: Command, run: CommandRunner): void {
  sub(billing, 'statement')
    .description('what a tenant pays for a period')
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .option('--period <day>', 'any day of the period; default: today', warsawDay)
    .option('--csv', 'as CSV')
    .action(({ tenant, period, csv = false }: { tenant: TenantId; period?: WarsawDay; csv?: boolean }) =>
      run((context) => billingStatement(context, { tenantId: tenant, period, csv }))(),
    );
  sub(billing, 'export')
    .description('the statements issued for all periods that begin in a month, for invoicing')
    .requiredOption('--month <month>', 'YYYY-MM', month)
    .option('--csv', 'as CSV')
    .action(({ month, csv = false }: { month: string; csv?: boolean }) =>
      run((context) => billingExport(context, { month, csv }))(),
    );
}
