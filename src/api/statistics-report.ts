import { z } from 'zod';
import type { UserId } from '../base/ids.ts';
import {
  makeReport,
  MAX_RECIPIENTS,
  readReportSettings,
  reportCandidates,
  saveReportSettings,
} from '../statistics/index.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { auditedAs, scopeOf, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { PeriodQuery, requirePeriod } from './call-statistics.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';

/** A page is laid out in some 0.3 s of the process's time. */
const MAX_PDFS_PER_MINUTE = 10;

const Settings = z.strictObject({
  enabled: z.boolean(),
  userIds: z
    .array(z.uuid())
    .max(MAX_RECIPIENTS)
    .readonly()
    .describe('Users who see all calls and have an e-mail address.'),
});

const ReportSettings = z
  .object({
    enabled: z.boolean(),
    userIds: z.array(z.uuid()).readonly(),
    candidates: z
      .array(z.object({ id: z.uuid(), login: z.string(), email: z.string() }))
      .readonly()
      .describe('Who can be a recipient.'),
  })
  .meta({ id: 'ReportSettings' });

const ACCESS = { right: 'users' } as const;

export const STATISTICS_REPORT_ENDPOINTS = {
  statisticsPdf: {
    method: 'GET',
    url: '/api/v1/calls/statistics/pdf',
    config: { access: { roles: TENANT_ROLES, scope: 'own' }, keyScope: 'calls:read' },
    schema: {
      operationId: 'statisticsPdf',
      summary: 'The statistics of a period as a PDF, without numbers of other parties. It is audited',
      querystring: PeriodQuery.extend({
        language: z.enum(['pl', 'en']).exactOptional().describe('Default: the company’s.'),
      }),
      response: {
        200: {
          description: 'The report: charts and tables, in pages of A4 to print.',
          headers: fileHeaders(['content-disposition', 'content-length']),
          content: { 'application/pdf': { schema: BYTES } },
        },
      },
    },
  },
  reportSettings: {
    method: 'GET',
    url: '/api/v1/statistics/report',
    config: { access: ACCESS },
    schema: {
      operationId: 'reportSettings',
      summary: 'Who gets the report of each month by e-mail',
      response: { 200: ReportSettings },
    },
  },
  saveReportSettings: {
    method: 'PUT',
    url: '/api/v1/statistics/report',
    config: { access: ACCESS },
    schema: {
      operationId: 'saveReportSettings',
      summary: 'Sets who gets the report of each month by e-mail',
      body: Settings,
      response: { 200: ReportSettings },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Statistics as a PDF: downloaded, or mailed each month. */
export function routeStatisticsReport(
  app: ZodApp,
  { db, reads, audit, clock }: Pick<ApiDeps, 'db' | 'reads' | 'audit' | 'clock'>,
): void {
  app.route({
    ...STATISTICS_REPORT_ENDPOINTS.statisticsPdf,
    config: { ...STATISTICS_REPORT_ENDPOINTS.statisticsPdf.config, rateLimit: { max: MAX_PDFS_PER_MINUTE } },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { language, ...asked } = request.query;
      const period = requirePeriod(asked);
      await audit.record({ ...auditedAs(signedIn(request), 'statistics-exported', request), detail: { ...period } });
      const { name, content } = await makeReport(reads, scopeOf(request), period, language);
      return reply
        .headers({ 'content-type': 'application/pdf', 'content-disposition': attachment(name) })
        .send(content);
    },
  });

  app.route({
    ...STATISTICS_REPORT_ENDPOINTS.reportSettings,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      return { ...(await readReportSettings(db, tenantId)), candidates: await reportCandidates(db, tenantId) };
    },
  });

  app.route({
    ...STATISTICS_REPORT_ENDPOINTS.saveReportSettings,
    handler: (request) =>
      db.transaction().execute(async (all) => {
        const tenantId = tenantOf(request);
        const { enabled, userIds } = request.body;
        const settings = { enabled, userIds: userIds as UserId[] };
        await saveReportSettings(all, tenantId, settings, clock.now());
        const event = auditedAs(signedIn(request), 'report-settings-changed', request);
        await audit.record({ ...event, detail: { enabled, recipients: userIds.length } }, all);
        return { ...settings, candidates: await reportCandidates(all, tenantId) };
      }),
  });
}
