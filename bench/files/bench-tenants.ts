import { join } from 'node:path';
import { keyStore } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { openDatabase } from '../../src/platform/postgres/index.ts';
import type { BenchFiles, BenchTenant } from './catalog.ts';

export interface BenchTenants {
  /** Has all of the files. */
  readonly encrypted: BenchTenant;
  /** The same, with its recordings stored as they are. */
  readonly plain: BenchTenant;
  /** Have some of the short ones. */
  readonly others: readonly BenchTenant[];
}

/** Of the many clients: with fewer they would be over the limit for one tenant. */
const OTHERS = 10;
/** Of each of them. */
export const SHORT_FILES = 20;

/** Adds the tenants beside the running service. */
export async function addBenchTenants(data: string, files: BenchFiles, plain: string): Promise<BenchTenants> {
  const log = createLogger('error');
  const database = await openDatabase({ url: '', dataFolder: data, as: 'command', log, clock: systemClock });
  try {
    const { db } = database;
    const keys = keyStore({ ...loadConfig({}), data }, db);
    const store = { db, keys, folder: join(data, 'recordings') };
    const encrypted = await files.addTenantWithAll(store, plain, { encrypted: true });
    const asTheyAre = await files.addTenantWithAll(store, plain, { encrypted: false });
    const others = [];
    for (let tenant = 0; tenant < OTHERS; tenant++) {
      others.push(await files.addTenantWithSmall(store, plain, SHORT_FILES));
    }
    return { encrypted, plain: asTheyAre, others };
  } finally {
    await database.close();
  }
}
