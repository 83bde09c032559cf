import { createRouter } from '@tanstack/react-router';
import { accountPages } from './account-routes.tsx';
import { frameRoutes, publicRoutes, rootRoute, type RouterContext, signedInRoute } from './base-routes.tsx';
import { operatorPages } from './operator-routes.tsx';
import { NotFound, PageSkeleton, RouteError } from './route-errors.tsx';
import { readSearch, writeSearch } from './search-text.ts';

const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  signedInRoute.addChildren([...frameRoutes, accountPages, operatorPages]),
]);

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
