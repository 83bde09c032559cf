import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { api, type ResponseOf } from '../api/client.ts';
import type { Period } from './period.ts';

export type Statistics = ResponseOf<'/api/v1/calls/statistics'>;
export type TopNumber = ResponseOf<'/api/v1/calls/statistics/numbers'>['numbers'][number];

/** Calls of today come in between: a click on the period asks again. */
const FRESH_MS = 60_000;
const OPTIONS = { placeholderData: keepPreviousData, staleTime: FRESH_MS } as const;

export function useStatistics(query: Period) {
  return api.useQuery('get', '/api/v1/calls/statistics', { params: { query } }, OPTIONS);
}

export function useTopNumbers(query: Period) {
  return api.useQuery('get', '/api/v1/calls/statistics/numbers', { params: { query } }, OPTIONS);
}

export function useSilentCalls(query: Period & { readonly silenceMs: number }) {
  return api.useQuery('get', '/api/v1/calls/statistics/silences', { params: { query } }, OPTIONS);
}

const REPORT = '/api/v1/statistics/report';
export type ReportSettings = ResponseOf<typeof REPORT>;

/** Who gets the report of each month. */
export function useReportSettings() {
  return api.useQuery('get', REPORT, {}, { refetchOnWindowFocus: false });
}

export function useSaveReportSettings() {
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: ['get', REPORT] });
  return api.useMutation('put', REPORT, { onSuccess });
}
