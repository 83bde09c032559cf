import { z } from 'zod';
import { UnixMs } from './instant.ts';
import { Grosze, Money, VatPercent } from './money.ts';
import { Fee, SubscribedService } from './service.ts';
import { WarsawDay } from './warsaw-day.ts';

export const PeriodParams = z.strictObject({ periodStart: WarsawDay });

const Format = z.enum(['json', 'csv']).default('json');

export const StatementFormat = z.strictObject({ format: Format });

export const MonthQuery = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month, YYYY-MM'),
  format: Format,
});

const Period = {
  periodStart: WarsawDay.describe('The first day in Europe/Warsaw.'),
  periodEnd: WarsawDay.describe('The first day of the next period.'),
  issuedAt: UnixMs.nullable().describe('Null: the period goes on, the amounts are those so far.'),
};

const StatementLine = z
  .object({
    service: SubscribedService,
    plan: z.string().nullable().describe('Of the service `plan`.'),
    fee: Fee,
    description: z.string().describe('What is written on an invoice, in Polish.'),
    quantity: z.int().positive(),
    unit: z.string(),
    unitNetGrosze: Grosze,
    netGrosze: Grosze,
    vatPercent: VatPercent,
  })
  .meta({ id: 'StatementLine' });

const VatSum = Money.extend({ vatPercent: VatPercent }).meta({ id: 'VatSum' });

const MissingPrice = z
  .object({ service: SubscribedService, plan: z.string().nullable(), fee: Fee })
  .meta({ id: 'MissingPrice' });

const MissingPrices = z
  .array(MissingPrice)
  .readonly()
  .describe('What was in force without a price; it is not charged.');

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
    Podmiot2: z.object({ Nazwa: z.string() }),
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
  .meta({ id: 'Fa3Invoice', description: 'What of a structured invoice, FA(3) of KSeF, follows from the statement.' });

const InvoicedStatement = Statement.extend({ fa3: Fa3Invoice }).meta({ id: 'InvoicedStatement' });

export const MonthStatements = z
  .object({ statements: z.array(InvoicedStatement).readonly() })
  .meta({ id: 'MonthStatements' });
