import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { connect } from './connect.ts';
import { PREPARED, StatementNames } from './prepared.ts';

const { db, url } = testDatabase({ empty: true });

test('a statement is prepared once on a connection, whatever its values; others are not', async () => {
  const one = connect(url, quietLog, { maxConnections: 1 });
  const answers = [];
  for (const value of [1, 2, 3]) {
    const { rows } = await sql<{ value: number }>`${PREPARED} SELECT ${value}::int AS value`.execute(one);
    answers.push(rows[0]!.value);
    await sql`SELECT ${value}::int AS other`.execute(one);
  }
  expect(answers).toEqual([1, 2, 3]);
  const { rows } = await sql<{ name: string }>`SELECT name FROM pg_prepared_statements`.execute(one);
  expect(rows).toEqual([{ name: expect.stringMatching(/^fonoteka_[\w-]{43}$/) }]);
  await one.destroy();
});

test('two processes give two statements two names: a pooler may hand a connection from one to the other', () => {
  const [one, other] = [new StatementNames(), new StatementNames()];
  const [a, b] = ['/* prepared */ SELECT 1', '/* prepared */ SELECT 2'];
  expect(other.of(b)).not.toEqual(one.of(a));
  expect(other.of(a)).toEqual(one.of(a));
});

test('no more than 200 statements are kept; further ones work, too', async () => {
  const one = connect(url, quietLog, { maxConnections: 1 });
  for (let number = 0; number < 210; number++) {
    const { rows } = await sql<{ value: number }>`${PREPARED} SELECT ${sql.raw(String(number))} AS value`.execute(one);
    expect(rows[0]!.value).toBe(number);
  }
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM pg_prepared_statements`.execute(one);
  expect(rows[0]!.count).toBe(200);
  await one.destroy();
});

test('when a migration changes a column’s type, a statement fails once, and works on the next connection', async () => {
  await sql`CREATE TABLE samples (value int)`.execute(db);
  await sql`INSERT INTO samples VALUES (7)`.execute(db);
  const one = connect(url, quietLog, { maxConnections: 1 });
  const read = async () =>
    (await sql<{ value: unknown }>`${PREPARED} SELECT value FROM samples`.execute(one)).rows[0]!.value;
  expect(await read()).toBe(7);
  await sql`ALTER TABLE samples ALTER value TYPE text`.execute(db);
  await expect(read()).rejects.toThrow('cached plan');
  expect(await read()).toBe('7');
  await one.destroy();
});
