import { z } from 'zod';
import { Credentials, Session } from '../schemas/session.ts';
import type { Endpoint } from './endpoint.ts';

/** Signing in and out. */
export const SESSION_ROUTES = {
  signIn: {
    method: 'POST',
    url: '/api/v1/session',
    schema: {
      operationId: 'signIn',
      summary: 'Signs in: sets the session’s cookie',
      body: Credentials,
      response: { 200: Session },
    },
    config: { problems: ['sign-in-failed', 'sign-in-throttled'] },
  },
  currentSession: {
    method: 'GET',
    url: '/api/v1/session',
    schema: { operationId: 'currentSession', summary: 'Who is signed in', response: { 200: Session } },
  },
  signOut: {
    method: 'DELETE',
    url: '/api/v1/session',
    schema: {
      operationId: 'signOut',
      summary: 'Ends the session',
      response: { 204: z.undefined().describe('Signed out.') },
    },
  },
} as const satisfies Record<string, Endpoint>;
