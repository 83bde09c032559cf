import type { CompiledQuery } from 'kysely';
import type { Database } from '../../src/platform/postgres/index.ts';

/** The database, which notes each statement sent through it. */
export function capturingQueries(db: Database): { readonly db: Database; taken(): readonly CompiledQuery[] } {
  // Parts of a statement that are built by themselves are compiled, too, and never have a result.
  const begun = new Map<string, CompiledQuery>();
  const queries: CompiledQuery[] = [];
  return {
    db: db.withPlugin({
      transformQuery: ({ node, queryId }) => {
        begun.set(queryId.queryId, db.getExecutor().compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result, queryId }) => {
        queries.push(begun.get(queryId.queryId)!);
        return result;
      },
    }),
    /** Those since the last time, with their results. */
    taken: () => queries.splice(0),
  };
}
