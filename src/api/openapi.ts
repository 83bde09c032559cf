import swagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifySchema } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { ERRORS, type ErrorCode } from '../base/errors.ts';
import { SESSION_COOKIE } from './session-cookie.ts';
import { ACCOUNT_EMAIL_ENDPOINTS } from './account-email.ts';
import { ACCOUNT_SECURITY_ENDPOINTS } from './account-security.ts';
import { ACCOUNT_SESSION_ENDPOINTS } from './account-sessions.ts';
import { ACCOUNT_SETTINGS_ENDPOINTS } from './account-settings.ts';
import { API_KEY_ENDPOINTS } from './api-keys.ts';
import { ALLOWED_NETWORK_ENDPOINTS } from './allowed-networks.ts';
import { AUDIT_ENDPOINTS } from './audit.ts';
import { STATISTICS_REPORT_ENDPOINTS } from './statistics-report.ts';
import { CALL_STATISTICS_ENDPOINTS } from './call-statistics.ts';
import { CALL_TOTALS_ENDPOINTS } from './call-totals.ts';
import { CALL_ENDPOINTS } from './calls.ts';
import { CALLS_EXPORT_ENDPOINTS } from './calls-export.ts';
import { CALL_TIMELINE_ENDPOINTS } from './call-timeline.ts';
import { CALL_NOTE_ENDPOINTS } from './call-notes.ts';
import { CALL_REVIEW_ENDPOINTS } from './call-reviews.ts';
import { CANCELLATION_ENDPOINTS } from './cancellations.ts';
import { CUSTOMER_ENDPOINTS } from './customers.ts';
import { BRANDING_ENDPOINTS } from './branding.ts';
import { CUSTOMER_IMPORT_ENDPOINTS } from './customer-import.ts';
import { CUSTOMER_LEAVE_ENDPOINTS } from './customer-leave.ts';
import { CUSTOMER_NOTE_ENDPOINTS } from './customer-notes.ts';
import { CUSTOMER_VIEW_ENDPOINTS } from './customer-views.ts';
import { SERVICE_STATE_ENDPOINTS } from './service-state.ts';
import { STAFF_AUDIT_ENDPOINTS } from './staff-audit.ts';
import type { Access, Endpoint, KeyScopes } from './endpoint.ts';
import { withExamples } from './examples.ts';
import { EVIDENCE_ENDPOINTS } from './evidence.ts';
import { FILE_ACCESS_ENDPOINTS } from './file-access.ts';
import { OPERATOR_FILE_ACCESS_ENDPOINTS } from './operator-file-access.ts';
import { FILE_CREDENTIAL_ENDPOINTS } from './file-credentials.ts';
import { HEALTH_ENDPOINTS } from './health.ts';
import { HOLD_ENDPOINTS } from './holds.ts';
import { LISTENING_GRANT_ENDPOINTS } from './listening-grants.ts';
import { LIVE_AUDIO_ENDPOINTS } from './live-audio.ts';
import { LIVE_CALL_ENDPOINTS } from './live-calls.ts';
import { OIDC_SETTINGS_ENDPOINTS } from './oidc-settings.ts';
import { OIDC_SIGN_IN_ENDPOINTS } from './oidc-sign-in.ts';
import { INVITATION_ENDPOINTS } from './invitations.ts';
import { NUMBER_GROUP_ENDPOINTS } from './number-groups.ts';
import { CALL_HOOK_ENDPOINTS } from './call-hooks.ts';
import { MAIL_RULE_ENDPOINTS } from './mail-rules.ts';
import { RECORDING_RULE_ENDPOINTS } from './recording-rules.ts';
import { PHONE_BOOK_ENDPOINTS } from './phone-book.ts';
import { SAVED_SEARCH_ENDPOINTS } from './saved-searches.ts';
import { OPERATOR_ENDPOINTS } from './operator.ts';
import { ORDER_ENDPOINTS } from './orders.ts';
import { RETENTION_SIMULATION_ENDPOINTS } from './retention-simulation.ts';
import { PASSKEY_ENDPOINTS } from './passkeys.ts';
import { PASSWORD_RESET_ENDPOINTS } from './password-reset.ts';
import { CALL_RECORD_PREVIEW_ENDPOINTS } from './call-record-preview.ts';
import { CALL_RECORD_ENDPOINTS } from './call-records.ts';
import { PBX_ENDPOINTS } from './pbx.ts';
import { PERSONAL_DATA_ENDPOINTS } from './personal-data.ts';
import { PLAN_ENDPOINTS } from './plans.ts';
import { Problem } from './problem-details.ts';
import { PUSH_DAY_ENDPOINTS } from './push-days.ts';
import { PUSH_TARGET_ENDPOINTS } from './push-target.ts';
import { RECORDING_ENDPOINTS } from './recordings.ts';
import { RECORDINGS_ZIP_ENDPOINTS } from './recordings-zip.ts';
import { RODO_ENDPOINTS } from './rodo.ts';
import { SECURITY_POLICY_ENDPOINTS } from './security-policy.ts';
import { SERVICE_ENDPOINTS } from './services.ts';
import { SESSION_ENDPOINTS } from './session.ts';
import { REFUSED_UPLOAD_ENDPOINTS } from './refused-uploads.ts';
import { SHARE_LINK_ENDPOINTS } from './share-links.ts';
import { SHARED_ENDPOINTS } from './shared.ts';
import { SESSION_TRACE_ENDPOINTS } from './session-traces.ts';
import { SOURCE_STATISTICS_ENDPOINTS } from './source-statistics.ts';
import { TENANT_ALIAS_ENDPOINTS } from './tenant-aliases.ts';
import { SOURCE_ENDPOINTS } from './sources.ts';
import { MONTH_STATEMENT_ENDPOINTS, STATEMENT_ENDPOINTS } from './statements.ts';
import { UPLOAD_ENDPOINTS } from './uploads.ts';
import { USER_ENDPOINTS } from './users.ts';

