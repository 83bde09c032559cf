import type { Clock } from '../base/clock.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { AuditEvent } from './audit-event.ts';
import { chainName } from './chain-name.ts';
import { CHAIN_START, type ChainedEvent, type ChainEnd, chainEvent } from './chained-event.ts';
import { bytesOf, hexOf, rowOf } from './event-row.ts';

/** Rows one statement inserts; a row has ten values and a statement takes at most 65535. */
const ROWS_PER_INSERT = 1000;

/** Puts events of one tenant at the end of its chain, whose lock the transaction keeps to its end. */
export async function appendToChain(transaction: Database, events: readonly AuditEvent[], clock: Clock): Promise<void> {
  const chain = chainName(events[0]!.tenantId);
  let end = await lockChain(transaction, chain);
  const at = clock.now();
  for (let start = 0; start < events.length; start += ROWS_PER_INSERT) {
    const added: ChainedEvent[] = [];
    for (const event of events.slice(start, start + ROWS_PER_INSERT)) {
      const chained = chainEvent(end, event, at);
      added.push(chained);
      end = chained;
    }
    await insert(transaction, chain, added);
  }
}

/** Waits for who else appends to the chain, and makes it where it is new. */
async function lockChain(transaction: Database, chain: string): Promise<ChainEnd> {
  const { seq, hash } = await transaction
    .insertInto('audit_chains')
    .values({ chain, seq: CHAIN_START.seq, hash: bytesOf(CHAIN_START.hash) })
    .onConflict((conflict) => conflict.column('chain').doUpdateSet((row) => ({ seq: row.ref('audit_chains.seq') })))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  return { seq, hash: hexOf(hash) };
}

/** The events and the chain's new end, in one round trip. */
async function insert(transaction: Database, chain: string, events: readonly ChainedEvent[]): Promise<void> {
  const { seq, hash } = events.at(-1)!;
  await transaction
    .with('added', (db) => db.insertInto('audit_events').values(events.map(rowOf)))
    .updateTable('audit_chains')
    .set({ seq, hash: bytesOf(hash) })
    .where('chain', '=', chain)
    .execute();
}
