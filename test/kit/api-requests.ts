import type { ApiFixture } from './api-fixture.ts';

export interface ApiAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- JSON of many kinds
  readonly body: any;
}

/** Sends a request to `/api/v1` with a session's cookie; `body` null: the answer had none. */
export async function requestApi(
  { origin }: Pick<ApiFixture, 'origin'>,
  {
    method,
    path,
    cookie,
    body,
  }: { readonly method: string; readonly path: string; readonly cookie: string; readonly body?: object | undefined },
): Promise<ApiAnswer> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
