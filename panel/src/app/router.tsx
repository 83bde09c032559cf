import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { readCallSearch } from '../calls/call-search.ts';
import { CallsPage } from '../calls/calls-page.tsx';
import { ServicesPage } from '../services/services-page.tsx';
import { nextPath } from '../session/next-path.ts';
import { sessionQuery } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import { Shell } from '../shell/shell.tsx';
import { LoadError } from '../ui/load-error.tsx';
import { NotFound } from './not-found.tsx';
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
  beforeLoad: () => {
    throw redirect({ to: '/account/calls' });
  },
});

const callsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/calls',
  validateSearch: readCallSearch,
  component: function Calls() {
    const navigate = callsRoute.useNavigate();
    return (
      <CallsPage search={callsRoute.useSearch()} onSearch={(search) => void navigate({ search, replace: true })} />
    );
  },
});

const servicesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/services',
  component: ServicesPage,
});

function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <LoadError error={error} onRetry={() => void router.invalidate()} />;
}

export function createPanelRouter(context: RouterContext) {
  return createRouter({
    routeTree: rootRoute.addChildren([signInRoute, signedInRoute.addChildren([homeRoute, callsRoute, servicesRoute])]),
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
