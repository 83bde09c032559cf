import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { fa3Invoice, listStatements, statementAt, statementsCsv, statementsOfMonth } from '../billing/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { Fee, Grosze, Money, PricedService, UnixMs, VatPercent, WarsawDay } from './schemas.ts';

const PeriodParams = z.strictObject({ periodStart: WarsawDay });

const Format = z.enum(['json', 'csv']).default('json');

const StatementFormat = z.strictObject({ format: Format });

const MonthQuery = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, YYYY-MM'),
  format: Format,
});

const Period = {
  periodStart: WarsawDay.describe('The first day in Europe/Warsaw.'),
  periodEnd: WarsawDay.describe('The first day of the next period.'),
  issuedAt: UnixMs.nullable().describe('Null: the period has not ended; the amounts are those so far.'),
};

const StatementLine = z
  .object({
    service: PricedService,
    plan: z.string().nullable().describe('Of the service `plan`.'),
    fee: Fee,
    description: z.string().describe('The text for an invoice, in Polish.'),
    quantity: z.int().positive(),
    unit: z.string(),
    unitNetGrosze: Grosze,
    netGrosze: Grosze,
    vatPercent: VatPercent,
  })
  .meta({ id: 'StatementLine' });

const VatSum = Money.extend({ vatPercent: VatPercent }).meta({ id: 'VatSum' });

export const MissingPrice = z
  .object({ service: PricedService, plan: z.string().nullable(), fee: Fee })
  .meta({ id: 'MissingPrice' });

const MissingPrices = z
  .array(MissingPrice)
  .readonly()
  .describe('Services that were in force without a price; they are not charged.');

export const Statement = z
  .object({
    tenant: z.object({ id: z.uuid(), name: z.string() }),
    ...Period,
    lines: z.array(StatementLine).readonly(),
    vat: z.array(VatSum).readonly().describe('For each rate, from the sum of its net amounts.'),
    total: Money,
    missingPrices: MissingPrices,
  })
  .meta({ id: 'Statement' });

export const StatementList = z
  .object({ statements: z.array(z.object({ ...Period, total: Money, missingPrices: MissingPrices })).readonly() })
  .meta({ id: 'StatementList' });

const Decimal = z.string().regex(/^-?\d+\.\d{2}$/);

const Fa3Invoice = z
  .object({
    Podmiot2: z.object({
      NIP: z.string().exactOptional(),
      Nazwa: z.string(),
      Adres: z
        .object({ KodKraju: z.string(), AdresL1: z.string(), AdresL2: z.string().exactOptional() })
        .exactOptional(),
    }),
    OkresFa: z.object({ P_6_Od: WarsawDay, P_6_Do: WarsawDay }),
    P_13_1: Decimal.exactOptional(),
    P_14_1: Decimal.exactOptional(),
    P_13_2: Decimal.exactOptional(),
    P_14_2: Decimal.exactOptional(),
    P_13_3: Decimal.exactOptional(),
    P_14_3: Decimal.exactOptional(),
    P_13_6_1: Decimal.exactOptional(),
    P_15: Decimal,
    FaWiersz: z
      .array(
        z.object({
          NrWierszaFa: z.int().positive(),
          P_7: z.string(),
          P_8A: z.string(),
          P_8B: z.string(),
          P_9A: Decimal,
          P_11: Decimal,
          P_12: z.string(),
        }),
      )
      .readonly(),
  })
  .nullable()
  .meta({
    id: 'Fa3Invoice',
    description:
      'The fields of a structured invoice, FA(3) of KSeF, that follow from the statement. Null: nothing was charged. What has no price (`missingPrices`) has no line.',
  });

const InvoicedStatement = Statement.extend({ fa3: Fa3Invoice }).meta({ id: 'InvoicedStatement' });

const MonthStatements = z.object({ statements: z.array(InvoicedStatement).readonly() }).meta({ id: 'MonthStatements' });

export const STATEMENT_ENDPOINTS = {
  listStatements: {
    method: 'GET',
    url: '/api/v1/billing/statements',
    config: { access: { right: 'order' } },
    schema: {
      operationId: 'listStatements',
      summary: 'A statement for each billing period so far, newest first',
      response: { 200: StatementList },
    },
  },
  statement: {
    method: 'GET',
    url: '/api/v1/billing/statements/:periodStart',
    config: { access: { right: 'order' }, problems: ['not-found'] },
    schema: {
      operationId: 'statement',
      summary: 'The statement of one billing period',
      params: PeriodParams,
      querystring: StatementFormat,
      response: {
        200: {
          description: 'The statement; if the period has not ended, as it is so far.',
          headers: fileHeaders([], { 'content-disposition': 'with `format=csv`' }),
          content: { 'application/json': { schema: Statement }, 'text/csv': { schema: z.string() } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's statements of a month. */
export const MONTH_STATEMENT_ENDPOINTS = {
  monthStatements: {
    method: 'GET',
    url: '/api/v1/operator/statements',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'monthStatements',
      summary: 'The statements issued for the periods that begin in a month, for invoicing',
      querystring: MonthQuery,
      response: {
        200: {
          description: 'The statements: a CSV has a line for each of their lines.',
          headers: fileHeaders([], { 'content-disposition': 'with `format=csv`' }),
          content: { 'application/json': { schema: MonthStatements }, 'text/csv': { schema: z.string() } },
        },
      },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** What the tenants are charged. */
export function routeStatements(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...STATEMENT_ENDPOINTS.listStatements,
    handler: async (request) => ({ statements: await listStatements(db, tenantOf(request), clock.now()) }),
  });

  app.route({
    ...STATEMENT_ENDPOINTS.statement,
    handler: async (request, reply) => {
      const { periodStart } = request.params;
      const period = { tenantId: tenantOf(request), at: startOfWarsawDay(periodStart), now: clock.now() };
      const statement = await statementAt(db, period);
      if (statement.periodStart !== periodStart) throw new AppError('not-found');
      if (request.query.format === 'json') return statement;
      reply.header('content-disposition', attachment(`statement-${periodStart}.csv`));
      return reply.type('text/csv; charset=utf-8').send(statementsCsv([statement]));
    },
  });

  app.route({
    ...MONTH_STATEMENT_ENDPOINTS.monthStatements,
    handler: async (request, reply) => {
      const { month, format } = request.query;
      const statements = await statementsOfMonth(db, month);
      const detail = { month, format, statements: statements.length };
      await audit.record({ ...auditedAs(signedIn(request), 'statements-exported', request), detail });
      if (format === 'json') {
        return { statements: statements.map((statement) => ({ ...statement, fa3: fa3Invoice(statement) })) };
      }
      reply.header('content-disposition', attachment(`statements-${month}.csv`));
      return reply.type('text/csv; charset=utf-8').send(statementsCsv(statements));
    },
  });
}
