import createFetchClient from 'openapi-fetch';
import createQueryApi from 'openapi-react-query';
import type { paths } from './schema.generated.ts';

export const client = createFetchClient<paths>({ credentials: 'same-origin' });

/** The API as TanStack queries and mutations, typed by its OpenAPI document. */
export const api = createQueryApi(client);

type Answer<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : never;

export type Session = Answer<paths['/api/v1/session']['get']>;
export type Call = Answer<paths['/api/v1/calls']['get']>['calls'][number];
export type Recording = Call['recordings'][number];
export type Services = Answer<paths['/api/v1/services']['get']>;

/** The address of a recording's audio, for the audio element and for the download link. */
export function audioAddress(recordingId: string, use: 'listen' | 'download'): string {
  return `/api/v1/recordings/${encodeURIComponent(recordingId)}/audio${use === 'download' ? '?download=1' : ''}`;
}
