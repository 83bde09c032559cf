import { api, type MonthStatements } from '../api/client.ts';

const STATEMENTS = '/api/v1/operator/statements';

/** The statements of all periods that began in a month, `YYYY-MM`. */
export function useMonthStatements(month: string) {
  return api.useQuery('get', STATEMENTS, { params: { query: { month } } }, { select: notText });
}

/** Text is answered only when CSV is asked for. */
function notText(answer: MonthStatements | string): MonthStatements {
  return answer as MonthStatements;
}

/** Where the month is downloaded from. */
export function monthAddress(month: string, format: 'csv' | 'json'): string {
  return `${STATEMENTS}?month=${month}&format=${format}`;
}
