import { type CatalogDeps, listCalls } from '../../src/catalog/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { capturingQueries } from '../../test/kit/captured-queries.ts';
import type { Question } from './questions.ts';

/** As many calls as the panel shows. */
const PAGE = 50;

/** A node of `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A query of a list as the database carried it out. */
export interface Explained {
  readonly text: string;
  readonly plan: PlanNode;
  readonly ms: number;
  readonly blocks: number;
}

/** All nodes of a plan. */
function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** The first page that a question asks for. */
export async function pageOf(catalog: CatalogDeps, { scope, filter, before }: Question) {
  const cursor =
    before === undefined ? null : Buffer.from(`${before}/ffffffff-ffff-7fff-bfff-ffffffffffff`).toString('base64url');
  return listCalls(catalog, scope, { ...filter, cursor, limit: PAGE });
}

/** Asks a question, then each of its queries again for its plan. */
export async function explain(db: Database, question: Question): Promise<Explained[]> {
  return explainEach(db, (watched) => pageOf({ db: watched, clock: systemClock, panelWindowDays: 30 }, question));
}

/** Asks for something, then each query of it again for its plan. */
export async function explainEach(db: Database, ask: (watched: Database) => Promise<unknown>): Promise<Explained[]> {
  const watched = capturingQueries(db);
  await ask(watched.db);
  const explained: Explained[] = [];
  for (const query of watched.taken()) {
    const { rows } = await db.executeQuery<{
      'QUERY PLAN': readonly [{ Plan: PlanNode; 'Execution Time': number; 'Planning Time': number }];
    }>({ ...query, sql: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${query.sql}` });
    const [{ Plan: plan, 'Execution Time': execution, 'Planning Time': planning }] = rows[0]!['QUERY PLAN'];
    const blocks = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
    explained.push({ text: query.sql, plan, ms: execution + planning, blocks });
  }
  return explained;
}

const BIG_TABLES = new Set([
  'calls',
  'recordings',
  'call_parties',
  'call_terms',
  'seen_numbers',
  'call_tags',
  'call_notes',
  'call_reviews',
  'call_statistics',
  'call_statistics_extensions',
]);
/** Rows that are read in vain for each that is used. */
const MAX_REMOVED = 100;

/** What is wrong with a plan: a big table is read as a whole, or more than a hundred rows for one that is used. */
export function faultsOf({ plan }: Explained): string[] {
  return nodesOf(plan).flatMap((node) => {
    const table = node['Relation Name'] ?? '';
    if (table !== '' && !BIG_TABLES.has(table)) return [];
    const what = `${node['Node Type']} ${table} ${node['Index Name'] ?? ''}`;
    const loops = node['Actual Loops'];
    const rows = node['Actual Rows'] * loops;
    const removed = ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * loops;
    return [
      ...(node['Node Type'] === 'Seq Scan' && table !== '' ? [`${what}: sequential`] : []),
      ...(removed > MAX_REMOVED * Math.max(1, rows) ? [`${what}: ${removed} rows removed for ${rows}`] : []),
    ];
  });
}