/** Every endpoint, by the name of its operation. */
export const ENDPOINTS = {
  ...SESSION_ENDPOINTS,
  ...OIDC_SIGN_IN_ENDPOINTS,
  ...OIDC_SETTINGS_ENDPOINTS,
  ...PASSKEY_ENDPOINTS,
  ...ACCOUNT_SECURITY_ENDPOINTS,
  ...ACCOUNT_EMAIL_ENDPOINTS,
  ...ACCOUNT_SESSION_ENDPOINTS,
  ...ACCOUNT_SETTINGS_ENDPOINTS,
  ...PASSWORD_RESET_ENDPOINTS,
  ...INVITATION_ENDPOINTS,
  ...SECURITY_POLICY_ENDPOINTS,
  ...CALL_ENDPOINTS,
  ...LIVE_CALL_ENDPOINTS,
  ...LIVE_AUDIO_ENDPOINTS,
  ...CALLS_EXPORT_ENDPOINTS,
  ...CALL_TIMELINE_ENDPOINTS,
  ...CALL_TOTALS_ENDPOINTS,
  ...CALL_STATISTICS_ENDPOINTS,
  ...STATISTICS_REPORT_ENDPOINTS,
  ...SAVED_SEARCH_ENDPOINTS,
  ...PHONE_BOOK_ENDPOINTS,
  ...CALL_NOTE_ENDPOINTS,
  ...CALL_REVIEW_ENDPOINTS,
  ...EVIDENCE_ENDPOINTS,
  ...CUSTOMER_ENDPOINTS,
  ...BRANDING_ENDPOINTS,
  ...CUSTOMER_IMPORT_ENDPOINTS,
  ...CUSTOMER_LEAVE_ENDPOINTS,
  ...CUSTOMER_NOTE_ENDPOINTS,
  ...CUSTOMER_VIEW_ENDPOINTS,
  ...SERVICE_STATE_ENDPOINTS,
  ...STAFF_AUDIT_ENDPOINTS,
  ...RECORDING_ENDPOINTS,
  ...RECORDINGS_ZIP_ENDPOINTS,
  ...SHARE_LINK_ENDPOINTS,
  ...SHARED_ENDPOINTS,
  ...HOLD_ENDPOINTS,
  ...USER_ENDPOINTS,
  ...ALLOWED_NETWORK_ENDPOINTS,
  ...NUMBER_GROUP_ENDPOINTS,
  ...RECORDING_RULE_ENDPOINTS,
  ...CALL_HOOK_ENDPOINTS,
  ...MAIL_RULE_ENDPOINTS,
  ...SERVICE_ENDPOINTS,
  ...ORDER_ENDPOINTS,
  ...RETENTION_SIMULATION_ENDPOINTS,
  ...STATEMENT_ENDPOINTS,
  ...PUSH_TARGET_ENDPOINTS,
  ...PUSH_DAY_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
  ...API_KEY_ENDPOINTS,
  ...FILE_CREDENTIAL_ENDPOINTS,
  ...FILE_ACCESS_ENDPOINTS,
  ...OPERATOR_FILE_ACCESS_ENDPOINTS,
  ...CANCELLATION_ENDPOINTS,
  ...OPERATOR_ENDPOINTS,
  ...PLAN_ENDPOINTS,
  ...RODO_ENDPOINTS,
  ...LISTENING_GRANT_ENDPOINTS,
  ...SOURCE_ENDPOINTS,
  ...TENANT_ALIAS_ENDPOINTS,
  ...SOURCE_STATISTICS_ENDPOINTS,
  ...SESSION_TRACE_ENDPOINTS,
  ...REFUSED_UPLOAD_ENDPOINTS,
  ...PERSONAL_DATA_ENDPOINTS,
  ...MONTH_STATEMENT_ENDPOINTS,
  ...UPLOAD_ENDPOINTS,
  ...CALL_RECORD_ENDPOINTS,
  ...CALL_RECORD_PREVIEW_ENDPOINTS,
  ...PBX_ENDPOINTS,
  ...HEALTH_ENDPOINTS,
} satisfies Record<string, Endpoint>;

