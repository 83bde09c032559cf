import type { FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { fa3Invoice, listPrices, Orders, setPrice, statementsCsv, statementsOfMonth } from '../billing/index.ts';
import { awaitingDeliveryCounter, countDueRecordings } from '../retention/index.ts';
import { type ListedTenant, listPlans, listTenants } from '../tenants/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { attachment } from './content-disposition.ts';
import { CONTRACT } from './contract.ts';
import { signedIn } from './signed-in.ts';

/** The operator's console of tenants, plans, prices and statements. */
export function routeOperator(
  app: ZodApp,
  options: Pick<ApiOptions, 'db' | 'audit' | 'clock' | 'keepUndeliveredMaxDays'>,
): void {
  const { db, audit, clock } = options;
  const orders = new Orders({
    ...options,
    countDue: countDueRecordings,
    countAwaiting: awaitingDeliveryCounter(options.keepUndeliveredMaxDays),
  });

  app.route({ ...CONTRACT.listPrices, handler: async () => ({ prices: await listPrices(db) }) });

  app.route({
    ...CONTRACT.addPrice,
    handler: async (request, reply) => {
      const by = { ...actorOf(request), name: signedIn(request).login };
      return reply.code(201).send(await setPrice({ ...options, by }, request.body));
    },
  });

  app.route({
    ...CONTRACT.listTenants,
    handler: async () => ({
      tenants: (await listTenants(db, clock.now())).map(shownTenant),
      plans: await listPlans(db),
    }),
  });

  app.route({
    ...CONTRACT.changePlan,
    handler: async (request) => {
      const tenantId = request.params.id as TenantId;
      await orders.changePlan({ ...request.body, tenantId, by: actorOf(request) });
      const tenant = (await listTenants(db, clock.now(), tenantId))[0];
      if (tenant === undefined) throw new AppError('tenant-unknown');
      return shownTenant(tenant);
    },
  });

  app.route({
    ...CONTRACT.monthStatements,
    handler: async (request, reply) => {
      const { month, format } = request.query;
      const statements = await statementsOfMonth(db, month);
      const detail = { month, format, statements: statements.length };
      await audit.record({ tenantId: null, ...actorOf(request), action: 'statements-exported', subject: null, detail });
      if (format === 'json') {
        return { statements: statements.map((statement) => ({ ...statement, fa3: fa3Invoice(statement) })) };
      }
      reply.header('content-disposition', attachment(`statements-${month}.csv`));
      return reply.type('text/csv; charset=utf-8').send(statementsCsv(statements));
    },
  });
}

function actorOf(request: FastifyRequest) {
  return { actor: signedIn(request).id, address: request.ip };
}

function shownTenant({ callRecording, ...tenant }: ListedTenant) {
  return { ...tenant, recordingEnabled: callRecording.enabled };
}
