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
export type OrderWish = paths['/api/v1/services/orders/preview']['post']['requestBody']['content']['application/json'];
export type OrderPreview = Answer<paths['/api/v1/services/orders/preview']['post']>;
export type PushSetup = Answer<paths['/api/v1/push']['get']>;
export type PushTarget = NonNullable<PushSetup['target']>;
export type PushFailure = NonNullable<PushSetup['failure']>;
export type PushTargetWish = paths['/api/v1/push/target']['put']['requestBody']['content']['application/json'];
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
