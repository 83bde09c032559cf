import type { UserRole } from './roles.ts';

/**
 * What a tenant's user may do besides seeing calls. `listenLive`: to calls while they run. `control`: order that a running call be recorded,
 * paused, resumed. `order`: change and order services, set up the push, see charges. `users`: manage people and file credentials.
 */
export const RIGHTS = ['listen', 'listenLive', 'download', 'hold', 'control', 'order', 'audit', 'users'] as const;

export type Right = (typeof RIGHTS)[number];

/** They concern all calls of the tenant: users limited to some numbers do not have them. */
const TENANT_WIDE: readonly Right[] = ['order', 'audit', 'users'];

/** What each role may do unless it is changed for a user. The operator's staff have no rights over a tenant's recordings. */
const ROLE_RIGHTS: Readonly<Record<UserRole, readonly Right[]>> = {
  admin: RIGHTS,
  supervisor: ['listen', 'download', 'control'],
  agent: ['listen'],
  'operator-admin': [],
  'operator-support': [],
};

/** What was changed for a user, in addition to the rights of the role. Names that are no rights are ignored. */
export interface RightChanges {
  readonly given: readonly string[];
  readonly taken: readonly string[];
}

/** What the users of a role may do unless it is changed for one of them. */
export function rightsOfRole(role: UserRole): readonly Right[] {
  return ROLE_RIGHTS[role];
}

interface Limits {
  /** To some of the tenant's numbers. */
  readonly limited: boolean;
}

/** The rights that a user can have. */
export function offeredRights(role: UserRole, { limited }: Limits): readonly Right[] {
  if (role.startsWith('operator-')) return [];
  return RIGHTS.filter((right) => !(limited && TENANT_WIDE.includes(right)));
}

/** What a user may do. A right that is both given and taken is taken. */
export function effectiveRights(role: UserRole, { given, taken }: RightChanges, limits: Limits): Right[] {
  return offeredRights(role, limits).filter(
    (right) => !taken.includes(right) && (ROLE_RIGHTS[role].includes(right) || given.includes(right)),
  );
}

/** What makes these the user's rights; of rights that cannot be offered it changes nothing. */
export function rightChanges(
  role: UserRole,
  rights: readonly Right[],
  limits: Limits,
): { readonly given: Right[]; readonly taken: Right[] } {
  const ofRole = ROLE_RIGHTS[role];
  const offered = offeredRights(role, limits);
  return {
    given: offered.filter((right) => rights.includes(right) && !ofRole.includes(right)),
    taken: offered.filter((right) => !rights.includes(right) && ofRole.includes(right)),
  };
}
