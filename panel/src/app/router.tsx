import { Button } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AuditPage } from '../audit/audit-page.tsx';
import { BillingPage } from '../billing/billing-page.tsx';
import { StatementPage } from '../billing/statement-page.tsx';
import { readCallSearch } from '../calls/call-search.ts';
import { CallsPage } from '../calls/calls-page.tsx';
import { isMonth, isWarsawDay, monthOf, warsawDay } from '../format/warsaw-time.ts';
import { CancellationsPage } from '../operator/cancellations-page.tsx';
import { InvoicingPage } from '../operator/invoicing-page.tsx';
import { PricesPage } from '../operator/prices-page.tsx';
import { TenantsPage } from '../operator/tenants-page.tsx';
import { DayPage } from '../push/days/day-page.tsx';
import { PushPage } from '../push/push-page.tsx';
import { TargetFormPage } from '../push/target/target-form-page.tsx';
import { ServicesPage } from '../services/services-page.tsx';
import { nextPath, sessionQuery } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import { menuOf } from '../shell/menu.ts';
import { Shell } from '../shell/shell.tsx';
import { EmptyMessage, LoadError } from '../ui/feedback.tsx';
import { readSearch, writeSearch } from './search-text.ts';

interface RouterContext {
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => (typeof search['next'] === 'string' ? { next: search['next'] } : {}),
  component: function SignIn() {
    return <SignInPage next={nextPath(signInRoute.useSearch().next)} />;
  },
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: Shell,
  errorComponent: RouteError,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session !== null) throw redirect({ to: menuOf(session.user).items[0].to });
  },
});

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
  component: function Calls() {
    const navigate = callsRoute.useNavigate();
    return (
      <CallsPage search={callsRoute.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
    );
  },
});

const servicesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/services',
  component: ServicesPage,
});

const billingRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/billing',
  component: BillingPage,
});

const statementRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/billing/$periodStart',
  component: function OneStatement() {
    return <StatementPage periodStart={statementRoute.useParams().periodStart} />;
  },
});

const pushRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push',
  validateSearch: (search): { month?: string } => {
    const month = search['month'];
    return typeof month === 'string' && isMonth(month) ? { month } : {};
  },
  component: function Push() {
    const navigate = pushRoute.useNavigate();
    const { month = monthOf(warsawDay(new Date())) } = pushRoute.useSearch();
    return <PushPage month={month} onMonth={(chosen) => void navigate({ search: { month: chosen }, replace: true })} />;
  },
});

const pushTargetRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push/target',
  component: function PushTarget() {
    const navigate = pushTargetRoute.useNavigate();
    return <TargetFormPage onDone={() => void navigate({ to: '/account/push' })} />;
  },
});

const pushDayRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/push/$day',
  beforeLoad: ({ params }) => {
    if (!isWarsawDay(params.day)) throw redirect({ to: '/account/push' });
  },
  component: function PushDay() {
    return <DayPage day={pushDayRoute.useParams().day} />;
  },
});

const auditRoute = createRoute({ getParentRoute: () => accountRoute, path: '/audit', component: AuditPage });

const operatorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/operator',
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session?.tenant !== null) throw redirect({ to: '/' });
  },
});

const cancellationsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/cancellations',
  component: CancellationsPage,
});

const tenantsRoute = createRoute({ getParentRoute: () => operatorRoute, path: '/tenants', component: TenantsPage });

const pricesRoute = createRoute({ getParentRoute: () => operatorRoute, path: '/prices', component: PricesPage });

const invoicingRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/statements',
  component: InvoicingPage,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    accountRoute.addChildren([
      callsRoute,
      servicesRoute,
      pushRoute,
      pushTargetRoute,
      pushDayRoute,
      billingRoute,
      statementRoute,
      auditRoute,
    ]),
    operatorRoute.addChildren([cancellationsRoute, tenantsRoute, pricesRoute, invoicingRoute]),
  ]),
]);

function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <LoadError error={error} onRetry={() => void router.invalidate()} />;
}

export function createPanelRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultErrorComponent: RouteError,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPanelRouter>;
  }
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <EmptyMessage order={1} icon="search" title={t('notFound.title')} text={t('notFound.text')}>
        <Button mt="sm" renderRoot={(props) => <Link to="/" {...props} />}>
          {t('notFound.back')}
        </Button>
      </EmptyMessage>
    </main>
  );
}
