import { expect, test } from 'vitest';
import { newId, type UserId } from '../base/ids.ts';
import { systemClock } from '../platform/clock.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { OpenAccess } from './open-access.ts';

function openEntry() {
  const access = new OpenAccess({ clock: systemClock, log: quietLog });
  const answer = Promise.withResolvers<boolean>();
  const key = `user:${newId<UserId>(0)}` as const;
  const ended: string[] = [];
  const forget = access.add({ keys: [key], isValid: () => answer.promise, end: () => void ended.push(key) });
  return { access, key, answer, ended, forget };
}

test('what is no longer allowed is ended', async () => {
  const { access, key, answer, ended } = openEntry();
  const checked = access.check(key);
  answer.resolve(false);
  await checked;
  expect(ended).toEqual([key]);
  expect(access.size).toBe(0);
});

test('what ended by itself while it was checked is not ended again', async () => {
  const { access, key, answer, ended, forget } = openEntry();
  const checked = access.check(key);
  forget();
  answer.resolve(false);
  await checked;
  expect(ended).toEqual([]);
});

function expiringEntry(answer?: () => Promise<boolean>) {
  const clock = new ManualClock();
  const access = new OpenAccess({ clock, log: quietLog });
  const expiresAt = clock.now() + 1000;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const checks: number[] = [];
  const isValid = async (): Promise<boolean> => {
    checks.push(clock.now() - expiresAt);
    return answer === undefined ? clock.now() < expiresAt : answer();
  };
  const forget = access.add({ keys: [], isValid, end, expiresAt });
  return { clock, access, checks, ended, forget };
}

test('what expires is ended then, and not before', async () => {
  const { clock, access, checks, ended } = expiringEntry();
  clock.advance(999);
  expect([checks, access.size]).toEqual([[], 1]);
  clock.advance(1);
  await ended;
  expect([checks, access.size, clock.pending]).toEqual([[0], 0, 0]);
});

test('what would expire is ended as late as a clock that was set back says', async () => {
  const { clock, checks, ended } = expiringEntry();
  clock.jump(-500);
  clock.advance(1000);
  await until('it is checked again later', () => clock.pending === 1);
  clock.advance(500);
  await ended;
  expect(checks).toEqual([-500, 0]);
});

test('what has ended by itself leaves no timer', () => {
  const { clock, access, forget } = expiringEntry();
  forget();
  expect([access.size, clock.pending]).toEqual([0, 0]);
});

test('while the database does not answer, each entry is checked once at a time', async () => {
  const { clock, access, checks, forget } = expiringEntry(async () => {
    throw new Error('no connection');
  });
  await access.check(null);
  await access.check(null);
  expect([checks.length, clock.pending]).toEqual([2, 1]);
  for (const seconds of [1, 2, 3, 4, 5]) {
    clock.advance(1000);
    await until('the next check is set', () => clock.pending > 0 && checks.length === 2 + seconds);
  }
  expect(clock.pending).toBe(1);
  forget();
  expect(clock.pending).toBe(0);
});

test('while notifications are not heard, checks of very much do not pile up', async () => {
  const access = new OpenAccess({ clock: new ManualClock(), log: quietLog });
  const running: (() => void)[] = [];
  let checks = 0;
  for (let entries = 0; entries < 100; entries++) {
    const isValid = () => new Promise<boolean>((resolve) => running.push(() => resolve(++checks > 0)));
    access.add({ keys: [], isValid, end: () => undefined });
  }
  const polled = [access.poll(), access.poll(), access.poll()];
  expect(running).toHaveLength(5);
  const all = Promise.all(polled);
  await until('all are checked', () => {
    for (const done of running.splice(0)) done();
    return checks === 100;
  });
  await all;
  expect([checks, running]).toEqual([100, []]);
});
