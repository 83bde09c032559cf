import { AppError } from '../base/errors.ts';
import { listStatements, statementAt, statementsCsv } from '../billing/index.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { attachment } from './content-disposition.ts';
import { CONTRACT } from './contract.ts';
import { tenantOf } from './signed-in.ts';

/** What the tenant is charged. */
export function routeStatements(app: ZodApp, { db, clock }: Pick<ApiOptions, 'db' | 'clock'>): void {
  app.route({
    ...CONTRACT.listStatements,
    handler: async (request) => ({ statements: await listStatements(db, tenantOf(request), clock.now()) }),
  });

  app.route({
    ...CONTRACT.statement,
    handler: async (request, reply) => {
      const { periodStart } = request.params;
      const asked = { tenantId: tenantOf(request), at: startOfWarsawDay(periodStart), now: clock.now() };
      const statement = await statementAt(db, asked);
      if (statement.periodStart !== periodStart) throw new AppError('not-found');
      if (request.query.format === 'json') return statement;
      reply.header('content-disposition', attachment(`statement-${periodStart}.csv`));
      return reply.type('text/csv; charset=utf-8').send(statementsCsv([statement]));
    },
  });
}
