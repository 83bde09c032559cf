import { expect, it } from 'vitest';
import { menuOf } from './menu.ts';

it.each([
  [
    'admin',
    ['listen', 'order', 'audit', 'users'],
    {
      calls: ['calls', 'statistics', 'live', 'shared', 'reviews', 'phoneBook'],
      recording: ['rules', 'callNotices', 'push', 'fileAccess'],
      services: ['services', 'statements'],
      company: ['people', 'personalData', 'rodo'],
      security: ['company', 'listening', 'keys', 'audit'],
    },
  ],
  [
    'admin',
    ['order'],
    {
      calls: ['calls', 'statistics', 'live'],
      recording: ['rules', 'callNotices', 'push'],
      services: ['services', 'statements'],
      company: ['rodo'],
    },
  ],
  [
    'supervisor',
    ['listen'],
    { calls: ['calls', 'statistics', 'live', 'shared', 'reviews'], recording: ['push'], services: ['services'] },
  ],
  [
    'supervisor',
    ['audit'],
    {
      calls: ['calls', 'statistics', 'live'],
      recording: ['push'],
      services: ['services'],
      company: ['personalData'],
      security: ['audit'],
    },
  ],
  [
    'supervisor',
    ['users'],
    {
      calls: ['calls', 'statistics', 'live', 'phoneBook'],
      recording: ['push'],
      services: ['services'],
      company: ['people'],
    },
  ],
  ['agent', ['listen'], { calls: ['calls', 'statistics', 'live', 'shared', 'reviews'] }],
  [
    'operator-admin',
    [],
    {
      service: ['serviceState', 'live', 'sources', 'staffAudit', 'branding'],
      customers: ['cancellations', 'tenants', 'where', 'staffListening', 'rodo'],
      offer: ['plans', 'prices', 'invoicing'],
    },
  ],
  [
    'operator-support',
    [],
    {
      service: ['serviceState', 'live', 'sources', 'staffAudit', 'branding'],
      customers: ['cancellations', 'tenants', 'where', 'staffListening'],
      offer: ['plans', 'prices', 'invoicing'],
    },
  ],
] as const)('the menu of %s with the rights %j', (role, rights, names) => {
  const { groups } = menuOf({ id: '0', login: 'jan', role, rights: [...rights], numbers: null });
  expect(Object.fromEntries(groups.map(({ name, items }) => [name, items.map((item) => item.name)]))).toEqual(names);
});

it.each([
  ['agent', '/account/calls'],
  ['operator-support', '/operator/service'],
] as const)('%s starts on the first page of the menu', (role, start) => {
  expect(menuOf({ id: '0', login: 'jan', role, rights: [], numbers: null }).start).toBe(start);
});
