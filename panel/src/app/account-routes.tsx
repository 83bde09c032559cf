import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isMonth, isWarsawDay } from '../format/warsaw-time.ts';
import { readAuditSearch } from '../audit/audit-search.ts';
import { readCallSearch } from '../calls/call-search.ts';
import { preloadCalls } from '../calls/calls-query.ts';
import { readPeriod } from '../statistics/period.ts';
import { sessionQuery } from '../session/session.ts';
import { signedInRoute } from './base-routes.tsx';

const isCallId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session?.tenant === null) throw redirect({ to: '/' });
  },
});

const callsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/calls',
  validateSearch: readCallSearch,
  // With what was in the address when the page was opened; the page itself follows the filters.
  loader: ({ context, location }) => preloadCalls(context.queryClient, readCallSearch(location.search)),
  component: lazyRouteComponent(() => import('../calls/calls-page.tsx'), 'CallsPage'),
});

const statisticsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/statistics',
  validateSearch: readPeriod,
  component: lazyRouteComponent(() => import('../statistics/statistics-page.tsx'), 'StatisticsPage'),
});

const reviewRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/review',
  validateSearch: ({ call }: Record<string, unknown>): { call?: string } =>
    typeof call === 'string' && isCallId(call) ? { call } : {},
  component: lazyRouteComponent(() => import('../notes/reviews-page.tsx'), 'ReviewsPage'),
});

const servicesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/services',
  component: lazyRouteComponent(() => import('../services/services-page.tsx'), 'ServicesPage'),
});

const simulationRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/services/retention',
  component: lazyRouteComponent(() => import('../simulation/simulation-page.tsx'), 'SimulationPage'),
});

const rulesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/recording-rules',
  component: lazyRouteComponent(() => import('../rules/rules-page.tsx'), 'RulesPage'),
});

const callNoticesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/call-notices',
  component: lazyRouteComponent(() => import('../call-notices/notices-page.tsx'), 'NoticesPage'),
});

const billingRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/billing',
  component: lazyRouteComponent(() => import('../billing/billing-page.tsx'), 'BillingPage'),
});

const statementRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/billing/$periodStart',
  component: lazyRouteComponent(() => import('../billing/statement-page.tsx'), 'StatementPage'),
});

const pushRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push',
  validateSearch: (search): { month?: string } => {
    const month = search['month'];
    return typeof month === 'string' && isMonth(month) ? { month } : {};
  },
  component: lazyRouteComponent(() => import('../push/push-page.tsx'), 'PushPage'),
});

const pushTargetRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push/target',
  component: lazyRouteComponent(() => import('../push/target/target-form-page.tsx'), 'TargetFormPage'),
});

const pushDayRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push/$day',
  beforeLoad: ({ params }) => {
    if (!isWarsawDay(params.day)) throw redirect({ to: '/account/push' });
  },
  component: lazyRouteComponent(() => import('../push/days/day-page.tsx'), 'DayPage'),
});

const fileAccessRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/file-access',
  component: lazyRouteComponent(() => import('../file-access/file-access-page.tsx'), 'FileAccessPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

const personalDataRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/personal-data',
  component: lazyRouteComponent(() => import('../privacy/personal-data-page.tsx'), 'PersonalDataPage'),
});

const rodoRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/rodo',
  component: lazyRouteComponent(() => import('../rodo/rodo-page.tsx'), 'RodoPage'),
});

const rodoRequestRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/rodo/$id',
  component: lazyRouteComponent(() => import('../rodo/request-page.tsx'), 'RodoRequestPage'),
});

const companySettingsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../company/company-settings-page.tsx'), 'CompanySettingsPage'),
});

const keysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../keys/keys-page.tsx'), 'KeysPage'),
});

const liveRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/live',
  component: lazyRouteComponent(() => import('../live/live-page.tsx'), 'LivePage'),
});

const sharedRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/shared',
  component: lazyRouteComponent(() => import('../share/shared-page.tsx'), 'SharedPage'),
});

const listeningRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/listening',
  component: lazyRouteComponent(() => import('../listening/listening-page.tsx'), 'ListeningPage'),
});

const phoneBookRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/phone-book',
  component: lazyRouteComponent(() => import('../phone-book/phone-book-page.tsx'), 'PhoneBookPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/users',
  component: lazyRouteComponent(() => import('../people/people-page.tsx'), 'PeoplePage'),
});

/** The pages of customers. */
export const accountPages = accountRoute.addChildren([
  callsRoute,
  reviewRoute,
  servicesRoute,
  simulationRoute,
  rulesRoute,
  callNoticesRoute,
  pushRoute,
  pushTargetRoute,
  pushDayRoute,
  fileAccessRoute,
  billingRoute,
  statementRoute,
  auditRoute,
  personalDataRoute,
  rodoRoute,
  rodoRequestRoute,
  liveRoute,
  listeningRoute,
  sharedRoute,
  keysRoute,
  peopleRoute,
  phoneBookRoute,
  statisticsRoute,
  companySettingsRoute,
]);
