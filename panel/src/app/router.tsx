import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { readCallSearch } from '../calls/call-search.ts';
import { isMonth, isWarsawDay } from '../format/warsaw-time.ts';
import { readCustomerSearch } from '../operator/customer-parts.ts';
import { readAuditSearch } from '../audit/audit-search.ts';
import { readStaffAuditSearch } from '../operator/staff-audit-search.ts';
import { readTraceSearch } from '../operator/trace-search.ts';
import { readPeriod } from '../statistics/period.ts';
import { sessionQuery } from '../session/session.ts';
import { loadParts, SIGN_IN } from './page-parts.ts';
import { NotFound, PageSkeleton, RootError, RouteError } from './route-errors.tsx';
import { readSearch, writeSearch } from './search-text.ts';

interface RouterContext {
  queryClient: QueryClient;
  i18n: i18n;
}

/** The pages and their addresses. The code of a page is loaded when it is first opened: agents do not load the operator's. */
export function createPanelRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 200,
    defaultPendingMinMs: 0,
    defaultPreload: 'intent',
  });
}

/** Loads the code of the page in the address while the session is still being requested. */
export function preloadPage(router: ReturnType<typeof createPanelRouter>): void {
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    void router.loadRouteChunk(router.routesById[routeId as keyof typeof router.routesById]);
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPanelRouter>;
  }
}

const isCallId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

interface SignInSearch {
  /** Where to go afterwards. */
  next?: string;
  /** Why a sign-in by a company account failed. */
  problem?: string;
}

function readSignInSearch({ next, problem }: Record<string, unknown>): SignInSearch {
  return {
    ...(typeof next === 'string' && { next }),
    ...(typeof problem === 'string' && { problem }),
  };
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: RootError,
  // Until the first page can be shown there is the outline of index.html.
  pendingComponent: () => null,
  // The texts and styles of the sign-in page are there from the start.
  beforeLoad: ({ context, location: { pathname } }) =>
    pathname === SIGN_IN ? undefined : loadParts(context.i18n, pathname),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('../session/sign-in-page.tsx'), 'SignInPage'),
});

const companyPage = () => import('../session/company-sign-in-routes.tsx');

const enterCompanyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/t',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(companyPage, 'EnterCompanyPage'),
});

const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/t/$company',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(companyPage, 'NamedCompanyPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../session/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  component: lazyRouteComponent(() => import('../session/set-password-page.tsx'), 'SetPasswordPage'),
});

const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  component: lazyRouteComponent(() => import('../session/confirm-email-page.tsx'), 'ConfirmEmailPage'),
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import('../shell/shell.tsx'), 'Shell'),
  errorComponent: RouteError,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    const { menuOf } = await import('../shell/menu.ts');
    if (session !== null) throw redirect({ to: menuOf(session.user).start });
  },
});

/** Any other address: inside the frame, for those who are signed in. */
const unknownRoute = createRoute({ getParentRoute: () => signedInRoute, path: '/$', component: NotFound });

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

const securityRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/security',
  validateSearch: ({ problem }): { problem?: string } => (typeof problem === 'string' ? { problem } : {}),
  component: lazyRouteComponent(() => import('../security/security-page.tsx'), 'SecurityPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
});

const operatorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/operator',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session?.tenant !== null) throw redirect({ to: '/' });
  },
});

const serviceRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/service',
  component: lazyRouteComponent(() => import('../operator/service-page.tsx'), 'ServicePage'),
});

const staffAuditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  validateSearch: readStaffAuditSearch,
  component: lazyRouteComponent(() => import('../operator/staff-audit-page.tsx'), 'StaffAuditPage'),
});

const brandingRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/branding',
  component: lazyRouteComponent(() => import('../operator/branding-page.tsx'), 'BrandingPage'),
});

const cancellationsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/cancellations',
  component: lazyRouteComponent(() => import('../operator/cancellations-page.tsx'), 'CancellationsPage'),
});

const tenantsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/tenants',
  component: lazyRouteComponent(() => import('../operator/tenants-page.tsx'), 'TenantsPage'),
});

const pricesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/prices',
  component: lazyRouteComponent(() => import('../operator/prices-page.tsx'), 'PricesPage'),
});

const customerRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/tenants/$id',
  validateSearch: readCustomerSearch,
  component: lazyRouteComponent(() => import('../operator/customer-page.tsx'), 'CustomerPage'),
});

const fileAccessPages = () => import('../operator/file-access-pages.tsx');

const customerFileAccessRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/tenants/$id/file-access',
  component: lazyRouteComponent(fileAccessPages, 'CustomerFileAccessPage'),
});

const unknownSignInsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/file-sign-ins',
  component: lazyRouteComponent(fileAccessPages, 'UnknownSignInsPage'),
});

const plansRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/plans',
  component: lazyRouteComponent(() => import('../operator/plans-page.tsx'), 'PlansPage'),
});

const invoicingRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/statements',
  component: lazyRouteComponent(() => import('../operator/invoicing-page.tsx'), 'InvoicingPage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/sources',
  component: lazyRouteComponent(() => import('../operator/sources-page.tsx'), 'SourcesPage'),
});

const tracesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/traces',
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import('../operator/traces-page.tsx'), 'TracesPage'),
});

const refusedUploadsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/refused-uploads',
  component: lazyRouteComponent(() => import('../operator/refused-uploads-page.tsx'), 'RefusedUploadsPage'),
});

const operatorRodo = () => import('../operator/rodo-desk.tsx');

const operatorRodoRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rodo',
  component: lazyRouteComponent(operatorRodo, 'OperatorRodoPage'),
});

const operatorRodoRequestRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rodo/$id',
  component: lazyRouteComponent(operatorRodo, 'OperatorRodoRequestPage'),
});

const operatorLiveRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/live',
  component: lazyRouteComponent(() => import('../operator/live-calls-page.tsx'), 'OperatorLivePage'),
});

const whereRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/where',
  validateSearch: ({ id, tenant }): { id?: string; tenant?: string } => ({
    ...(typeof id === 'string' && { id }),
    ...(typeof tenant === 'string' && { tenant }),
  }),
  component: lazyRouteComponent(() => import('../timeline/support-page.tsx'), 'SupportTimelinePage'),
});

const staffListeningRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/listening',
  component: lazyRouteComponent(() => import('../operator/listening-page.tsx'), 'StaffListeningPage'),
});

const grantedCallsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/listening/$id',
  component: lazyRouteComponent(() => import('../operator/granted-calls-page.tsx'), 'GrantedCallsPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  confirmEmailRoute,
  enterCompanyRoute,
  companyRoute,
  signedInRoute.addChildren([
    homeRoute,
    unknownRoute,
    securityRoute,
    settingsRoute,
    accountRoute.addChildren([
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
    ]),
    operatorRoute.addChildren([
      serviceRoute,
      staffAuditRoute,
      brandingRoute,
      cancellationsRoute,
      tenantsRoute,
      plansRoute,
      pricesRoute,
      invoicingRoute,
      sourcesRoute,
      staffListeningRoute,
      grantedCallsRoute,
      customerRoute,
      customerFileAccessRoute,
      unknownSignInsRoute,
      tracesRoute,
      refusedUploadsRoute,
      operatorLiveRoute,
      whereRoute,
      operatorRodoRoute,
      operatorRodoRequestRoute,
    ]),
  ]),
]);
