import { expect, it } from 'vitest';
import { newOrderKey, OrderKeys } from './order-key.ts';

it('generates a different UUID of version 4 each time', () => {
  const keys = Array.from({ length: 100 }, newOrderKey);
  for (const key of keys) expect(key).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(new Set(keys).size).toBe(keys.length);
});

it('has one key for a request, and another one for another request', () => {
  const keys = new OrderKeys();
  const sixty = keys.of({ service: 'extended-retention', units: 1 });
  expect(keys.of({ service: 'extended-retention', units: 1 })).toBe(sixty);
  expect(keys.of({ service: 'extended-retention', units: 2 })).not.toBe(sixty);
  expect(keys.of({ service: 'extended-retention', units: 1 })).toBe(sixty);
  expect(new OrderKeys().of({ service: 'extended-retention', units: 1 })).not.toBe(sixty);
});
