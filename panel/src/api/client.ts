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
export type Hold = NonNullable<Recording['hold']>;
export type Services = Answer<paths['/api/v1/services']['get']>;
export type Money = Services['billing']['monthly'];
export type OrderRequest =
  paths['/api/v1/services/orders/preview']['post']['requestBody']['content']['application/json'];
export type OrderPreview = Answer<paths['/api/v1/services/orders/preview']['post']>;
export type PushSetup = Answer<paths['/api/v1/push']['get']>;
export type PushTarget = NonNullable<PushSetup['target']>;
export type PushFailure = NonNullable<PushSetup['failure']>;
export type PushTargetRequest = paths['/api/v1/push/target']['put']['requestBody']['content']['application/json'];
export type PushTargetTest = Answer<paths['/api/v1/push/target/test']['post']>;
export type PushDay = Answer<paths['/api/v1/push/days']['get']>['days'][number];
export type PushDayReport = Answer<paths['/api/v1/push/days/{day}']['get']>;
export type PushPackage = PushDayReport['packages'][number];
export type StatementSummary = Answer<paths['/api/v1/billing/statements']['get']>['statements'][number];
export type MonthStatements = Exclude<Answer<paths['/api/v1/operator/statements']['get']>, string>;
export type Statement = Exclude<Answer<paths['/api/v1/billing/statements/{periodStart}']['get']>, string>;
export type AuditEvent = Answer<paths['/api/v1/audit']['get']>['events'][number];
export type Cancellation = Answer<paths['/api/v1/operator/cancellations']['get']>['cancellations'][number];
export type TenantList = Answer<paths['/api/v1/operator/tenants']['get']>;
export type OperatorTenant = TenantList['tenants'][number];
export type Price = Answer<paths['/api/v1/operator/prices']['get']>['prices'][number];

/** The address of a recording's audio, for the audio element and for the download link. */
export function audioAddress(recordingId: string, use: 'listen' | 'download'): string {
  return `/api/v1/recordings/${encodeURIComponent(recordingId)}/audio${use === 'download' ? '?download=1' : ''}`;
}

/** Says that the answer did not come from the API at all: no network, or a proxy's page. */
export const UNREACHABLE = 'unreachable';

/** The stable code of a failed request: the API's own (RFC 9457 problem details), or `unreachable`. */
export function problemCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return UNREACHABLE;
}

/** The fields that the API did not accept; none where it does not say. */
export function refusedFields(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) return [];
  return error.errors.flatMap((it: { field?: unknown }) => (typeof it.field === 'string' ? it.field : []));
}

/** The JSON of an answer that may be text too: text comes only where another format was asked for. */
export function notText<Json>(answer: Json | string): Json {
  return answer as Json;
}

/**
 * A new random key (UUID version 4) for what a person is about to confirm: sent twice with it, an order is made once.
 * By `getRandomValues`, because browsers have `randomUUID` on secure origins only and a panel may be on plain HTTP.
 */
export function newOrderKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
