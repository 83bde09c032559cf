import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { sessionQuery } from '../session/session.ts';
import { loadParts, SIGN_IN } from './page-parts.ts';
import { NotFound, RootError, RouteError } from './route-errors.tsx';

export interface RouterContext {
  queryClient: QueryClient;
  i18n: i18n;
}

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

export const rootRoute = createRootRouteWithContext<RouterContext>()({
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

export const signedInRoute = createRoute({
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

/** For everybody. */
export const publicRoutes = [
  signInRoute,
  forgotPasswordRoute,
  setPasswordRoute,
  confirmEmailRoute,
  enterCompanyRoute,
  companyRoute,
] as const;

/** For whoever is signed in. */
export const frameRoutes = [homeRoute, unknownRoute, securityRoute, settingsRoute] as const;
