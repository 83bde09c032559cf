import { z } from 'zod';
import { CALL_LIST_TEXTS, callListCsv, callListXlsx, callPages, LIST_LANGUAGES } from '../delivery/call-list/index.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { TENANT_ROLES } from '../tenants/index.ts';
import { auditedAs, scopeOf, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CallsQuery, NOTE_NEEDS_LISTEN } from './calls.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { DownloadPlaces, sendLongBody } from './long-downloads.ts';

/** Each reads the history to its end: what one user, one tenant and the process may ask of the database at once. */
const PLACES = { perUser: 2, perTenant: 3, all: 8 } as const;

const FORMATS = ['csv', 'xlsx'] as const;

const ExportQuery = CallsQuery.omit({ cursor: true, limit: true }).extend({
  format: z.enum(FORMATS),
  language: z
    .enum(LIST_LANGUAGES)
    .default('pl')
    .describe(
      'Of headers and words. A Polish CSV has semicolons between its fields, as Polish spreadsheets read it; an English one commas.',
    ),
});

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<(typeof FORMATS)[number], string>;

export const CALLS_EXPORT_ENDPOINTS = {
  exportCalls: {
    method: 'GET',
    url: '/api/v1/calls/export',
    config: {
      access: { roles: TENANT_ROLES, scope: 'own', ...NOTE_NEEDS_LISTEN },
      keyScope: 'calls:read',
      problems: ['too-many-requests'],
    },
    schema: {
      operationId: 'exportCalls',
      summary: 'All calls that match, newest first, as a table; times are Warsaw’s. It is audited',
      querystring: ExportQuery,
      response: {
        200: {
          description:
            'The table: a CSV in UTF-8 with a byte order mark, or a workbook with dates and durations as such. It is made while it is sent: its size is not known before.',
          headers: fileHeaders(['content-disposition']),
          content: { 'text/csv': { schema: BYTES }, [TYPES.xlsx]: { schema: BYTES } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The history as a file for spreadsheets. */
export function routeCallsExport(
  app: ZodApp,
  deps: Pick<ApiDeps, 'reads' | 'clock' | 'panelWindowDays' | 'audit' | 'log'>,
): void {
  const places = new DownloadPlaces(PLACES);
  app.route({
    ...CALLS_EXPORT_ENDPOINTS.exportCalls,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { format, language, to, ...filter } = request.query;
      const release = places.take('export', request, reply);
      try {
        const scope = scopeOf(request);
        const detail = {
          format,
          filters: Object.keys({ ...filter, ...(to !== undefined && { to }) })
            .toSorted()
            .join(' '),
        };
        await deps.audit.record({ ...auditedAs(signedIn(request), 'calls-exported', request), detail });
        const until = to === undefined ? {} : { until: to };
        const pages = callPages({ ...deps, db: deps.reads }, scope, { ...filter, ...until });
        const madeAt = deps.clock.now();
        const bytes = format === 'csv' ? callListCsv(pages, language) : callListXlsx(pages, { language, madeAt });
        const name = `${CALL_LIST_TEXTS[language].fileName}_${warsawDay(madeAt)}.${format}`;
        reply.headers({ 'content-type': TYPES[format], 'content-disposition': attachment(name) });
        await sendLongBody(deps, { reply, bytes, operation: 'exportCalls' });
      } finally {
        release();
      }
      return reply;
    },
  });
}
