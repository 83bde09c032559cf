import { expect, test } from 'vitest';
import type { TenantId } from '../base/ids.ts';
import { FairOrder } from './fair-order.ts';

interface Call {
  readonly name: string;
  readonly tenantId: TenantId;
  readonly durationMs: number;
}

const MINUTE_MS = 60_000;
const call = (name: string, tenant: string, minutes = 1): Call => ({
  name,
  tenantId: tenant as TenantId,
  durationMs: minutes * MINUTE_MS,
});

function orderOf(calls: readonly Call[]): FairOrder<Call> {
  const order = new FairOrder<Call>((each) => each);
  for (const each of calls) order.add(each);
  return order;
}

function all(order: FairOrder<Call>, short = false): string[] {
  return Array.from({ length: order.size }, () => order.take({ short })!.name);
}

test('tenants take turns, each in the order of its calls', () => {
  const order = orderOf([call('a1', 'a'), call('a2', 'a'), call('a3', 'a'), call('b1', 'b'), call('c1', 'c')]);
  expect(all(order)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(order.take({ short: false })).toBeNull();
});

test('turns are of work, not of calls: after one of an hour come many of a minute', () => {
  const order = orderOf([call('hour', 'a', 60), call('second', 'a'), ...[1, 2, 3].map((n) => call(`b${n}`, 'b'))]);
  expect(all(order)).toEqual(['hour', 'b1', 'b2', 'b3', 'second']);
});

test('a tenant that comes later is not served for the time before', () => {
  const order = orderOf([1, 2, 3, 4].map((n) => call(`a${n}`, 'a')));
  expect([order.take({ short: false })!.name, order.take({ short: false })!.name]).toEqual(['a1', 'a2']);
  for (const n of [1, 2, 3]) order.add(call(`b${n}`, 'b'));
  expect(all(order)).toEqual(['a3', 'b1', 'a4', 'b2', 'b3']);
});

test('long calls are passed over while there are short ones', () => {
  const order = orderOf([call('long', 'a', 180), call('a2', 'a'), call('b1', 'b', 11), call('b2', 'b')]);
  expect(all(order, true)).toEqual(['a2', 'b2', 'long', 'b1']);
});
