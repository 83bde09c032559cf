import { requestUrl, type UrlDeps, type UrlRequest } from './request-url.ts';

type JsonPost = Omit<UrlRequest, 'method'>;

/**
 * Posts JSON to a customer's server at a checked address and returns the HTTP status, whatever it is. Redirects are not
 * followed. Fails with a `PushError`, or with the signal's reason.
 */
export async function postJson(post: JsonPost, deps: UrlDeps): Promise<number> {
  const headers = { ...post.headers, 'content-type': 'application/json' };
  return requestUrl({ ...post, method: 'POST', headers }, deps, async (response) => {
    // The body is not needed, and it may never end.
    response.destroy();
    return response.statusCode!;
  });
}
