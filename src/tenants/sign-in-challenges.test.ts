import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { beginChallenge, CHALLENGE_LIFE_MS, takeChallenge } from './sign-in-challenges.ts';

const { db } = testDatabase();
const NOW = Date.parse('2026-03-10T10:00:00Z');

const begin = (n = 0, { now = NOW, address = '192.0.2.1' } = {}) =>
  beginChallenge(db, { kind: 'oidc', data: { n }, address, now });
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

async function count(): Promise<number> {
  const all = db.selectFrom('sign_in_challenges').select((eb) => eb.fn.countAll<number>().as('count'));
  return (await all.executeTakeFirstOrThrow()).count;
}

/** As many as an address has that begins sign-ins without end. */
async function flood(client: string, howMany: number): Promise<void> {
  const rows = Array.from({ length: howMany }, (_each, n) => ({
    token_hash: Buffer.from(`${client} ${n}`),
    kind: 'oidc',
    data: '{}',
    expires_at: new Date(NOW + CHALLENGE_LIFE_MS),
    client,
  }));
  await db.insertInto('sign_in_challenges').values(rows).execute();
}

test('an address has at most 1,000, its oldest goes; of IPv6 a /64 is one address', async () => {
  await db.deleteFrom('sign_in_challenges').execute();
  const [oldest, other] = [
    await begin(0, { address: '2001:db8::1', now: NOW - 1000 }),
    await begin(1, { address: '198.51.100.7', now: NOW - 1000 }),
  ];
  await flood('2001:db8:0:0::/64', 999);
  const newest = await begin(2, { address: '2001:db8::2' });
  expect(await count()).toBe(1_001);
  expect([await take(oldest), await take(other), await take(newest)]).toEqual([null, { n: 1 }, { n: 2 }]);
});

test('there are never more than 10,000; the oldest of the address with the most goes', async () => {
  await db.deleteFrom('sign_in_challenges').execute();
  const waiting = await begin(0, { now: NOW - 1000 });
  for (const n of Array.from({ length: 9 }, (_each, index) => index)) await flood(`198.51.100.${n}`, 1_000);
  await flood('198.51.100.9', 999);
  const newest = await begin(3, { address: '192.0.2.2' });
  expect(await count()).toBe(10_000);
  expect([await take(waiting), await take(newest)]).toEqual([{ n: 0 }, { n: 3 }]);
});
