import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { PasswordChecks } from './password-checks.ts';

const ATTEMPT = { login: 'firma', password: 'right', address: '192.0.2.1', hash: 'hash of right' };

const turn = () => new Promise((done) => void setImmediate(done));

/** Checks that end when the test says so. */
function setUp() {
  const clock = new ManualClock();
  const running: ((right: boolean) => void)[] = [];
  let ran = 0;
  const verify = (): Promise<boolean> => {
    ran++;
    return new Promise((end) => running.push(end));
  };
  const checks = new PasswordChecks({ clock, verify });
  /** Ends the check that has run for longest. */
  const end = async (right = false): Promise<void> => {
    await turn();
    running.shift()!(right);
    await turn();
  };
  return { clock, checks, end, ran: () => ran };
}

describe('a right password', () => {
  test('is remembered for minutes since its last use, for its network only', async () => {
    const { clock, checks, end } = setUp();
    const check = checks.check(ATTEMPT, { trusted: false });
    await end(true);
    expect(await check).toBe(true);
    for (let use = 0; use < 5; use++) {
      clock.advance(14 * 60_000);
      expect(checks.remembered(ATTEMPT)).toBe('right');
      expect(checks.remembered({ ...ATTEMPT, address: '198.51.100.1' })).toBe('unchecked');
    }
    clock.advance(16 * 60_000);
    expect(checks.remembered(ATTEMPT)).toBe('unchecked');
  });

  test('is forgotten with the hash that it was compared with, and says nothing about another login', async () => {
    const { checks, end } = setUp();
    const check = checks.check(ATTEMPT, { trusted: false });
    await end(true);
    await check;
    expect(checks.remembered({ ...ATTEMPT, login: 'other' })).toBe('unchecked');
    expect(checks.remembered({ ...ATTEMPT, password: 'wrong' })).toBe('unchecked');
    expect(checks.remembered({ ...ATTEMPT, hash: 'hash of another one' })).toBe('unchecked');
    expect(checks.remembered({ ...ATTEMPT, hash: null })).toBe('unchecked');
  });
});

test('a wrong password is remembered for its network only, until the right one changes', async () => {
  const { checks, end } = setUp();
  const wrong = { ...ATTEMPT, password: 'old' };
  const check = checks.check(wrong, { trusted: false });
  await end();
  expect(await check).toBe(false);
  expect(checks.remembered(wrong)).toBe('wrong');
  expect(checks.remembered({ ...wrong, address: '198.51.100.1' })).toBe('unchecked');
  expect(checks.remembered({ ...wrong, hash: 'hash of old' })).toBe('unchecked');
});

test('two are checked at once, known addresses go first, and what cannot be checked soon is refused', async () => {
  const { checks, end, ran } = setUp();
  const order: string[] = [];
  const guesses = Array.from({ length: 150 }, async (_, n) => {
    const right = await checks.check({ ...ATTEMPT, password: `guess ${n}` }, { trusted: false });
    order.push(right === null ? 'refused' : 'guess');
  });
  const owner = checks.check(ATTEMPT, { trusted: true }).then(() => order.push('owner'));
  await turn();
  expect(ran()).toBe(2);
  expect(order).toEqual(Array(48).fill('refused'));
  for (let check = 0; check < 103; check++) await end();
  await Promise.all([...guesses, owner]);
  expect(order.slice(48, 51)).toEqual(['guess', 'guess', 'owner']);
  expect(ran()).toBe(103);
});
