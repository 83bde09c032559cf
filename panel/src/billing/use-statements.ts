import { api, type Statement } from '../api/client.ts';
import { notText } from '../api/not-text.ts';

export function useStatements() {
  return api.useQuery('get', '/api/v1/billing/statements');
}

export function useStatement(periodStart: string) {
  const asked = { params: { path: { periodStart } } };
  return api.useQuery('get', '/api/v1/billing/statements/{periodStart}', asked, { select: notText<Statement> });
}

/** Where a statement is downloaded from. */
export function statementAddress(periodStart: string, format: 'csv' | 'json'): string {
  return `/api/v1/billing/statements/${encodeURIComponent(periodStart)}?format=${format}`;
}
