import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connectionFailure } from './push-error.ts';
import type { ConnectionDeps } from './push-target.ts';
import { withTimeout } from './time-limits.ts';
import { connectUrl } from './tls.ts';

/** Limit of the response's head. Its body is not read. */
const MAX_RESPONSE_BYTES = 16 * 1024;

interface JsonPost {
  /** `https:` or `http:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything together, from the DNS lookup to the response. */
  readonly limitMs: number;
}

type PostDeps = Pick<ConnectionDeps, 'guard' | 'clock' | 'authorities' | 'signal'>;

/**
 * Posts JSON to a customer's server at a checked address and returns the HTTP status, whatever it is. Redirects are not
 * followed. Fails with a `PushError`, or with the signal's reason.
 */
export async function postJson(post: JsonPost, deps: PostDeps): Promise<number> {
  const posting = new AbortController();
  const signal = AbortSignal.any([deps.signal, posting.signal]);
  const timeout = { clock: deps.clock, signal: deps.signal, ms: post.limitMs, cancel: () => posting.abort() };
  return withTimeout(connectAndPost(post, { ...deps, signal }), timeout);
}

async function connectAndPost(post: JsonPost, deps: PostDeps): Promise<number> {
  const url = new URL(post.url);
  const destination = { url, authorities: deps.authorities, certificate: null, stepMs: post.limitMs };
  const socket = await connectUrl(destination, deps);
  try {
    return await exchange(socket, { ...post, url }, deps.signal);
  } finally {
    socket.destroy();
  }
}

function exchange(
  socket: Socket,
  { url, headers, body }: Omit<JsonPost, 'url'> & { readonly url: URL },
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request({
      createConnection: () => socket,
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        host: url.host,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      },
      maxHeaderSize: MAX_RESPONSE_BYTES,
      signal,
    });
    sending.once('response', (response) => {
      // The body is not needed, and it may never end.
      response.on('error', () => {});
      resolve(response.statusCode!);
      response.destroy();
    });
    sending.on('error', (error) => reject(signal.aborted ? signal.reason : connectionFailure(error)));
    sending.end(body);
  });
}
