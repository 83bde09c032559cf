import { expect, test } from 'vitest';
import { SharedQueries } from './shared-queries.ts';

function counting() {
  const queries = new SharedQueries<number>();
  const running: PromiseWithResolvers<number>[] = [];
  const ask = (question = 'q') =>
    queries.ask(question, () => {
      running.push(Promise.withResolvers<number>());
      return running.at(-1)!.promise;
    });
  return { ask, running };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('who asks at once shares a query; who asks while it runs shares the next', async () => {
  const { ask, running } = counting();
  const first = [ask(), ask(), ask()];
  await settled();
  expect(running).toHaveLength(1);
  const later = [ask(), ask()];
  await settled();
  expect(running).toHaveLength(1);
  running[0]!.resolve(1);
  expect(await Promise.all(first)).toEqual([1, 1, 1]);
  await settled();
  expect(running).toHaveLength(2);
  running[1]!.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
});

test('a query that fails fails for those who asked, and the next is sent', async () => {
  const { ask, running } = counting();
  const failed = expect(ask()).rejects.toThrow('away');
  await settled();
  const next = ask();
  running[0]!.reject(new Error('away'));
  await failed;
  await settled();
  running[1]!.resolve(7);
  expect(await next).toBe(7);
});

test('other questions do not wait', async () => {
  const { ask, running } = counting();
  const [one, other] = [ask('one'), ask('other')];
  await settled();
  running[1]!.resolve(2);
  expect(await other).toBe(2);
  running[0]!.resolve(1);
  expect(await one).toBe(1);
});
