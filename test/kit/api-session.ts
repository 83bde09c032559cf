import { addUser } from '../../src/tenants/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';

/** Sends requests to `/api/v1` as the signed-in user. */
export type SignedInFetch = (
  path: string,
  how?: { readonly method?: string; readonly range?: string; readonly body?: unknown },
) => Promise<Response>;

/** Signs in to the API of a running service, and returns the cookie; fails if the service refuses. */
export async function signInTo(
  origin: string,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`sign-in got status ${answer.status}`);
  return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
}

/** The same, for more requests. */
export async function signedInFetch(...signIn: Parameters<typeof signInTo>): Promise<SignedInFetch> {
  const base = `${signIn[0]}/api/v1`;
  const cookie = await signInTo(...signIn);
  return (path, { method = 'GET', range, body } = {}) =>
    fetch(`${base}${path}`, {
      method,
      headers: {
        cookie,
        ...(range !== undefined && { range }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}

/** The same as a new one of the operator's staff. */
export async function signedInStaff(
  { db, ready }: { readonly db: Database; readonly ready: { readonly http: string | null } },
  name: string,
  role: 'operator-admin' | 'operator-support',
): Promise<SignedInFetch> {
  return signedInFetch(ready.http!, await addUser(db, { tenantId: null, name, role }, Date.now()));
}
