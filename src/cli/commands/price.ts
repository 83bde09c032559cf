import { AuditLog } from '../../audit/index.ts';
import { decimal } from '../../base/money.ts';
import { listPrices, type Price, type SetPrice, setPrice } from '../../billing/index.ts';
import { BY_COMMAND } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

export async function priceList(context: CommandContext): Promise<void> {
  const prices = await withDatabase(context, listPrices);
  context.output.answer(prices.map(withDate), (list) => list.map(line).join('\n'));
}

export async function priceSet(context: CommandContext, price: Price): Promise<void> {
  const { clock } = context;
  const set = await withDatabase(context, (db) =>
    setPrice({ db, audit: new AuditLog(db, clock), clock, by: BY_COMMAND }, price),
  );
  context.output.answer(withDate(set), line);
}

/** Outside, instants are ISO 8601. */
function withDate({ setAt, ...price }: SetPrice) {
  return { ...price, setAt: new Date(setAt).toISOString() };
}

function line({ validFrom, service, plan, fee, netGrosze, vatPercent, setBy }: ReturnType<typeof withDate>): string {
  return `${validFrom}  ${plan ?? service}  ${fee}  ${decimal(netGrosze)} zł net  VAT ${vatPercent}%  by ${setBy}`;
}
