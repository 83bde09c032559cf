import { z } from 'zod';
import { Health, Readiness } from '../schemas/health.ts';
import type { Endpoint } from './endpoint.ts';

/** About the service itself. */
export const OPERATION_ROUTES = {
  openApi: {
    method: 'GET',
    url: '/api/openapi.json',
    schema: {
      operationId: 'openApi',
      summary: 'This document',
      response: { 200: z.any().describe('An OpenAPI 3.1 document.') },
    },
  },
  health: {
    method: 'GET',
    url: '/healthz',
    schema: { operationId: 'health', summary: 'Whether the process is alive', response: { 200: Health } },
  },
  readiness: {
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readiness',
      summary: 'Whether every role can work',
      response: { 200: Readiness, 503: Readiness },
    },
  },
  metrics: {
    method: 'GET',
    url: '/metrics',
    schema: {
      operationId: 'metrics',
      summary: 'What is counted, for Prometheus',
      response: { 200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: z.string() } } } },
    },
  },
} as const satisfies Record<string, Endpoint>;
