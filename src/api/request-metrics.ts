import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from '../platform/metrics.ts';

/** From a session looked up to a whole recording streamed. */
const BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Counts and times what is answered, by operation: never by path, which holds ids. */
export function countRequests(app: FastifyInstance, metrics: Registry): void {
  const duration = new Histogram({
    name: 'fonoteka_http_request_duration_seconds',
    help: 'Time from a request to the last byte of its answer.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
  app.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.schema?.operationId ?? 'panel';
    duration.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
