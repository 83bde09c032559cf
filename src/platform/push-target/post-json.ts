import { type ClientRequest, request } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionDeps } from './connection-deps.ts';
import { connectionFailure } from './connection-failure.ts';
import { openUrl } from './open-url.ts';
import { within } from './within.ts';

/** The most of an answer's head that is read; of its body nothing is. */
const MAX_ANSWER_BYTES = 16 * 1024;

export interface JsonPost {
  /** `https:` or `http:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For all of it, from the look into DNS to the answer. */
  readonly limitMs: number;
}

/**
 * Posts JSON to a customer's server, by a checked address, and gives the status of its answer, whatever that is; nobody is
 * redirected. Fails with a `PushError`, or the signal's reason.
 */
export async function postJson(
  post: JsonPost,
  deps: Pick<ConnectionDeps, 'guard' | 'clock' | 'authorities' | 'signal'>,
): Promise<number> {
  const posting = new AbortController();
  const signal = AbortSignal.any([deps.signal, posting.signal]);
  const limit = { clock: deps.clock, signal: deps.signal, ms: post.limitMs, giveUp: () => posting.abort() };
  return within(sendAndHear(post, { ...deps, signal }), limit);
}

async function sendAndHear(
  post: JsonPost,
  deps: Pick<ConnectionDeps, 'guard' | 'clock' | 'authorities' | 'signal'>,
): Promise<number> {
  const url = new URL(post.url);
  const destination = { url, authorities: deps.authorities, certificate: null, stepMs: post.limitMs };
  const socket = await openUrl(destination, deps);
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
    const asked: ClientRequest = request({
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
      maxHeaderSize: MAX_ANSWER_BYTES,
      signal,
    });
    asked.once('response', (answer) => {
      // Its body is nobody's business, and its end may never come.
      answer.on('error', () => {});
      resolve(answer.statusCode!);
      answer.destroy();
    });
    asked.on('error', (error) => reject(signal.aborted ? signal.reason : connectionFailure(error)));
    asked.end(body);
  });
}