type OpenApiDocument = ReturnType<FastifyInstance['swagger']>;

/** The document, made from the definitions of the endpoints alone, without a server. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  const app = Fastify({ exposeHeadRoutes: false });
  await describeRoutes(app);
  for (const endpoint of Object.values<Endpoint>(ENDPOINTS)) {
    app.route({ ...endpoint, handler: () => Promise.reject(new Error('this route is never called')) });
  }
  await app.ready();
  return app.swagger();
}

/** Makes `app.swagger()` return the document of all routes that are registered afterwards. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Fonoteka', description: ABOUT, version: '1' },
      tags: Object.values(TAGS),
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'A tenant’s API key with the scope that is named.' },
          source: { type: 'http', scheme: 'bearer', description: 'The key of a PBX.' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        },
      },
    },
    transform: describeRoute,
    transformObject: nameSchemas,
  });
}

/** The groups of operations, in the order of who comes to read them. */
const TAGS = {
  key: { name: 'With an API key', description: 'For a customer’s own programs.' },
  source: { name: 'With the key of a PBX', description: 'For PBXs that send recordings and call records.' },
  tenant: { name: 'For a customer’s users', description: 'What the panel calls, with the cookie of a session.' },
  operator: { name: 'For the operator’s staff', description: 'What the console calls, with the cookie of a session.' },
  anyone: { name: 'Without signing in', description: 'Sign-in, links that were sent, health.' },
} as const;

const describeRoute: SwaggerTransform = (input) => {
  const { method, config } = input.route;
  if (config?.access === undefined || method === 'HEAD') return { schema: { hide: true }, url: input.url };
  const kind = accessKind(config.access);
  const problems = [
    ...(config.problems ?? []),
    ...commonProblems({ method: String(method), url: input.url, schema: input.schema }, kind),
    ...(kind === 'signedIn' && config.keyScope !== undefined ? ACCESS_PROBLEMS.source : []),
  ];
  const response = { ...(input.schema.response as object), ...problemResponses(problems) };
  const tags = [tagOf(kind, input.url, config.keyScope).name];
  const security = securityOf(kind, config.keyScope);
  const schema = { ...input.schema, tags, security, response, 'x-access': config.access };
  return withHeaders(jsonSchemaTransform({ ...input, schema }), response);
};

