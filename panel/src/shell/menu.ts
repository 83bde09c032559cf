import type { Session } from '../api/client.ts';
import {
  mayChangeServices,
  mayDecideAsOperator,
  mayHandleRodo,
  mayListen,
  mayManageFileAccess,
  mayManageUsers,
  maySeeAudit,
  maySeeServices,
  maySetSignIn,
} from '../session/session.ts';
import type { IconName } from '../ui/icon.tsx';

type User = Session['user'];

interface MenuEntry {
  readonly to: string;
  /** Its text is `menu.<name>`. */
  readonly name: string;
  readonly icon: IconName;
  /** Everybody of this menu, if it is not given. */
  readonly may?: (user: User) => boolean;
}

interface MenuGroupOf<Item> {
  /** Its text is `menu.groups.<name>`. */
  readonly name: string;
  readonly items: readonly Item[];
}

/** The menu of customers. A new page is a line in its group; the very first page is where a customer starts. */
const ACCOUNT = [
  {
    name: 'calls',
    items: [
      { to: '/account/calls', name: 'calls', icon: 'history' },
      { to: '/account/statistics', name: 'statistics', icon: 'chart' },
      { to: '/account/live', name: 'live', icon: 'phone' },
      { to: '/account/shared', name: 'shared', icon: 'share', may: mayListen },
      { to: '/account/review', name: 'reviews', icon: 'check', may: mayListen },
      { to: '/account/phone-book', name: 'phoneBook', icon: 'book', may: mayManageUsers },
    ],
  },
  {
    name: 'recording',
    items: [
      { to: '/account/recording-rules', name: 'rules', icon: 'filter', may: mayChangeServices },
      { to: '/account/call-notices', name: 'callNotices', icon: 'mail', may: mayChangeServices },
      { to: '/account/push', name: 'push', icon: 'send', may: maySeeServices },
      { to: '/account/file-access', name: 'fileAccess', icon: 'folder', may: mayManageFileAccess },
    ],
  },
  {
    name: 'services',
    items: [
      { to: '/account/services', name: 'services', icon: 'services', may: maySeeServices },
      { to: '/account/billing', name: 'statements', icon: 'receipt', may: mayChangeServices },
    ],
  },
  {
    name: 'company',
    items: [
      { to: '/account/users', name: 'people', icon: 'users', may: mayManageUsers },
      { to: '/account/personal-data', name: 'personalData', icon: 'shield', may: maySeeAudit },
      { to: '/account/rodo', name: 'rodo', icon: 'lock', may: mayHandleRodo },
    ],
  },
  {
    name: 'security',
    items: [
      { to: '/account/sign-in', name: 'company', icon: 'building', may: maySetSignIn },
      { to: '/account/listening', name: 'listening', icon: 'speaker', may: maySetSignIn },
      { to: '/account/api-keys', name: 'keys', icon: 'key', may: maySetSignIn },
      { to: '/account/audit', name: 'audit', icon: 'log', may: maySeeAudit },
    ],
  },
] as const satisfies readonly MenuGroupOf<MenuEntry>[];

/** The menu of the operator's staff. */
const OPERATOR = [
  {
    name: 'service',
    items: [
      { to: '/operator/service', name: 'serviceState', icon: 'shield' },
      { to: '/operator/live', name: 'live', icon: 'speaker' },
      { to: '/operator/sources', name: 'sources', icon: 'phone' },
      { to: '/operator/audit', name: 'staffAudit', icon: 'log' },
      { to: '/operator/branding', name: 'branding', icon: 'building' },
    ],
  },
  {
    name: 'customers',
    items: [
      { to: '/operator/cancellations', name: 'cancellations', icon: 'mail' },
      { to: '/operator/tenants', name: 'tenants', icon: 'users' },
      { to: '/operator/where', name: 'where', icon: 'search' },
      { to: '/operator/listening', name: 'staffListening', icon: 'speaker' },
      { to: '/operator/rodo', name: 'rodo', icon: 'shield', may: mayDecideAsOperator },
    ],
  },
  {
    name: 'offer',
    items: [
      { to: '/operator/plans', name: 'plans', icon: 'services' },
      { to: '/operator/prices', name: 'prices', icon: 'receipt' },
      { to: '/operator/statements', name: 'invoicing', icon: 'log' },
    ],
  },
] as const satisfies readonly MenuGroupOf<MenuEntry>[];

type Groups = (typeof ACCOUNT | typeof OPERATOR)[number];
export type MenuItem = Groups['items'][number];
export type MenuGroup = MenuGroupOf<MenuItem> & { readonly name: Groups['name'] };

interface Menu {
  readonly section: 'billing' | 'operator';
  /** Without groups that have no page for this user. */
  readonly groups: readonly MenuGroup[];
  /** The page on which the user starts. */
  readonly start: MenuItem['to'];
}

/** The pages that a user may open. */
export function menuOf(user: User): Menu {
  const ofOperator = user.role === 'operator-admin' || user.role === 'operator-support';
  const all: readonly MenuGroup[] = ofOperator ? OPERATOR : ACCOUNT;
  const groups = all
    .map(({ name, items }) => ({ name, items: items.filter((item: MenuEntry) => item.may?.(user) ?? true) }))
    .filter(({ items }) => items.length > 0);
  return { section: ofOperator ? 'operator' : 'billing', groups, start: all[0]!.items[0]!.to };
}
