import type { FastifyHttpOptions, RawServerDefault } from 'fastify';

/** The largest body of most routes is a sign-in or a switch. */
const MAX_BODY_BYTES = 16 * 1024;
/** Node's own default, said so that it does not change under us. */
const MAX_HEADER_BYTES = 16 * 1024;
/** An id is 36 characters. */
const MAX_PATH_PARAMETER_CHARS = 100;
/** A request that is still not whole by then is given up: slow senders hold no connection. */
export const BODY_TIMEOUT_MS = 30_000;
/** The same for an upload: the largest over a line of 2.5 Mbit/s. One on which nothing moves ends long before. */
const UPLOAD_TIMEOUT_MS = 3_600_000;
/** A connection on which nothing moves, be it a listener who stopped reading, is closed. */
const IDLE_CONNECTION_TIMEOUT_MS = 120_000;
/** Longer than the 60 s of common proxies, so that the proxy closes first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Each may hold an open recording; a process has some tens of thousands of descriptors. */
export const MAX_CONNECTIONS = 4000;
/** From one address: an office of players and lists stays far below, a program in a loop does not. */
export const MAX_REQUESTS_PER_MINUTE = 6000;
/** Addresses whose requests are counted at a time. */
export const MAX_ADDRESSES_COUNTED = 20_000;
/** When the service stops, downloads under way get this long. */
export const CLOSING_GRACE_MS = 5000;

export const SERVER_LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  requestTimeout: UPLOAD_TIMEOUT_MS,
  connectionTimeout: IDLE_CONNECTION_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  routerOptions: { maxParamLength: MAX_PATH_PARAMETER_CHARS },
  http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: BODY_TIMEOUT_MS },
} satisfies FastifyHttpOptions<RawServerDefault>;
