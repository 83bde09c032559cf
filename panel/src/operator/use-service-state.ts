import { api, type ResponseOf } from '../api/client.ts';

export type ServiceState = ResponseOf<'/api/v1/operator/service'>;
export type ServiceStorage = ResponseOf<'/api/v1/operator/storage'>;
export type Finding = ServiceState['findings'][number];

/** Machines report once a minute; nothing is asked in a hidden tab. */
const REFRESH_MS = 60_000;

export function useServiceState() {
  return api.useQuery('get', '/api/v1/operator/service', {}, { refetchInterval: REFRESH_MS });
}

/** The server measures it once in a quarter of an hour. */
const STORAGE_FRESH_MS = 15 * 60_000;

export function useServiceStorage() {
  return api.useQuery('get', '/api/v1/operator/storage', {}, { staleTime: STORAGE_FRESH_MS });
}
