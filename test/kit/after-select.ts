import { TableNode } from 'kysely';
import type { Database } from '../../src/platform/postgres/index.ts';

/** A database in which something happens after each SELECT from a table, before the caller gets the rows. */
export function afterSelect(db: Database, table: string, happens: () => Promise<void>): Database {
  const selects = new WeakSet<object>();
  return db.withPlugin({
    transformQuery({ node, queryId }) {
      const from = node.kind === 'SelectQueryNode' ? node.from?.froms[0] : undefined;
      if (from !== undefined && TableNode.is(from) && from.table.identifier.name === table) selects.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (selects.has(queryId)) await happens();
      return result;
    },
  });
}
