import type { Session, UserChange, ManagedUser } from '../api/client.ts';

export type Role = ManagedUser['role'];
export type Right = ManagedUser['rights'][number];

/** From the most to the least. */
export const ROLES: readonly Role[] = ['admin', 'supervisor', 'agent'];

const RIGHTS: readonly Right[] = ['listen', 'listenLive', 'download', 'hold', 'control', 'order', 'audit', 'users'];

/** They concern all calls, so people who see only some numbers do not have them. */
const ALL_CALLS: readonly Right[] = ['order', 'audit', 'users'];

/** What the form about a person holds. */
export interface Access {
  readonly role: Role;
  readonly rights: Right[];
  readonly sees: 'all' | 'some';
  readonly numbers: string[];
  readonly groups: string[];
}

export function accessOf({ role, rights, limitedTo }: Pick<ManagedUser, 'role' | 'rights' | 'limitedTo'>): Access {
  return {
    role,
    rights: [...rights],
    sees: limitedTo === null ? 'all' : 'some',
    numbers: [...(limitedTo?.numbers ?? [])],
    groups: [...(limitedTo?.groups ?? [])],
  };
}

type RoleRights = Readonly<Record<Role, readonly Right[]>>;

/** Of a new person: what the role gives. */
export function newAccess(role: Role, roleRights: RoleRights): Access {
  return { role, rights: [...roleRights[role]], sees: 'all', numbers: [], groups: [] };
}

/** Of a new person with another role: its rights, and whose calls were chosen. */
export function withRole(access: Access, role: Role, roleRights: RoleRights): Access {
  return { ...access, role, rights: [...roleRights[role]] };
}

/** An agent sees the calls of some numbers only. */
export function isLimited({ role, sees }: Pick<Access, 'role' | 'sees'>): boolean {
  return role === 'agent' || sees === 'some';
}

/** Nobody gives a role above their own. */
export function offeredRoles(own: Session['user']['role']): readonly Role[] {
  const from = (ROLES as readonly string[]).indexOf(own);
  return from === -1 ? [] : ROLES.slice(from);
}

/** The rights that one may give to a person: those one has, and that the person can have. */
export function offeredRights(own: readonly string[], access: Pick<Access, 'role' | 'sees'>): readonly Right[] {
  return RIGHTS.filter((right) => own.includes(right) && !(isLimited(access) && ALL_CALLS.includes(right)));
}

/** What the API is asked to set. */
export function changeOf(access: Access, own: readonly string[]): Required<Omit<UserChange, 'disabled'>> {
  const offered = offeredRights(own, access);
  return {
    role: access.role,
    rights: access.rights.filter((right) => offered.includes(right)),
    limitedTo: isLimited(access) ? { numbers: access.numbers, groups: access.groups } : null,
  };
}
