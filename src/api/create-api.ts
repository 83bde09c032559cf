import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { routeAudit } from './audit-routes.ts';
import { limitBodyTime } from './body-deadline.ts';
import { routeCalls } from './call-routes.ts';
import { routeCancellations } from './cancellation-routes.ts';
import { refuseCrossSite } from './cross-site.ts';
import { guardRoutes } from './guard.ts';
import { routeHolds } from './hold-routes.ts';
import { refuseMalformed } from './malformed-request.ts';
import { describeRoutes } from './openapi.ts';
import { routeOperations } from './operation-routes.ts';
import { routeOperator } from './operator-routes.ts';
import { routeOrders } from './order-routes.ts';
import { servePanel } from './panel-files.ts';
import { routePbx } from './pbx-routes.ts';
import { answerProblems } from './problem-details.ts';
import { routePush } from './push-routes.ts';
import { routeRecordings } from './recording-routes.ts';
import { countRequests } from './request-metrics.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import {
  CLOSING_GRACE_MS,
  MAX_ADDRESSES_COUNTED,
  MAX_CONNECTIONS,
  MAX_REQUESTS_PER_MINUTE,
  SERVER_LIMITS,
} from './server-limits.ts';
import { routeServices } from './service-routes.ts';
import { routeSessions } from './session-routes.ts';
import { routeStatements } from './statement-routes.ts';

const MINUTE_MS = 60_000;

interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The running API and panel. */
export interface Api {
  readonly app: FastifyInstance;
  /** Starts to listen; port 0 lets the system choose. */
  listen(at: ListenAddress): Promise<ListenAddress>;
  /** Lets what is under way finish for a while, then ends it. */
  close(): Promise<void>;
}

/** Builds the API and the panel's server of these parts; nothing listens yet. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const app = Fastify({
    ...SERVER_LIMITS,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    clientErrorHandler: refuseMalformed,
    frameworkErrors: answerProblems(options.log),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(answerProblems(options.log));
  countRequests(app, options.metrics);
  limitBodyTime(app, options.clock);
  await app.register(helmet, SECURITY_HEADERS);
  await app.register(rateLimit, {
    max: options.maxRequestsPerMinute ?? MAX_REQUESTS_PER_MINUTE,
    timeWindow: MINUTE_MS,
    cache: MAX_ADDRESSES_COUNTED,
    errorResponseBuilder: () => new AppError('too-many-requests'),
  });
  await app.register(cookie);
  await describeRoutes(app);
  await app.register(async (scope) => registerRoutes(scope.withTypeProvider<ZodTypeProvider>(), options));
  await servePanel(app, options.panelFolder);
  return { app, listen: (at) => listen(app, at), close: () => close(app, options.clock) };
}

async function registerRoutes(app: ZodApp, options: ApiOptions): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.addHook('onRequest', refuseCrossSite);
  guardRoutes(app, options);
  routeSessions(app, options);
  routeCalls(app, options);
  routeRecordings(app, options);
  routeHolds(app, options);
  routeServices(app, options);
  routeOrders(app, options);
  routeStatements(app, options);
  routePush(app, options);
  routeOperator(app, options);
  routeAudit(app, options);
  routeCancellations(app, options);
  await routePbx(app, options);
  routeOperations(app, options);
}

async function listen(app: FastifyInstance, at: ListenAddress): Promise<ListenAddress> {
  try {
    await app.listen(at);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new AppError('port-taken', `HTTP port ${at.port} of ${at.host} is taken`, { cause });
  }
  const { address, port } = app.server.address() as AddressInfo;
  return { host: address, port };
}

async function close(app: FastifyInstance, clock: Clock): Promise<void> {
  const grace = clock.after(CLOSING_GRACE_MS, () => app.server.closeAllConnections());
  await app.close();
  grace.cancel();
}
