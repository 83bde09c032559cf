import { expect, it } from 'vitest';
import { menuOf } from './menu.ts';

it.each([
  [
    'admin',
    ['listen', 'order', 'audit', 'users'],
    [
      'calls',
      'services',
      'push',
      'fileAccess',
      'statements',
      'audit',
      'personalData',
      'rodo',
      'people',
      'listening',
      'company',
      'keys',
    ],
  ],
  ['admin', ['order'], ['calls', 'services', 'push', 'statements', 'rodo']],
  ['supervisor', ['listen'], ['calls', 'services', 'push']],
  ['supervisor', ['audit'], ['calls', 'services', 'push', 'audit', 'personalData']],
  ['supervisor', ['users'], ['calls', 'services', 'push', 'people']],
  ['agent', ['listen'], ['calls']],
  [
    'operator-admin',
    [],
    ['cancellations', 'tenants', 'plans', 'prices', 'invoicing', 'sources', 'staffListening', 'rodo'],
  ],
  ['operator-support', [], ['cancellations', 'tenants', 'plans', 'prices', 'invoicing', 'sources', 'staffListening']],
] as const)('the menu of %s with the rights %j', (role, rights, names) => {
  const { items } = menuOf({ id: '0', login: 'jan', role, rights: [...rights], numbers: null });
  expect(items.map(({ name }) => name)).toEqual(names);
});
