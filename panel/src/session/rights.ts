import type { Session } from '../api/client.ts';

type User = Session['user'];

/** What the panel shows to whom; the API decides again, by its own rules. */
export function mayDownload(user: User): boolean {
  return user.role === 'admin' || user.role === 'supervisor' || (user.role === 'agent' && user.mayDownload);
}

export function maySeeServices(user: User): boolean {
  return user.role === 'admin' || user.role === 'supervisor';
}

export function mayChangeServices(user: User): boolean {
  return user.role === 'admin';
}

/** Statements and the audit log. */
export function maySeeAccount(user: User): boolean {
  return user.role === 'admin';
}

export function mayHold(user: User): boolean {
  return user.role === 'admin';
}

/** The operator's support only looks on. */
export function mayDecideAsOperator(user: User): boolean {
  return user.role === 'operator-admin';
}
