import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresPair } from '../kit/postgres-pair.ts';
import { execute } from '../kit/postgres-server.ts';

let pair: PostgresPair;

beforeAll(async () => {
  pair = await PostgresPair.start({ synchronous: true });
});
afterAll(() => pair.remove());

test('the kit: a standby takes over from a killed primary, which comes back as its standby', async () => {
  await execute(pair.primary.url, 'CREATE TABLE kept (n int)');
  pair.primary.freeze();
  pair.primary.thaw();
  await execute(pair.primary.url, 'INSERT INTO kept VALUES (1)');
  const old = pair.primary;
  old.kill();
  pair.promote();
  await execute(pair.primary.url, 'INSERT INTO kept VALUES (2)');
  await pair.rejoin();
  await pair.caughtUp();
  expect(pair.standby).toBe(old);
  expect((await execute(old.url, 'SELECT n FROM kept ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
});
