import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { createLogger } from './logging.ts';

const { db } = testDatabase();

test('an error of the database is logged without the row that it is about', async () => {
  const failed = await db.connection().execute(async (connection) => {
    await sql`CREATE TEMPORARY TABLE parties (number text CHECK (number = ''))`.execute(connection);
    return sql`INSERT INTO parties VALUES ('48600100200')`.execute(connection).catch((error: unknown) => error);
  });
  expect(JSON.stringify(failed)).toContain('48600100200');
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  log.error({ err: failed }, 'it failed');
  log.error({ err: new Error('outer', { cause: failed }) }, 'it failed');
  log.error(failed, 'it failed');
  expect(lines.join('\n')).not.toContain('48600100200');
  expect(JSON.parse(lines[0]!)).toMatchObject({ err: { code: '23514', message: expect.stringContaining('parties') } });
});
