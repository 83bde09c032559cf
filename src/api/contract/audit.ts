import { z } from 'zod';
import { AuditPage, AuditQuery } from '../schemas/audit.ts';
import type { Endpoint } from './endpoint.ts';

/** Who did what in the tenant's account. */
export const AUDIT_ROUTES = {
  listAudit: {
    method: 'GET',
    url: '/api/v1/audit',
    schema: {
      operationId: 'listAudit',
      summary: 'The tenant’s audit log, newest first',
      querystring: AuditQuery,
      response: { 200: AuditPage },
    },
  },
  exportAudit: {
    method: 'GET',
    url: '/api/v1/audit/export',
    schema: {
      operationId: 'exportAudit',
      summary: 'The whole audit log with its hashes, oldest first, one JSON document a line',
      response: {
        200: {
          description: 'The events.',
          content: { 'application/x-ndjson': { schema: z.any().meta({ type: 'string' }) } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;
