import { type Command, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { decimal, type Grosze } from '../base/money.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import { listPrices, type Price, type PriceEntry, setPrice } from '../billing/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readZloty, wholeNumberReader } from './read-option.ts';

const DEFAULT_VAT_PERCENT = 23;

interface PriceOptions extends Pick<Price, 'service' | 'fee'> {
  readonly plan?: string;
  readonly net: Grosze;
  readonly vat: number;
  readonly from: WarsawDay;
}

export function addPriceCommands(program: Command, run: CommandRunner): void {
  const price = sub(program, 'price').description('net prices of the services');
  sub(price, 'list').description('every price ever set, newest day first').action(run(priceList));
  sub(price, 'set')
    .description('set a price from a day on, today or later')
    .addOption(
      new Option('--service <service>')
        .choices(['plan', 'extended-retention', 'push', 'legal-hold'])
        .makeOptionMandatory(),
    )
    .option('--plan <plan>', 'which plan, for the services plan and legal-hold')
    .addOption(new Option('--fee <fee>').choices(['monthly', 'activation']).makeOptionMandatory())
    .requiredOption('--net <amount>', 'in zł, without VAT', readZloty)
    .option('--vat <percent>', 'VAT rate', wholeNumberReader(0, 100), DEFAULT_VAT_PERCENT)
    .requiredOption('--from <day>', 'YYYY-MM-DD', readDay)
    .action(({ service, plan, fee, net, vat, from }: PriceOptions) =>
      run((context) =>
        priceSet(context, { service, plan: plan ?? null, fee, netGrosze: net, vatPercent: vat, validFrom: from }),
      )(),
    );
}

async function priceList(context: CommandContext): Promise<void> {
  const prices = await withDatabase(context, listPrices);
  context.output.result(prices.map(priceView), (list) => list.map(priceLine).join('\n'));
}

async function priceSet(context: CommandContext, price: Price): Promise<void> {
  const { clock } = context;
  const set = await withDatabase(context, (db) =>
    setPrice({ db, audit: new AuditLog(db, clock), clock, by: BY_COMMAND }, price),
  );
  context.output.result(priceView(set), priceLine);
}

function priceView({ setAt, ...price }: PriceEntry) {
  return { ...price, setAt: isoTime(setAt) };
}

function priceLine({ validFrom, service, plan, fee, netGrosze, vatPercent, setBy }: ReturnType<typeof priceView>) {
  return `${validFrom}  ${nameOf(service, plan)}  ${fee}  ${decimal(netGrosze)} zł net  VAT ${vatPercent}%  by ${setBy}`;
}

function nameOf(service: Price['service'], plan: string | null): string {
  if (plan === null) return service;
  return service === 'plan' ? plan : `${service} (${plan})`;
}
