import { z } from 'zod';
import { PeriodParams, Statement, StatementFormat, StatementList } from '../schemas/statements.ts';
import type { Endpoint } from './endpoint.ts';

/** What the tenant is charged. */
export const BILLING_ROUTES = {
  listStatements: {
    method: 'GET',
    url: '/api/v1/billing/statements',
    schema: {
      operationId: 'listStatements',
      summary: 'A statement for each billing period so far, newest first',
      response: { 200: StatementList },
    },
  },
  statement: {
    method: 'GET',
    url: '/api/v1/billing/statements/:periodStart',
    schema: {
      operationId: 'statement',
      summary: 'The statement of one billing period',
      params: PeriodParams,
      querystring: StatementFormat,
      response: {
        200: {
          description: 'The statement; of a period that goes on, as it is so far.',
          content: { 'application/json': { schema: Statement }, 'text/csv': { schema: z.string() } },
        },
      },
    },
    config: { problems: ['not-found'] },
  },
} as const satisfies Record<string, Endpoint>;
