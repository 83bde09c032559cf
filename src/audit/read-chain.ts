import { sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { ChainEntry } from './chain-entry.ts';
import { CHAIN_OF_ROW, chainName, tenantOfChain } from './chain-name.ts';
import { CHAIN_START, type ChainEnd } from './chained-event.ts';
import { eventOf, hexOf } from './event-row.ts';

/** Rows read at a time: a chain may be long, the memory is not. */
const ROWS_PER_PAGE = 1000;

const EVENT_COLUMNS = [
  'tenant_id',
  'actor',
  'action',
  'subject',
  'address',
  'detail',
  'seq',
  'at',
  'previous_hash',
  'hash',
] as const;

/** The rows of a tenant's chain, in no order yet. */
export function chainRows(db: Database, tenantId: TenantId | null) {
  return db
    .selectFrom('audit_events')
    .select(EVENT_COLUMNS)
    .where(CHAIN_OF_ROW, '=', chainName(tenantId))
    .where('seq', 'is not', null);
}

/** A tenant's chain as it is now; what is added meanwhile is not in it. */
export async function* readChain(db: Database, tenantId: TenantId | null): AsyncGenerator<ChainEntry> {
  const { lastSeq, end } = await extentOf(db, tenantId);
  let seen = 0;
  while (seen < lastSeq) {
    const rows = await chainRows(db, tenantId)
      .where('seq', '>', seen)
      .where('seq', '<=', lastSeq)
      .orderBy('seq')
      .limit(ROWS_PER_PAGE)
      .execute();
    if (rows.length === 0) break;
    for (const row of rows) yield { event: eventOf(row) };
    seen = rows.at(-1)!.seq!;
  }
  yield { end };
}

/** Every chain there is; one whose end is not kept, too. */
export async function listChains(db: Database): Promise<(TenantId | null)[]> {
  const rows = await db
    .selectFrom('audit_chains')
    .select(sql<string>`chain`.as('chain'))
    .union(db.selectFrom('audit_events').select(CHAIN_OF_ROW.as('chain')).distinct().where('seq', 'is not', null))
    .orderBy('chain')
    .execute();
  return rows.map(({ chain }) => tenantOfChain(chain));
}

/** The last event there is and the end that is kept of the chain, of one and the same moment. */
async function extentOf(db: Database, tenantId: TenantId | null): Promise<{ lastSeq: number; end: ChainEnd }> {
  const { lastSeq, seq, hash } = await db
    .selectFrom((from) =>
      from
        .selectFrom('audit_events')
        .select(({ fn }) => fn.max('seq').as('lastSeq'))
        .where(CHAIN_OF_ROW, '=', chainName(tenantId))
        .as('events'),
    )
    .leftJoin('audit_chains', (join) => join.on('chain', '=', chainName(tenantId)))
    .select(['lastSeq', 'seq', 'hash'])
    .executeTakeFirstOrThrow();
  return { lastSeq: lastSeq ?? 0, end: seq === null ? CHAIN_START : { seq, hash: hexOf(hash) } };
}
