import { addUser } from '../../src/tenants/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';

/** Sends requests to `/api/v1` as the signed-in user. */
export type SignedInFetch = (
  path: string,
  how?: { readonly method?: string; readonly range?: string; readonly body?: unknown },
) => Promise<Response>;

/** Signs in and returns the Cookie header of the session; fails if the service refuses. */
export async function signIn(
  { origin }: { readonly origin: string },
  { login, password }: { readonly login: string; readonly password: string },
): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (answer.status !== 200) throw new Error(`sign-in of ${login} got status ${answer.status}`);
  return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
}

/** The same, for more requests. */
export async function signedInFetch(origin: string, user: Parameters<typeof signIn>[1]): Promise<SignedInFetch> {
  const base = `${origin}/api/v1`;
  const cookie = await signIn({ origin }, user);
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
