import { expect, it } from 'vitest';
import type { ManagedUser } from '../api/client.ts';
import { accessOf, changeOf, newAccess, offeredRights, offeredRoles, withRole } from './access.ts';

const ALL = ['listen', 'download', 'hold', 'order', 'audit', 'users'] as const;

it.each([
  ['admin', ['admin', 'supervisor', 'agent']],
  ['supervisor', ['supervisor', 'agent']],
  ['operator-admin', []],
] as const)('%s gives the roles %j', (own, roles) => {
  expect(offeredRoles(own)).toEqual(roles);
});

it.each([
  ['all', ALL, { role: 'admin', sees: 'all' }, ALL],
  ['one’s own', ['listen', 'users'], { role: 'supervisor', sees: 'all' }, ['listen', 'users']],
  ['of some numbers', ALL, { role: 'supervisor', sees: 'some' }, ['listen', 'download', 'hold']],
  ['an agent’s', ALL, { role: 'agent', sees: 'all' }, ['listen', 'download', 'hold']],
] as const)('the rights offered: %s', (_, own, access, rights) => {
  expect(offeredRights(own, access)).toEqual(rights);
});

it.each<Pick<ManagedUser, 'role' | 'rights' | 'limitedTo'>>([
  { role: 'agent', rights: ['listen'], limitedTo: { numbers: ['+48221234567'], groups: [] } },
  { role: 'admin', rights: [...ALL], limitedTo: null },
])('what is shown of a person is what is sent when nothing is changed: $role', (person) => {
  expect(changeOf(accessOf(person), ALL)).toEqual(person);
});

it('an administrator who becomes an agent keeps only what an agent can have', () => {
  const access = { ...accessOf({ role: 'admin', rights: [...ALL], limitedTo: null }), role: 'agent' } as const;
  expect(changeOf(access, ALL)).toEqual({
    role: 'agent',
    rights: ['listen', 'download', 'hold'],
    limitedTo: { numbers: [], groups: [] },
  });
});

const ROLE_RIGHTS = { admin: ALL, supervisor: ['listen', 'download'], agent: ['listen'] } as const;

it('a new person has the rights of the role, also of one chosen later; the numbers stay', () => {
  const access = { ...newAccess('agent', ROLE_RIGHTS), numbers: ['101'], groups: ['g'] };
  expect(changeOf(access, ALL)).toEqual({
    role: 'agent',
    rights: ['listen'],
    limitedTo: { numbers: ['101'], groups: ['g'] },
  });
  const raised = withRole(access, 'supervisor', ROLE_RIGHTS);
  expect(changeOf(raised, ALL)).toEqual({ role: 'supervisor', rights: ['listen', 'download'], limitedTo: null });
  expect(withRole(raised, 'agent', ROLE_RIGHTS)).toEqual(access);
});

it('nobody gives a new person rights above their own', () => {
  expect(changeOf(newAccess('supervisor', ROLE_RIGHTS), ['listen', 'users']).rights).toEqual(['listen']);
});
