import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { connectionFailure, PushError } from './push-error.ts';
import type { ConnectionDeps } from './push-target.ts';
import { withTimeout } from './time-limits.ts';
import { connectUrl } from './tls.ts';

/** Limit of the response's head. */
const MAX_HEAD_BYTES = 16 * 1024;

export interface UrlRequest {
  /** `https:` or `http:`. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** For everything together, from the DNS lookup to the end of what is read. */
  readonly limitMs: number;
}

export type UrlDeps = Pick<ConnectionDeps, 'guard' | 'clock' | 'authorities' | 'signal'>;

/**
 * Sends a request to a customer's server at a checked address, and returns what `read` makes of the response. Redirects are
 * not followed. Fails with a `PushError`, or with the signal's reason.
 */
export async function requestUrl<T>(
  sent: UrlRequest,
  deps: UrlDeps,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  const sending = new AbortController();
  const signal = AbortSignal.any([deps.signal, sending.signal]);
  const timeout = { clock: deps.clock, signal: deps.signal, ms: sent.limitMs, cancel: () => sending.abort() };
  return withTimeout(connectAndSend(sent, { ...deps, signal }, read), timeout);
}

async function connectAndSend<T>(
  sent: UrlRequest,
  deps: UrlDeps,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  const url = new URL(sent.url);
  const destination = { url, authorities: deps.authorities, certificate: null, stepMs: sent.limitMs };
  const socket = await connectUrl(destination, deps);
  try {
    return await read(await exchange(socket, { ...sent, url }, deps.signal));
  } finally {
    socket.destroy();
  }
}

function exchange(
  socket: Socket,
  { url, method, headers, body }: Omit<UrlRequest, 'url'> & { readonly url: URL },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sending = request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...headers,
        host: url.host,
        ...((body.length > 0 || method !== 'GET') && { 'content-length': Buffer.byteLength(body) }),
        connection: 'close',
      },
      maxHeaderSize: MAX_HEAD_BYTES,
      signal,
    });
    sending.once('response', (response) => {
      // Whoever reads it gets the error too; without a listener it would end the process.
      response.on('error', () => {});
      resolve(response);
    });
    sending.on('error', (error) => reject(signal.aborted ? signal.reason : connectionFailure(error)));
    sending.end(body);
  });
}

interface FetchedUrl {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Like `requestUrl`; returns the response as a whole. Fails with `answer-garbled` if it is longer than `maxBytes`. */
export function fetchUrl(sent: UrlRequest & { readonly maxBytes: number }, deps: UrlDeps): Promise<FetchedUrl> {
  return requestUrl(sent, deps, async (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > sent.maxBytes)
          throw new PushError('answer-garbled', `the answer is longer than ${sent.maxBytes} B`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw connectionFailure(error);
    }
    const headers = Object.entries(response.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    );
    return { status: response.statusCode!, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
  });
}
