import type { FastifyHttpOptions, FastifyInstance, RawServerDefault } from 'fastify';
import type { Clock } from '../base/clock.ts';

/** The largest body of most endpoints is a push target or an order. */
const MAX_BODY_BYTES = 16 * 1024;
/** Node's own default, fixed here so that a new version of Node does not change it. */
const MAX_HEADER_BYTES = 16 * 1024;
/** An id is 36 characters. */
const MAX_PATH_PARAMETER_CHARS = 100;
/** A request that is not complete by then is aborted, so that slow senders do not occupy connections. */
const BODY_TIMEOUT_MS = 30_000;
/** The same for an upload: enough for the largest one at 2.5 Mbit/s. An idle connection is closed long before. */
const UPLOAD_TIMEOUT_MS = 3_600_000;
/** An idle connection is closed, also one whose client stopped reading. */
const IDLE_CONNECTION_TIMEOUT_MS = 120_000;
/** Longer than the 60 s of common proxies, so that the proxy closes the connection first. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Each may have a recording open; a process has some tens of thousands of file descriptors. */
export const MAX_CONNECTIONS = 4000;
/**
 * A browser opens six connections, so an office of 60 people has its panels open behind one address. Who has not signed
 * in needs a connection for seconds; 2,500 are left to those who have.
 */
export const CONNECTION_LIMITS = {
  total: MAX_CONNECTIONS,
  perAddress: 400,
  unauthenticated: 1500,
  unauthenticatedPerAddress: 150,
};
/** From the first response on an unauthenticated connection: enough to load the panel and to sign in. */
export const UNAUTHENTICATED_TIMEOUT_MS = 60_000;
/** Addresses from which somebody has signed in, about 100 bytes each: their connections go first. */
export const MAX_KNOWN_NETWORKS = 10_000;
/** From one address: an office full of people stays far below, a program in a loop does not. */
export const MAX_REQUESTS_PER_MINUTE = 6000;
/** Whether a call is to be recorded, from one address: 2,000 new calls a second of one proxy. Wrong keys are throttled long before. */
export const MAX_POLICY_REQUESTS_PER_MINUTE = 120_000;
/** Call records from one address: as many of the same proxy, where it sends each by itself; 500 in a request need few. */
export const MAX_CALL_RECORD_REQUESTS_PER_MINUTE = 120_000;
/** Of WebDAV clients from one address: 2,000 a second, a mirror of small files over several connections. Wrong passwords are throttled long before. */
export const MAX_WEBDAV_REQUESTS_PER_MINUTE = 120_000;
/** Of one API key of a tenant: five a second, more than a program needs that reads pages of 200 calls. */
export const MAX_KEY_REQUESTS_PER_MINUTE = 300;
/** For how many addresses requests are counted at a time. */
export const MAX_ADDRESSES_COUNTED = 20_000;
/** How long running downloads may go on when the service stops. */
export const CLOSING_GRACE_MS = 5000;

export const SERVER_LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  requestTimeout: UPLOAD_TIMEOUT_MS,
  connectionTimeout: IDLE_CONNECTION_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  routerOptions: { maxParamLength: MAX_PATH_PARAMETER_CHARS },
  http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: BODY_TIMEOUT_MS },
} satisfies FastifyHttpOptions<RawServerDefault>;

/** Aborts requests that are not complete in time. Node has a single such limit per server, which is the one of uploads. */
export function limitBodyTime(app: FastifyInstance, clock: Clock): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (routeOptions.config.longBody) return;
    const deadline = clock.after(BODY_TIMEOUT_MS, () => {
      if (!raw.complete) raw.destroy();
    });
    raw.once('close', () => deadline.cancel());
  });
}
