import type { Database } from '../../src/platform/postgres/index.ts';

/** The database, with a count of the statements sent through it; those that begin and end transactions are not counted. */
export function countingQueries(db: Database): { readonly db: Database; taken(): number } {
  let count = 0;
  return {
    db: db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        count++;
        return result;
      },
    }),
    /** How many since the last time. */
    taken: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}
