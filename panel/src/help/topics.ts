/** What each page is about, by how the page's address begins: the first that fits. */
const TOPICS = {
  '/account/calls': 'calls',
  '/account/live': 'live',
  '/account/statistics': 'statistics',
  '/account/call-notices': 'callNotices',
  '/account/shared': 'shared',
  '/account/review': 'review',
  '/account/phone-book': 'phoneBook',
  '/account/recording-rules': 'rules',
  '/account/push': 'push',
  '/account/file-access': 'fileAccess',
  '/account/services/retention': 'simulation',
  '/account/services': 'services',
  '/account/billing': 'billing',
  '/account/users': 'users',
  '/account/personal-data': 'personalData',
  '/account/rodo': 'rodo',
  '/account/sign-in': 'signIn',
  '/account/listening': 'listening',
  '/account/api-keys': 'apiKeys',
  '/account/audit': 'audit',
  '/security': 'security',
  '/settings': 'settings',
  '/operator/service': 'operatorService',
  '/operator/cancellations': 'operatorCancellations',
  '/operator/tenants': 'operatorTenants',
  '/operator/live': 'operatorLive',
  '/operator/where': 'operatorWhere',
  '/operator/listening': 'operatorListening',
  '/operator/rodo': 'operatorRodo',
  '/operator/plans': 'operatorPlans',
  '/operator/prices': 'operatorPrices',
  '/operator/statements': 'operatorStatements',
  '/operator/sources': 'operatorSources',
  '/operator/traces': 'operatorTraces',
  '/operator/refused-uploads': 'operatorRefusedUploads',
  '/operator/file-sign-ins': 'operatorFileSignIns',
  '/operator/audit': 'operatorAudit',
  '/operator/branding': 'operatorBranding',
} as const satisfies Readonly<Record<string, string>>;

export type HelpTopic = (typeof TOPICS)[keyof typeof TOPICS];

/** Null: the page explains itself. */
export function helpOf(path: string): HelpTopic | null {
  const found = Object.entries(TOPICS).find(([start]) => path === start || path.startsWith(`${start}/`));
  return found === undefined ? null : found[1];
}
