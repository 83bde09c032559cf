import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import type { TenantId } from '../base/ids.ts';
import { isAllowedAddress, setAllowedNetworks } from './allowed-networks.ts';

const { db } = testDatabase();
const UNKNOWN = '01900000-0000-7000-8000-000000000000' as TenantId;

test.each([
  [[], '198.51.100.7', true],
  [['198.51.100.0/24'], '198.51.100.7', true],
  [['198.51.100.0/24'], '198.51.101.7', false],
  [['198.51.100.0/24'], '2001:db8::7', false],
  [['198.51.100.0/24', '2001:db8::/32'], '2001:db8::7', true],
  [['198.51.100.7/32'], '198.51.100.7', true],
  [['not a network'], '198.51.100.7', false],
  [['198.51.100.0/24'], 'not an address', false],
])('with %j somebody at %s is allowed: %s', (networks, address, allowed) => {
  expect(isAllowedAddress(networks, address)).toBe(allowed);
});

test.each(['198.51.100.0/33', '198.51.100', 'example.com', '::ffff:198.51.100.0/120', ''])(
  '%j is refused',
  async (text) => {
    await expect(setAllowedNetworks(db, UNKNOWN, [text])).rejects.toMatchObject({ code: 'request-invalid' });
  },
);
