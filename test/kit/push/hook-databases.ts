import type { Database } from '../../../src/platform/postgres/index.ts';
import { until } from '../until.ts';

/** A database that the worker loses when it has claimed an event, as if it were killed. */
export function dyingAfterClaim(db: Database): Database {
  let isDead = false;
  return db.withPlugin({
    transformQuery({ node }) {
      if (isDead) throw new Error('killed');
      isDead = node.kind === 'UpdateQueryNode' && node.with !== undefined;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
}

/** A database that answers that nothing is due only after all current requests have ended. */
export function findingNothingLate(db: Database): Database {
  const claims = new WeakSet<object>();
  const isQuiet = async (): Promise<boolean> => {
    const leased = db.selectFrom('push_hooks').select('id').where('lease', 'is not', null);
    return (await leased.execute()).length === 0;
  };
  return db.withPlugin({
    transformQuery({ node, queryId }) {
      if (node.kind === 'UpdateQueryNode' && node.with !== undefined) claims.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (claims.has(queryId) && result.rows.length === 0) await until('all current requests have ended', isQuiet);
      return result;
    },
  });
}
