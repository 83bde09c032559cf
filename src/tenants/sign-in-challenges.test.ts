import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { beginChallenge, CHALLENGE_LIFE_MS, takeChallenge } from './sign-in-challenges.ts';

const { db } = testDatabase();
const NOW = Date.parse('2026-03-10T10:00:00Z');

const begin = (n = 0, now = NOW) => beginChallenge(db, { kind: 'oidc', data: { n }, now });
const take = (token: string, { kind = 'oidc', now = NOW } = {}) => takeChallenge(db, { kind, token, now });

test('a challenge is taken once, for its own kind, while it lives', async () => {
  const token = await begin(1);
  expect(await take(token, { kind: 'passkey' })).toBeNull();
  expect(await take(token)).toEqual({ n: 1 });
  expect(await take(token)).toBeNull();
  const old = await begin();
  expect(await take(old, { now: NOW + CHALLENGE_LIFE_MS })).toBeNull();
  expect(await take('anything')).toBeNull();
});

test('of two requests with one token at once, one gets it', async () => {
  const token = await begin(2);
  const taken = await Promise.all([take(token), take(token)]);
  expect(taken.filter((each) => each !== null)).toEqual([{ n: 2 }]);
});

test('there are never more than 10,000; the oldest goes', async () => {
  await db.deleteFrom('sign_in_challenges').execute();
  const oldest = await begin(0, NOW - 1000);
  const rows = Array.from({ length: 9_999 }, (_each, n) => ({
    token_hash: Buffer.from(`token ${n}`),
    kind: 'oidc',
    data: '{}',
    expires_at: new Date(NOW + CHALLENGE_LIFE_MS),
  }));
  await db.insertInto('sign_in_challenges').values(rows).execute();
  const newest = await begin(3, NOW + 1000);
  const { count } = await db
    .selectFrom('sign_in_challenges')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(10_000);
  expect([await take(oldest), await take(newest)]).toEqual([null, { n: 3 }]);
});
