import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { RodoRequestId, TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { grantForAllRecordings } from '../listening-grants/index.ts';
import { answerText, openPackage, packageOf, type RodoActor, RodoRequests, tenantOfRequest } from '../rodo/index.ts';
import { type Right, RIGHTS } from '../tenants/index.ts';
import { signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Access, type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { attachment } from './http-headers.ts';
import { underGrant } from './listening-access.ts';
import {
  Answer,
  AnswerQuery,
  Closing,
  ErasureOrder,
  newRequest,
  PackageOrder,
  Preview,
  Request,
  RequestList,
  RequestParams,
  RequestWithPackage,
  Settings,
} from './rodo-schemas.ts';

/** A suspension ends no duty towards data subjects. */
const DUTY = { whileSuspended: true } as const;

/** The desk of a tenant's administrator, and of the operator who acts for tenants: the same steps. */
function endpointsOf<Id extends string>(base: string, id: (name: string) => Id, access: Access) {
  return {
    list: {
      method: 'GET',
      url: `${base}/requests`,
      config: { access },
      schema: {
        operationId: id('listRodoRequests'),
        summary: 'Requests of data subjects, newest first',
        response: { 200: RequestList },
      },
    },
    get: {
      method: 'GET',
      url: `${base}/requests/:id`,
      config: { access, problems: ['not-found'] },
      schema: {
        operationId: id('getRodoRequest'),
        summary: 'A request of a data subject',
        params: RequestParams,
        response: { 200: RequestWithPackage },
      },
    },
    orderPackage: {
      method: 'POST',
      url: `${base}/requests/:id/package`,
      config: { ...DUTY, access, problems: ['not-found', 'rodo-wrong-state', 'not-allowed'] },
      schema: {
        operationId: id('orderRodoPackage'),
        summary: 'Orders the package of an access request; it is made soon, and again if it is ordered again',
        params: RequestParams,
        body: PackageOrder,
        response: { 202: Request },
      },
    },
    downloadPackage: {
      method: 'GET',
      url: `${base}/requests/:id/package`,
      config: { access, problems: ['not-found', 'rodo-package-not-ready', 'not-allowed', 'listening-not-granted'] },
      schema: {
        operationId: id('downloadRodoPackage'),
        summary: 'The package as a ZIP; each download is recorded in the audit log',
        params: RequestParams,
        response: {
          200: {
            description: 'The ZIP: a list in Polish and, if they were ordered, the recordings.',
            headers: fileHeaders(['content-disposition', 'content-length']),
            content: { 'application/zip': { schema: BYTES } },
          },
        },
      },
    },
    erase: {
      method: 'POST',
      url: `${base}/requests/:id/erasure`,
      config: {
        ...DUTY,
        access,
        problems: ['not-found', 'rodo-wrong-state', 'rodo-own-number', 'rodo-conflicts', 'not-allowed'],
      },
      schema: {
        operationId: id('orderRodoErasure'),
        summary: 'Orders the erasure; it is done soon, and again if it is ordered again',
        params: RequestParams,
        body: ErasureOrder,
        response: { 202: Request },
      },
    },
    answer: {
      method: 'GET',
      url: `${base}/requests/:id/answer`,
      config: { access, problems: ['not-found', 'rodo-not-complete'] },
      schema: {
        operationId: id('rodoAnswer'),
        summary: 'What an erasure has done, and what not and why; as a text in Polish to print, or JSON',
        params: RequestParams,
        querystring: AnswerQuery,
        response: {
          200: {
            description: 'The answer: a text to print, or the same as JSON.',
            content: { 'application/json': { schema: Answer }, 'text/plain': { schema: z.string() } },
          },
        },
      },
    },
    release: {
      method: 'POST',
      url: `${base}/requests/:id/release`,
      config: {
        ...DUTY,
        access,
        problems: ['not-found', 'rodo-wrong-state', 'rodo-same-person', 'rodo-own-number', 'not-allowed'],
      },
      schema: {
        operationId: id('releaseRodoRequest'),
        summary: 'Releases what another administrator has ordered',
        params: RequestParams,
        response: { 200: Request },
      },
    },
    close: {
      method: 'POST',
      url: `${base}/requests/:id/close`,
      config: { ...DUTY, access, problems: ['not-found', 'rodo-wrong-state', 'rodo-not-complete'] },
      schema: {
        operationId: id('closeRodoRequest'),
        summary: 'Closes an answered request: its number and its package are deleted',
        params: RequestParams,
        body: Closing,
        response: { 200: Request },
      },
    },
    preview: {
      method: 'GET',
      url: `${base}/requests/:id/preview`,
      config: { access, problems: ['not-found', 'rodo-wrong-state'] },
      schema: {
        operationId: id('previewRodoRequest'),
        summary: 'Where the service has the number of the request; recorded in the audit log',
        params: RequestParams,
        response: { 200: Preview },
      },
    },
  } as const satisfies Record<string, Endpoint>;
}

const openConfig = (access: Access) => ({ ...DUTY, access, problems: ['number-invalid', 'tenant-unknown'] as const });
const OPEN_SUMMARY = 'Opens a request of a data subject; it is due a month after its receipt';

const ADMIN: Access = { roles: ['admin'], scope: 'tenant' };

const TENANT = {
  ...endpointsOf('/api/v1/rodo', (name) => name, ADMIN),
  open: {
    method: 'POST',
    url: '/api/v1/rodo/requests',
    config: openConfig(ADMIN),
    schema: {
      operationId: 'openRodoRequest',
      summary: OPEN_SUMMARY,
      body: z.strictObject(newRequest),
      response: { 201: Request },
    },
  },
  settings: {
    method: 'GET',
    url: '/api/v1/rodo/settings',
    config: { access: ADMIN },
    schema: {
      operationId: 'rodoSettings',
      summary: 'How requests of data subjects are handled',
      response: { 200: Settings },
    },
  },
  turnOnTwoPersonRelease: {
    method: 'POST',
    url: '/api/v1/rodo/settings/two-person-release',
    config: { ...DUTY, access: ADMIN },
    schema: {
      operationId: 'turnOnTwoPersonRelease',
      summary: 'From now on a second administrator must release packages and erasures; only the operator turns it off',
      response: { 200: Settings },
    },
  },
} as const satisfies Record<string, Endpoint>;

const OPERATOR = {
  ...endpointsOf('/api/v1/operator/rodo', (name) => `${name}AsOperator`, OPERATOR_ADMIN),
  open: {
    method: 'POST',
    url: '/api/v1/operator/rodo/requests',
    config: openConfig(OPERATOR_ADMIN),
    schema: {
      operationId: 'openRodoRequestAsOperator',
      summary: `${OPEN_SUMMARY}. For a tenant, in its audit log`,
      body: z.strictObject({ ...newRequest, tenantId: z.uuid() }),
      response: { 201: Request },
    },
  },
} as const satisfies Record<string, Endpoint>;

export const RODO_ENDPOINTS: Record<string, Endpoint> = Object.fromEntries(
  [...Object.values<Endpoint>(TENANT), ...Object.values<Endpoint>(OPERATOR)].map((endpoint) => [
    endpoint.schema.operationId,
    endpoint,
  ]),
);

type RodoApiDeps = Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'objects' | 'keys' | 'onReadFailure' | 'access'>;

/** Requests of data subjects. */
export function routeRodo(app: ZodApp, deps: RodoApiDeps): void {
  const requests = new RodoRequests(deps);

  app.route({
    ...TENANT.open,
    handler: async (request, reply) =>
      reply.code(201).send(await requests.open({ ...request.body, tenantId: tenantOf(request) }, actorOf(request))),
  });
  app.route({
    ...OPERATOR.open,
    handler: async (request, reply) => {
      const { tenantId, ...body } = request.body;
      return reply.code(201).send(await requests.open({ ...body, tenantId: tenantId as TenantId }, actorOf(request)));
    },
  });

  const settingsOf = async (tenantId: TenantId) => ({ twoPersonRelease: await requests.needsTwoPersons(tenantId) });
  app.route({ ...TENANT.settings, handler: (request) => settingsOf(tenantOf(request)) });
  app.route({
    ...TENANT.turnOnTwoPersonRelease,
    handler: async (request) => {
      await requests.setTwoPerson(tenantOf(request), true, actorOf(request));
      return settingsOf(tenantOf(request));
    },
  });

  for (const side of [TENANT, OPERATOR]) {
    app.route({
      ...side.list,
      handler: async (request) => ({
        requests: await requests.list(actorOf(request).isOperator ? null : tenantOf(request)),
      }),
    });
    app.route({
      ...side.get,
      handler: async (request) => {
        const key = await keyOf(request, request.params.id);
        return { ...(await requests.get(key)), package: await packageOf(deps.db, key, deps.clock.now()) };
      },
    });
    app.route({
      ...side.orderPackage,
      handler: async (request, reply) => {
        const key = await keyOf(request, request.params.id);
        const { recordings } = request.body;
        if (recordings) requireRights(request, ['download']);
        return reply.code(202).send(await requests.orderPackage(key, recordings, actorOf(request)));
      },
    });
    app.route({
      ...side.downloadPackage,
      handler: async (request, reply) => {
        const key = await keyOf(request, request.params.id);
        const made = await packageOf(deps.db, key, deps.clock.now());
        if (made?.withRecordings === true) requireRights(request, ['download']);
        const by = actorOf(request);
        const grant =
          by.isOperator && made?.withRecordings === true
            ? await underGrant(deps, { request, reply }, (staff) => grantForAllRecordings(deps.db, key.tenantId, staff))
            : null;
        const { content, sizeBytes, madeAt } = await openPackage(deps, key, by, grant?.id);
        reply.header('content-disposition', attachment(`rodo-${warsawDay(madeAt)}-${key.requestId}.zip`));
        return reply.type('application/zip').header('content-length', sizeBytes).send(content);
      },
    });
    app.route({
      ...side.erase,
      handler: async (request, reply) => {
        requireRights(request, RIGHTS);
        const key = await keyOf(request, request.params.id);
        return reply.code(202).send(await requests.orderErasure(key, request.body.accepted, actorOf(request)));
      },
    });
    app.route({
      ...side.answer,
      handler: async (request, reply) => {
        const answer = await requests.answer(await keyOf(request, request.params.id));
        if (answer === null) throw new AppError('rodo-not-complete');
        if (request.query.format === 'json') return reply.type('application/json').send(answer);
        return reply.type('text/plain; charset=utf-8').send(answerText(answer));
      },
    });
    app.route({
      ...side.release,
      handler: async (request) => {
        requireRights(request, RIGHTS);
        return requests.release(await keyOf(request, request.params.id), actorOf(request));
      },
    });
    app.route({
      ...side.close,
      handler: async (request) =>
        requests.close(await keyOf(request, request.params.id), request.body, actorOf(request)),
    });
    app.route({
      ...side.preview,
      handler: async (request) => {
        const by = actorOf(request);
        const preview = await requests.preview(await keyOf(request, request.params.id), by);
        return by.isOperator ? { ...preview, listed: [] } : preview;
      },
    });
  }

  /** Of the user's own tenant, or for the operator of whichever tenant the request is. */
  async function keyOf(request: FastifyRequest, requestId: string) {
    const isOperator = signedIn(request).tenantId === null;
    const tenantId = isOperator ? await tenantOfRequest(deps.db, requestId as RodoRequestId) : tenantOf(request);
    return { tenantId, requestId };
  }
}

/** Of a tenant's administrator: an erasure destroys what each of the rights is about, so it needs all of them. */
function requireRights(request: FastifyRequest, needed: readonly Right[]): void {
  const { tenantId, rights } = signedIn(request);
  const missing = tenantId === null ? [] : needed.filter((right) => !rights.includes(right));
  if (missing.length > 0) throw new AppError('not-allowed', `needs the rights: ${missing.join(', ')}`);
}

function actorOf(request: FastifyRequest): RodoActor {
  const { id, login, tenantId } = signedIn(request);
  return { actor: id, name: login, address: request.ip, isOperator: tenantId === null };
}
