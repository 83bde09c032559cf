import swagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { ERRORS, type ErrorCode } from '../base/errors.ts';
import { ACCESS } from './access.ts';
import { CONTRACT, type Endpoint, type Operation } from './contract.ts';
import { Problem } from './schemas/problem.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

export type OpenApiDocument = ReturnType<FastifyInstance['swagger']>;

/** What any route with these properties can answer, beside its own. */
const COMMON_PROBLEMS = {
  everyRoute: ['internal-error', 'too-many-requests'],
  withDatabase: ['database-unreachable'],
  withInput: ['request-invalid'],
  changing: ['cross-site-request'],
} as const satisfies Record<string, readonly ErrorCode[]>;

type AccessKind = 'anyone' | 'source' | 'signedIn';

const ACCESS_PROBLEMS: Readonly<Record<AccessKind, readonly ErrorCode[]>> = {
  anyone: [],
  source: ['api-key-invalid', 'sign-in-throttled'],
  signedIn: ['sign-in-required', 'not-allowed'],
};
const SECURITY: Readonly<Record<AccessKind, readonly Record<string, []>[]>> = {
  anyone: [],
  source: [{ source: [] }],
  signedIn: [{ session: [] }],
};

function accessKind(operation: Operation): AccessKind {
  const access = ACCESS[operation];
  return typeof access === 'string' ? access : 'signedIn';
}

/** Makes `app.swagger()` answer with the document of all routes that are registered after this. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Fonoteka', description: 'Recorded calls of a hosted PBX.', version: '1' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
          source: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: describeRoute,
    transformObject: nameSchemas,
  });
}

/** The document without a server: made of the contract alone. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  const app = Fastify({ exposeHeadRoutes: false });
  await describeRoutes(app);
  for (const endpoint of Object.values<Endpoint>(CONTRACT)) {
    app.route({ ...endpoint, handler: () => Promise.reject(new Error('described only')) });
  }
  await app.ready();
  return app.swagger();
}

const describeRoute: SwaggerTransform = (input) => {
  const operation = input.schema.operationId as Operation | undefined;
  if (operation === undefined || input.route.method === 'HEAD') return { schema: { hide: true }, url: input.url };
  const response = { ...(input.schema.response as object), ...problemResponses(operation) };
  const security = SECURITY[accessKind(operation)];
  return jsonSchemaTransform({ ...input, schema: { ...input.schema, security, response } });
};

function problemResponses(operation: Operation): Record<string, unknown> {
  const byStatus = Map.groupBy(problemsOf(operation), (code) => ERRORS[code].status);
  const content = { 'application/problem+json': { schema: Problem } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '), content },
    ]),
  );
}

/** Every code the operation can answer with. */
function problemsOf(operation: Operation): ErrorCode[] {
  const endpoint = CONTRACT[operation];
  const { schema, method, url } = endpoint;
  return [
    ...('config' in endpoint ? endpoint.config.problems : []),
    ...('body' in schema || 'querystring' in schema || 'params' in schema ? COMMON_PROBLEMS.withInput : []),
    ...ACCESS_PROBLEMS[accessKind(operation)],
    ...(method === 'GET' ? [] : COMMON_PROBLEMS.changing),
    ...(url.startsWith('/api/v1/') ? COMMON_PROBLEMS.withDatabase : []),
    ...COMMON_PROBLEMS.everyRoute,
  ];
}

/** The converter makes a request's and a response's form of every named schema; only responses use names here. */
const nameSchemas: SwaggerTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input) as OpenAPIV3_1.Document;
  const schemas = Object.entries(document.components?.schemas ?? {}).filter(([name]) => !name.endsWith('Input'));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
};
