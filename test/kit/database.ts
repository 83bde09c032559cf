import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { createLogger } from '../../src/platform/logging.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { execute, onDatabase } from './postgres-server.ts';

/** The server closes a connection a little after the client. */
const DISCONNECT_TIMEOUT_MS = 2_000;

export interface TestDatabase {
  readonly db: Database;
  readonly url: string;
}

/**
 * A PostgreSQL database for this test file, with all tables, or `empty`. Call it at the top of a file or of a `describe`, and use
 * the result in tests and hooks. Fails the file if other connections are still open at the end.
 */
export function testDatabase({ empty = false } = {}): TestDatabase {
  const template = inject('templateDatabaseUrl');
  const original = empty ? 'template0' : new URL(template).pathname.slice(1);
  const name = `fonoteka_test_${randomBytes(6).toString('hex')}`;
  const url = onDatabase(template, name);
  const server = onDatabase(template, 'postgres');
  const db = connect(url, createLogger('warn'));
  beforeAll(async () => {
    await execute(server, `CREATE DATABASE ${name} TEMPLATE ${original}`);
  });
  afterAll(async () => {
    await db.destroy();
    const leaked = await openConnections(server, name);
    await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
    if (leaked > 0) throw new Error(`${leaked} database connections were left open`);
  });
  return { db, url };
}

async function openConnections(server: string, database: string): Promise<number> {
  const deadline = performance.now() + DISCONNECT_TIMEOUT_MS;
  for (;;) {
    const { rows } = await execute(
      server,
      `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = '${database}'`,
    );
    const { open } = rows[0] as { open: number };
    if (open === 0 || performance.now() > deadline) return open;
  }
}
