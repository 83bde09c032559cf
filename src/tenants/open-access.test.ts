import { expect, test } from 'vitest';
import { newId, type UserId } from '../base/ids.ts';
import { systemClock } from '../platform/clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
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
