import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('one task runs at a time; who has many delays others by one', async () => {
  const turns = new Turns<string>();
  const ran: string[] = [];
  let running = 0;
  const task = (name: string, then?: () => void) => async () => {
    expect(++running).toBe(1);
    await new Promise(setImmediate);
    running--;
    ran.push(name);
    then?.();
    return name;
  };
  const later: Promise<string>[] = [];
  const addLater = () => void later.push(turns.run('b', task('b2')));
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => turns.run('a', task(name)));
  all.push(turns.run('b', task('b1', addLater)), turns.run('c', task('c1')));
  await Promise.all(all);
  await Promise.all(later);
  expect(ran).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

test('one that fails fails alone, and the next one begins after all have ended, too', async () => {
  const turns = new Turns<string>();
  const failing = turns.run('a', () => Promise.reject(new Error('away')));
  const next = turns.run('a', async () => 'next');
  await expect(failing).rejects.toThrow('away');
  expect(await next).toBe('next');
  expect(await turns.run('b', async () => 'later')).toBe('later');
});
