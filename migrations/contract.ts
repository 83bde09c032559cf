import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export interface Contract {
  /** The release that stopped using what this migration removes, as 1.2.3. Earlier ones cannot use the database any more. */
  readonly expandedIn: string;
}

/** A migration that removes or renames what an earlier release uses. */
export interface ContractMigration extends Migration {
  readonly contract: Contract;
}

/**
 * A migration that contracts: it removes, renames or demands what a release before `expandedIn` does not know to do without. The
 * database then says which releases can still use it.
 */
export function contracting(contract: Contract, up: Migration['up']): ContractMigration {
  return {
    contract,
    up: async (db: Kysely<unknown>) => {
      await up(db);
      await sql`INSERT INTO schema_requirements (program_version) VALUES (${contract.expandedIn})`.execute(db);
    },
  };
}
