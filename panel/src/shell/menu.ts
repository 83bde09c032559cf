import type { Session } from '../api/client.ts';
import {
  mayChangeServices,
  mayDecideAsOperator,
  mayHandleRodo,
  mayManageFileAccess,
  mayManageUsers,
  maySeeAudit,
  maySeeServices,
  maySetSignIn,
} from '../session/session.ts';

const ACCOUNT = {
  calls: { to: '/account/calls', name: 'calls', icon: 'history' },
  services: { to: '/account/services', name: 'services', icon: 'services' },
  push: { to: '/account/push', name: 'push', icon: 'send' },
  fileAccess: { to: '/account/file-access', name: 'fileAccess', icon: 'folder' },
  statements: { to: '/account/billing', name: 'statements', icon: 'receipt' },
  audit: { to: '/account/audit', name: 'audit', icon: 'log' },
  personalData: { to: '/account/personal-data', name: 'personalData', icon: 'shield' },
  rodo: { to: '/account/rodo', name: 'rodo', icon: 'lock' },
  people: { to: '/account/users', name: 'people', icon: 'users' },
  listening: { to: '/account/listening', name: 'listening', icon: 'speaker' },
  keys: { to: '/account/api-keys', name: 'keys', icon: 'key' },
  company: { to: '/account/sign-in', name: 'company', icon: 'key' },
} as const;

const OPERATOR = [
  { to: '/operator/cancellations', name: 'cancellations', icon: 'mail' },
  { to: '/operator/tenants', name: 'tenants', icon: 'users' },
  { to: '/operator/plans', name: 'plans', icon: 'services' },
  { to: '/operator/prices', name: 'prices', icon: 'receipt' },
  { to: '/operator/statements', name: 'invoicing', icon: 'log' },
  { to: '/operator/sources', name: 'sources', icon: 'phone' },
  { to: '/operator/listening', name: 'staffListening', icon: 'speaker' },
] as const;

/** Only for those who decide. */
const OPERATOR_RODO = { to: '/operator/rodo', name: 'rodo', icon: 'shield' } as const;

export type MenuItem = (typeof ACCOUNT)[keyof typeof ACCOUNT] | (typeof OPERATOR)[number] | typeof OPERATOR_RODO;

interface Menu {
  readonly section: 'billing' | 'operator';
  /** The first is the user's start page. */
  readonly items: readonly [MenuItem, ...MenuItem[]];
}

/** The pages that a user may open. */
export function menuOf(user: Session['user']): Menu {
  if (user.role === 'operator-support') return { section: 'operator', items: OPERATOR };
  if (mayDecideAsOperator(user)) return { section: 'operator', items: [...OPERATOR, OPERATOR_RODO] };
  const services = maySeeServices(user) ? [ACCOUNT.services, ACCOUNT.push] : [];
  const files = mayManageFileAccess(user) ? [ACCOUNT.fileAccess] : [];
  const statements = mayChangeServices(user) ? [ACCOUNT.statements] : [];
  const company = maySetSignIn(user) ? [ACCOUNT.listening, ACCOUNT.company, ACCOUNT.keys] : [];
  const people = mayManageUsers(user) ? [ACCOUNT.people] : [];
  const rodo = mayHandleRodo(user) ? [ACCOUNT.rodo] : [];
  const audit = maySeeAudit(user) ? [ACCOUNT.audit, ACCOUNT.personalData] : [];
  return {
    section: 'billing',
    items: [ACCOUNT.calls, ...services, ...files, ...statements, ...audit, ...rodo, ...people, ...company],
  };
}
