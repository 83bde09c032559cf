import { sql } from 'kysely';
import { type Database, inTransaction } from './database.ts';

/** The plans that a new installation begins with. */
const PLANS = [
  { name: 'Start', includes_recording: false },
  { name: 'Biznes', includes_recording: true },
  { name: 'Premium', includes_recording: true },
  { name: 'Elite', includes_recording: true },
] as const;

/** The prices that a new installation begins with; the other plans have none until the operator sets one. */
const PRICES = [
  { service: 'plan', plan: 'Biznes', fee: 'monthly', net_grosze: 8900 },
  { service: 'extended-retention', plan: null, fee: 'monthly', net_grosze: 3000 },
  { service: 'push', plan: null, fee: 'activation', net_grosze: 14900 },
  { service: 'push', plan: null, fee: 'monthly', net_grosze: 4900 },
] as const;

/** Before every call: the first prices apply to whatever is imported. */
const VALID_FROM = '2000-01-01';

/**
 * Gives a new installation its first plans and prices. One that has plans, which are never deleted, keeps its own. Processes
 * that start together do this once; one that was killed before it leaves it to the next.
 */
export async function fillNewInstallation(db: Database): Promise<void> {
  if (await hasPlans(db)) return;
  await inTransaction(db, async (transaction) => {
    await sql`LOCK TABLE plans IN SHARE ROW EXCLUSIVE MODE`.execute(transaction);
    if (await hasPlans(transaction)) return;
    await transaction
      .insertInto('plans')
      .values([...PLANS])
      .execute();
    const given = { vat_percent: 23, valid_from: VALID_FROM, set_by: 'price list' };
    await transaction
      .insertInto('prices')
      .values(PRICES.map((price) => ({ ...price, ...given })))
      .execute();
  });
}

/** Whether the first plans are there. */
export async function hasPlans(db: Database): Promise<boolean> {
  return (await db.selectFrom('plans').select('name').limit(1).executeTakeFirst()) !== undefined;
}