/** The converter leaves the headers of answers out. */
function withHeaders(described: ReturnType<SwaggerTransform>, response: object): ReturnType<SwaggerTransform> {
  const answers = described.schema.response as Record<string, { headers?: unknown }>;
  for (const [status, answer] of Object.entries(response as typeof answers)) {
    if (answer.headers !== undefined) answers[status]!.headers = answer.headers;
  }
  return described;
}

/** The converter puts `required` of a header into its schema; it belongs beside it (OpenAPI 3.1 §4.8.21). */
function requireHeaders({ paths = {} }: OpenAPIV3_1.Document): void {
  const operations = Object.values(paths).flatMap((path) => Object.values(path ?? {})) as OpenAPIV3_1.OperationObject[];
  const answers = operations.flatMap(({ responses = {} }) => Object.values(responses) as OpenAPIV3_1.ResponseObject[]);
  for (const header of answers.flatMap(({ headers = {} }) => Object.values(headers) as OpenAPIV3_1.HeaderObject[])) {
    const { required, ...schema } = header.schema as { readonly required?: unknown };
    if (required === true) Object.assign(header, { required, schema });
  }
}

type AccessKind = 'anyone' | 'source' | 'signedIn';

function accessKind(access: Access): AccessKind {
  return typeof access === 'string' ? access : 'signedIn';
}

function tagOf(kind: AccessKind, url: string, keyScope: KeyScopes | undefined): (typeof TAGS)[keyof typeof TAGS] {
  if (kind !== 'signedIn') return TAGS[kind];
  if (keyScope !== undefined) return TAGS.key;
  return url.startsWith('/api/v1/operator/') ? TAGS.operator : TAGS.tenant;
}

/** How a request can authenticate; of keys with the scopes they must have (OpenAPI 3.1 §4.8.30). */
function securityOf(kind: AccessKind, keyScope: KeyScopes | undefined): Record<string, string[]>[] {
  if (kind === 'anyone') return [];
  const scopes =
    typeof keyScope === 'object' ? [keyScope.scope, ...Object.values(keyScope.withQuery)] : keyScope ? [keyScope] : [];
  if (kind === 'source') return [{ source: scopes }];
  return [{ session: [] }, ...scopes.map((scope) => ({ apiKey: [scope] }))];
}

const ABOUT = `The recorded calls of a hosted PBX. A program of a customer’s uses an API key, which an administrator makes in the panel; a PBX has a key of its own. Either is sent as \`Authorization: Bearer KEY\`. Bodies are JSON, instants are ISO 8601 in UTC, days are those of Warsaw. An error is a problem detail (RFC 9457) with a \`code\` that does not change.`;

const ACCESS_PROBLEMS: Readonly<Record<AccessKind, readonly ErrorCode[]>> = {
  anyone: [],
  source: ['api-key-invalid', 'api-key-not-allowed', 'sign-in-throttled'],
  signedIn: ['sign-in-required', 'address-not-allowed', 'not-allowed'],
};

/** What any endpoint with these properties can return. */
function commonProblems(
  { method, url, schema }: { readonly method: string; readonly url: string; readonly schema: FastifySchema },
  kind: AccessKind,
): ErrorCode[] {
  const hasInput = 'body' in schema || 'querystring' in schema || 'params' in schema;
  return [
    ...(hasInput ? (['request-invalid'] as const) : []),
    ...ACCESS_PROBLEMS[kind],
    ...(method === 'GET' ? [] : (['cross-site-request'] as const)),
    ...(url.startsWith('/api/v1/') ? (['database-unreachable'] as const) : []),
    'internal-error',
    'too-many-requests',
  ];
}

function problemResponses(problems: readonly ErrorCode[]): Record<string, unknown> {
  const byStatus = Map.groupBy(problems, (code) => ERRORS[code].status);
  const content = { 'application/problem+json': { schema: Problem } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '), content },
    ]),
  );
}

/**
 * The converter adds an input form of every named schema; only responses refer to schemas by name here. Sorted, because
 * their order would otherwise be the one in which modules are loaded.
 */
const nameSchemas: SwaggerTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input) as OpenAPIV3_1.Document;
  const schemas = Object.entries(document.components?.schemas ?? {})
    .filter(([name]) => !name.endsWith('Input'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  requireHeaders(document);
  return withExamples({ ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } });
};
