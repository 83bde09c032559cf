import { api } from '../api/client.ts';

/** The loudness of a recording, made when it was encoded: asked for once. */
export function useWaveform(id: string) {
  return api.useQuery(
    'get',
    '/api/v1/recordings/{id}/waveform',
    { params: { path: { id } } },
    { staleTime: Infinity, refetchOnWindowFocus: false },
  );
}
