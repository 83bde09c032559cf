import { expect, it } from 'vitest';
import { menuOf } from './menu.ts';

it.each([
  ['admin', ['calls', 'services', 'push', 'statements', 'audit', 'company']],
  ['supervisor', ['calls', 'services', 'push']],
  ['agent', ['calls']],
  ['operator-admin', ['cancellations', 'tenants', 'plans', 'prices', 'invoicing', 'sources']],
  ['operator-support', ['cancellations', 'tenants', 'plans', 'prices', 'invoicing', 'sources']],
] as const)('the menu of %s', (role, names) => {
  const { items } = menuOf({ id: '0', login: 'jan', role, mayDownload: false, extensions: [] });
  expect(items.map(({ name }) => name)).toEqual(names);
});
