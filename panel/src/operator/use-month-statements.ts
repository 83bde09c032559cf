import { api, type MonthStatements } from '../api/client.ts';
import { notText } from '../api/not-text.ts';

const STATEMENTS = '/api/v1/operator/statements';

/** The statements of all periods that began in a month, `YYYY-MM`. */
export function useMonthStatements(month: string) {
  return api.useQuery('get', STATEMENTS, { params: { query: { month } } }, { select: notText<MonthStatements> });
}

/** Where the month is downloaded from. */
export function monthAddress(month: string, format: 'csv' | 'json'): string {
  return `${STATEMENTS}?month=${month}&format=${format}`;
}
