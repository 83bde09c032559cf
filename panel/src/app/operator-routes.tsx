import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readCustomerSearch } from '../operator/customer-parts.ts';
import { readStaffAuditSearch } from '../operator/staff-audit-search.ts';
import { readTraceSearch } from '../operator/trace-search.ts';
import { sessionQuery } from '../session/session.ts';
import { signedInRoute } from './base-routes.tsx';

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

/** The pages of the operator's staff. */
export const operatorPages = operatorRoute.addChildren([
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
]);
