import { expect, test } from 'vitest';
import { KeyedQuota } from './keyed-quota.ts';

test('gives out the limit to each key, and again what was given back once', () => {
  const quota = new KeyedQuota<string>(2);
  const giveBack = quota.take('a');
  expect(quota.take('a')).not.toBeNull();
  expect(quota.take('a')).toBeNull();
  expect(quota.take('b')).not.toBeNull();
  giveBack?.();
  giveBack?.();
  expect(quota.take('a')).not.toBeNull();
  expect(quota.take('a')).toBeNull();
});
