import { z } from 'zod';
import { warsawDay } from '../base/warsaw-time.ts';
import { listPrices, unpricedPlans } from '../billing/index.ts';
import { IMPORT_PROBLEMS, importTenants } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { actorOf } from './operator.ts';

/** 5000 rows, the most of an import, with long names and addresses. The file is Base64 in JSON. */
const MAX_FILE_BYTES = 1_500_000;
const MAX_BASE64_CHARS = Math.ceil(MAX_FILE_BYTES / 3) * 4;

const Import = z.strictObject({
  file: z.base64().max(MAX_BASE64_CHARS).describe('The CSV file, UTF-8 or Windows-1250, in Base64.'),
  dryRun: z.boolean().describe('Only checks: nothing is written.'),
  skipBad: z.boolean().default(false).describe('Imports the good rows although others are wrong.'),
});

const Credentials = z.object({ login: z.string(), password: z.string() });

const ImportResult = z
  .object({
    problems: z
      .array(
        z.object({
          line: z.int(),
          column: z.string().nullable(),
          code: z.enum(IMPORT_PROBLEMS),
          problem: z.string().describe('In English.'),
          value: z.string().nullable().describe('What the code is about: another line, a plan, a number.'),
        }),
      )
      .readonly()
      .describe('By line. Where there are any, nothing is written unless bad rows are skipped.'),
    rows: z
      .array(
        z.object({
          line: z.int(),
          name: z.string(),
          tenantId: z.uuid().nullable().describe('Null: a new customer, of a dry run.'),
          action: z.enum(['add', 'change', 'keep']),
          plan: z.string().exactOptional().describe('Of a new customer.'),
          panel: Credentials.exactOptional().describe('Of a new customer; shown only now.'),
          ftp: Credentials.exactOptional().describe('Of a new customer; shown only now.'),
        }),
      )
      .readonly(),
    unpricedPlans: z
      .array(z.string())
      .readonly()
      .describe(
        'Plans of new customers that have no price today: they see “price to be agreed” and are not charged for them.',
      ),
  })
  .meta({ id: 'CustomerImport' });

export const CUSTOMER_IMPORT_ENDPOINTS = {
  importCustomers: {
    method: 'POST',
    url: '/api/v1/operator/tenants/import',
    config: { access: OPERATOR_ADMIN, longBody: true },
    schema: {
      operationId: 'importCustomers',
      summary: 'Adds and changes customers from a CSV file; the same file again changes nothing',
      body: Import,
      response: { 200: ImportResult },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** Customers from a file, as by `fonoteka tenant import`. */
export function routeCustomerImport(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...CUSTOMER_IMPORT_ENDPOINTS.importCustomers,
    bodyLimit: MAX_BASE64_CHARS + 1000,
    handler: async (request) => {
      const { file, dryRun, skipBad } = request.body;
      const by = actorOf(request);
      const done = await importTenants({ db, audit, clock, by }, Buffer.from(file, 'base64'), { dryRun, skipBad });
      const count = (action: string): number => done.rows.filter((row) => row.action === action).length;
      if (!dryRun && done.rows.length > 0) {
        const detail = { added: count('add'), changed: count('change'), kept: count('keep') };
        await audit.record({ ...by, tenantId: null, action: 'tenants-imported', subject: null, detail });
      }
      const plans = [...new Set(done.rows.flatMap(({ plan }) => plan ?? []))];
      return { ...done, unpricedPlans: unpricedPlans(await listPrices(db), plans, warsawDay(clock.now())) };
    },
  });
}
