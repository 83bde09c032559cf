import createFetchClient from 'openapi-fetch';
import createQueryApi from 'openapi-react-query';
import type { paths } from './schema.generated.ts';

export type { paths };

export const client = createFetchClient<paths>({ credentials: 'same-origin' });

/** The API as TanStack queries and mutations, typed by its OpenAPI document. */
export const api = createQueryApi(client);

type ResponseBody<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : never;

/** What a GET of a path answers. */
export type ResponseOf<Path extends keyof paths> = paths[Path] extends { get: infer Operation }
  ? ResponseBody<Operation>
  : never;

export type Session = ResponseBody<paths['/api/v1/session']['get']>;
export type AccountSettings = ResponseBody<paths['/api/v1/account/settings']['get']>;
export type AccountSession = ResponseBody<paths['/api/v1/account/sessions']['get']>['sessions'][number];
export type Call = ResponseBody<paths['/api/v1/calls']['get']>['calls'][number];
export type LiveCall = ResponseBody<paths['/api/v1/live-calls']['get']>['calls'][number];
export type CallTimeline = ResponseBody<paths['/api/v1/calls/{id}/timeline']['get']>;
export type SupportTimeline = ResponseBody<paths['/api/v1/operator/calls/{id}/timeline']['get']>;
export type MissingCall = ResponseBody<paths['/api/v1/missing-call']['get']>;
export type RetentionSimulation = ResponseBody<paths['/api/v1/services/retention-simulation']['get']>;
export type RetentionOption = RetentionSimulation['options'][number];
export type Recording = Call['recordings'][number];
type CallNotes = ResponseBody<paths['/api/v1/calls/{id}/notes']['get']>;
export type CallNote = CallNotes['notes'][number];
export type CallTag = CallNotes['tags'][number];
export type CallReview = CallNotes['reviews'][number];
export type ListedReview = ResponseBody<paths['/api/v1/calls/reviews']['get']>['reviews'][number];
export type LegQuality = NonNullable<Recording['quality']>['legs'][number];
export type Hold = NonNullable<Recording['hold']>;
export type Services = ResponseBody<paths['/api/v1/services']['get']>;
export type Money = Services['billing']['monthly'];
export type OrderRequest =
  paths['/api/v1/services/orders/preview']['post']['requestBody']['content']['application/json'];
export type OrderPreview = ResponseBody<paths['/api/v1/services/orders/preview']['post']>;
export type PushSetup = ResponseBody<paths['/api/v1/push']['get']>;
export type PushTarget = NonNullable<PushSetup['target']>;
export type PushFailure = NonNullable<PushSetup['failure']>;
export type PushTargetRequest = paths['/api/v1/push/target']['put']['requestBody']['content']['application/json'];
export type PushTargetTest = ResponseBody<paths['/api/v1/push/target/test']['post']>;
export type PushDay = ResponseBody<paths['/api/v1/push/days']['get']>['days'][number];
export type PushDayReport = ResponseBody<paths['/api/v1/push/days/{day}']['get']>;
export type PushPackage = PushDayReport['packages'][number];
export type StatementSummary = ResponseBody<paths['/api/v1/billing/statements']['get']>['statements'][number];
export type MonthStatements = Exclude<ResponseBody<paths['/api/v1/operator/statements']['get']>, string>;
export type Statement = Exclude<ResponseBody<paths['/api/v1/billing/statements/{periodStart}']['get']>, string>;
export type OidcSettings = ResponseBody<paths['/api/v1/oidc']['get']>;
export type OidcRequest = paths['/api/v1/oidc']['put']['requestBody']['content']['application/json'];
export type OidcCheck = ResponseBody<paths['/api/v1/oidc/check']['post']>;
export type RodoRequest = ResponseBody<paths['/api/v1/rodo/requests']['get']>['requests'][number];
export type RodoDetails = ResponseBody<paths['/api/v1/rodo/requests/{id}']['get']>;
export type RodoPreview = ResponseBody<paths['/api/v1/rodo/requests/{id}/preview']['get']>;
export type Passkeys = ResponseBody<paths['/api/v1/account/passkeys']['get']>;
export type AuditEvent = ResponseBody<paths['/api/v1/audit']['get']>['events'][number];
export type PersonalData = ResponseBody<paths['/api/v1/personal-data']['get']>;
export type Cancellation = ResponseBody<paths['/api/v1/operator/cancellations']['get']>['cancellations'][number];
export type TenantList = ResponseBody<paths['/api/v1/operator/tenants']['get']>;
export type Plan = TenantList['plans'][number];
export type OperatorTenant = TenantList['tenants'][number];
export type RecordingRule = ResponseBody<paths['/api/v1/recording-rules']['get']>['rules'][number];
export type RecordingRuleRequest =
  paths['/api/v1/recording-rules']['post']['requestBody']['content']['application/json'];
export type CallHook = ResponseBody<paths['/api/v1/call-hooks']['get']>['hooks'][number];
export type CallHookRequest = paths['/api/v1/call-hooks']['post']['requestBody']['content']['application/json'];
export type CallHookDelivery = ResponseBody<paths['/api/v1/call-hooks/{id}/deliveries']['get']>['deliveries'][number];
type MailRules = ResponseBody<paths['/api/v1/mail-rules']['get']>;
export type MailRule = MailRules['rules'][number];
export type MailPerson = MailRules['people'][number];
export type MailRuleRequest = paths['/api/v1/mail-rules']['post']['requestBody']['content']['application/json'];
export type RuleTestResult = ResponseBody<paths['/api/v1/recording-rules/test']['post']>;
export type ApiKey = ResponseBody<paths['/api/v1/api-keys']['get']>['keys'][number];
export type FileAccess = ResponseBody<paths['/api/v1/file-access']['get']>;
export type FileCredential = ResponseBody<paths['/api/v1/file-credentials']['get']>['credentials'][number];
export type AddedFileCredential =
  paths['/api/v1/file-credentials']['post']['responses'][201]['content']['application/json'];
