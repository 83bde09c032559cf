import { z } from 'zod';
import type { Registry } from '../platform/metrics.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';

const Health = z.object({ alive: z.literal(true) });

const Readiness = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().exactOptional() })),
  })
  .meta({ id: 'Readiness' });

export const HEALTH_ENDPOINTS = {
  openApi: {
    method: 'GET',
    url: '/api/openapi.json',
    config: { access: 'anyone' },
    schema: {
      operationId: 'openApi',
      summary: 'This document',
      response: { 200: z.any().describe('An OpenAPI 3.1 document.') },
    },
  },
  health: {
    method: 'GET',
    url: '/healthz',
    config: { access: 'anyone' },
    schema: { operationId: 'health', summary: 'Whether the process is alive', response: { 200: Health } },
  },
  readiness: {
    method: 'GET',
    url: '/readyz',
    config: { access: 'anyone' },
    schema: {
      operationId: 'readiness',
      summary: 'Whether every role can work',
      response: { 200: Readiness, 503: Readiness },
    },
  },
  metrics: {
    method: 'GET',
    url: '/metrics',
    config: { access: 'anyone' },
    schema: {
      operationId: 'metrics',
      summary: 'Metrics for Prometheus',
      response: { 200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
} as const satisfies Record<string, Endpoint>;

interface HealthDeps extends Pick<ApiDeps, 'readiness'> {
  /** Absent: `/metrics` is not found. */
  readonly metrics?: Registry;
}

/** For those who operate the service: health, readiness, metrics. */
export function routeHealth(app: ZodApp, { readiness, metrics }: HealthDeps): void {
  app.route({ ...HEALTH_ENDPOINTS.health, handler: () => ({ alive: true as const }) });

  app.route({
    ...HEALTH_ENDPOINTS.readiness,
    handler: async (_request, reply) => {
      const checks = await readiness();
      const ready = Object.values(checks).every(({ ok }) => ok);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    },
  });

  if (metrics === undefined) return;
  app.route({
    ...HEALTH_ENDPOINTS.metrics,
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  });
}

export function routeDescription(app: ZodApp): void {
  app.route({ ...HEALTH_ENDPOINTS.openApi, handler: () => app.swagger() });
}
