import { AppError } from '../base/errors.ts';
import type { Right } from './rights.ts';
import type { UserRole } from './roles.ts';
import type { User } from './users.ts';

/** Who manages users: a user of the same tenant, or the operator. */
export type ManagedBy = User | 'operator';

const RANK: Readonly<Record<UserRole, number>> = {
  admin: 3,
  supervisor: 2,
  agent: 1,
  'operator-admin': 3,
  'operator-support': 1,
};

type Abilities = Pick<User, 'role' | 'rights' | 'numbers'>;

/** Throws `own-account`, `above-own-rights`: nobody changes themselves, or somebody above or to above their own rights. */
export function requireMayManage(by: ManagedBy, target: Abilities & Pick<User, 'id'>): void {
  if (by === 'operator') return;
  if (by.id === target.id) throw new AppError('own-account');
  if (exceeds(target, by)) throw new AppError('above-own-rights');
}

/** Whether `requireMayManage` accepts it. */
export function mayManage(by: User, target: Abilities & Pick<User, 'id'>): boolean {
  return by.id !== target.id && !exceeds(target, by);
}

/** Nobody gives a key or an account rights that they do not have. Throws `above-own-rights`. */
export function requireRights(by: Pick<User, 'rights'> | 'operator', rights: readonly Right[]): void {
  if (by !== 'operator' && rights.some((right) => !by.rights.includes(right))) throw new AppError('above-own-rights');
}

/** Whether one user may do or see anything that the other may not. */
export function exceeds(one: Abilities, other: Abilities): boolean {
  return (
    RANK[one.role] > RANK[other.role] ||
    one.rights.some((right) => !other.rights.includes(right)) ||
    seesMore(one.numbers, other.numbers)
  );
}

/** Whether the calls of some numbers are more than those of others. Null: all of the tenant's. */
export function seesMore(numbers: User['numbers'], others: User['numbers']): boolean {
  if (others === null) return false;
  return numbers === null || numbers.some((number) => !others.includes(number));
}

/** Whether a user keeps the tenant's or the operator's other accounts manageable. */
export function isAdministrator({ role, rights, disabled }: Abilities & { readonly disabled: boolean }): boolean {
  return !disabled && (role === 'operator-admin' || (role === 'admin' && rights.includes('users')));
}