export type FileDoor = FileCredential['doors'][number];
export type FileSession = ResponseBody<paths['/api/v1/file-sessions']['get']>['sessions'][number];
export type FailedFileSignIn = ResponseBody<paths['/api/v1/file-sign-ins']['get']>['failed'][number];
export type ListeningGrant = ResponseBody<paths['/api/v1/listening-grants']['get']>['grants'][number];
export type ListeningUse = ResponseBody<paths['/api/v1/listening-grants/{id}/uses']['get']>['uses'][number];
export type StaffListeningGrant = ResponseBody<paths['/api/v1/operator/listening-grants']['get']>['grants'][number];
export type UserList = ResponseBody<paths['/api/v1/users']['get']>;
export type ManagedUser = UserList['users'][number];
export type AddedUser = paths['/api/v1/users']['post']['responses'][201]['content']['application/json'];
export type UserChange = paths['/api/v1/users/{id}']['patch']['requestBody']['content']['application/json'];
export type AllowedNetworks = ResponseBody<paths['/api/v1/networks']['get']>;
export type SecurityPolicy = ResponseBody<paths['/api/v1/security-policy']['get']>;
export type Invitation = ResponseBody<paths['/api/v1/invitations']['get']>['invitations'][number];
export type NumberGroup = ResponseBody<paths['/api/v1/number-groups']['get']>['groups'][number];
export type SessionTrace = ResponseBody<paths['/api/v1/operator/session-traces']['get']>['traces'][number];
/** How call records are read, and where their fields are. */
export const RECORD_FORMATS = [
  'fonoteka',
  'asterisk-csv',
  'asterisk-json',
  'freeswitch-json',
  'freeswitch-xml',
  '3cx',
  'kamailio-acc',
  'broadworks',
  'csv',
] as const satisfies Source['callRecords']['format'][];
export type RecordFormat = Source['callRecords']['format'];
export const RECORD_FIELDS = [
  'startedAt',
  'answeredAt',
  'endedAt',
  'caller',
  'callee',
  'direction',
  'externalId',
  'tenantId',
  'answered',
  'duration',
  'talkTime',
] as const satisfies (keyof Source['callRecords']['fields'])[];
export type PreviewedRequest = ResponseBody<
  paths['/api/v1/operator/sources/{id}/call-records/preview']['post']
>['requests'][number];
export type PreviewedRecord = PreviewedRequest['records'][number];
export const TRACE_REASONS = ['not-recorded', 'wrong-tenant', 'wrong-parties', 'sound', 'customer-request'] as const;
export type TraceReason = (typeof TRACE_REASONS)[number];
export type RefusedUpload = ResponseBody<paths['/api/v1/operator/refused-uploads']['get']>['uploads'][number];
export const REFUSED_UPLOAD_REASONS = ['find-cause', 'report-to-maker', 'customer-request'] as const;
export type RefusedUploadReason = (typeof REFUSED_UPLOAD_REASONS)[number];
export type SourceDay = ResponseBody<
  paths['/api/v1/operator/source-statistics']['get']
>['sources'][number]['days'][number];
export type Source = ResponseBody<paths['/api/v1/operator/sources']['get']>['sources'][number];
export type TenantAlias = ResponseBody<paths['/api/v1/operator/tenants/{id}/aliases']['get']>['aliases'][number];
export type UnknownName = ResponseBody<paths['/api/v1/operator/unknown-tenant-names']['get']>['names'][number];
export type Customer = ResponseBody<paths['/api/v1/operator/tenants/{id}']['get']>;
export type Contact = Customer['contacts'][number];
export type NumberSpan = Customer['numbers'][number];
export type Price = ResponseBody<paths['/api/v1/operator/prices']['get']>['prices'][number];

/** The address of a recording's audio, for the audio element and the download link. */
export function audioAddress(recordingId: string, use: 'listen' | 'download'): string {
  return `/api/v1/recordings/${encodeURIComponent(recordingId)}/audio${use === 'download' ? `?download=tagged&language=${document.documentElement.lang}` : ''}`;
}

/** The address of the messages of a session as a file. */
export function traceAddress(id: string, format: 'text' | 'pcap', reason?: TraceReason): string {
  const query = new URLSearchParams({ format, ...(reason !== undefined && { reason }) });
  return `/api/v1/operator/session-traces/${encodeURIComponent(id)}/messages?${query.toString()}`;
}

/** The address of the file of a refused upload. */
export function refusedUploadAddress(id: string, reason: RefusedUploadReason): string {
  return `/api/v1/operator/refused-uploads/${encodeURIComponent(id)}/file?${new URLSearchParams({ reason }).toString()}`;
}

/** The response did not come from the API: no network, or an error page of a proxy. */
export const UNREACHABLE = 'unreachable';

/** The error code of a failed request: the API's code (RFC 9457 problem details), or `unreachable`. */
export function problemCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return UNREACHABLE;
}

/** The fields that the API rejected; empty if the error names none. */
export function refusedFields(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('errors' in error) || !Array.isArray(error.errors)) return [];
  return error.errors.flatMap((it: { field?: unknown }) => (typeof it.field === 'string' ? it.field : []));
}

/** Narrows a response that is CSV when CSV is requested, and JSON otherwise. */
export function asJson<Json>(answer: Json | string): Json {
  return answer as Json;
}
