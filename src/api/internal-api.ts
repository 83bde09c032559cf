import Fastify, { type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import { Profiler } from '../platform/profiler.ts';
import type { ReadinessChecks } from './api-deps.ts';
import { routeHealth } from './health.ts';
import { closeServer, type ListenAddress, listenOn } from './listening.ts';
import { answerMalformed, answerProblems } from './problem-details.ts';
import { routeProfile } from './profile.ts';
import { SERVER_LIMITS } from './server-limits.ts';

/** Monitoring programs and a person or two: whoever holds more connections is at the wrong port. */
const MAX_INTERNAL_CONNECTIONS = 100;

interface InternalApiDeps {
  readonly readiness: () => Promise<ReadinessChecks>;
  readonly metrics: Registry;
  /** Whether profiles of the process can be taken. */
  readonly profile: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

interface InternalApi {
  readonly app: FastifyInstance;
  listen(at: ListenAddress): Promise<ListenAddress>;
  close(): Promise<void>;
}

/** Health, readiness, metrics and profiles of a process, on a port for the operator. */
export function createInternalApi({ readiness, metrics, profile, clock, log }: InternalApiDeps): InternalApi {
  const app = Fastify({ ...SERVER_LIMITS, clientErrorHandler: answerMalformed, frameworkErrors: answerProblems(log) });
  app.server.maxConnections = MAX_INTERNAL_CONNECTIONS;
  app.setErrorHandler(answerProblems(log));
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const zodApp = app.withTypeProvider<ZodTypeProvider>();
  routeHealth(zodApp, { readiness, metrics });
  if (profile) routeProfile(zodApp, new Profiler(clock));
  return {
    app,
    listen: (at) => listenOn(app, at, 'the internal port'),
    close: () => closeServer(app, clock),
  };
}
