import { expect, test } from 'vitest';
import { freePorts } from '../../../test/kit/ftp-fixture.ts';
import { newId, type TenantId } from '../../base/ids.ts';
import { PassivePorts } from './passive-data-port.ts';

test('one tenant has half of the ports at most; what it frees it can have again', async () => {
  const ports = new PassivePorts(await freePorts('127.0.0.1', 8));
  const [greedy, other] = [newId<TenantId>(1), newId<TenantId>(2)];
  const held = [];
  for (let listener = await ports.listen('127.0.0.1', greedy); listener !== null; ) {
    held.push(listener);
    listener = await ports.listen('127.0.0.1', greedy);
  }
  expect(held.length).toBeLessThanOrEqual(4);
  const others = await ports.listen('127.0.0.1', other);
  expect(others).not.toBeNull();
  held[0]!.close();
  held[0]!.close();
  const again = await ports.listen('127.0.0.1', greedy);
  expect(again).not.toBeNull();
  if (held.length === 4) expect(await ports.listen('127.0.0.1', greedy)).toBeNull();
  for (const listener of [...held, others!, again!]) listener.close();
  expect(ports.inUse).toBe(0);
});

test('of a single port each tenant can have it', async () => {
  const ports = new PassivePorts(await freePorts('127.0.0.1', 1));
  const only = await ports.listen('127.0.0.1', newId<TenantId>(1));
  expect(await ports.listen('127.0.0.1', newId<TenantId>(2))).toBeNull();
  only?.close();
});
