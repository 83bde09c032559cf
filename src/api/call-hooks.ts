import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditedAction } from '../audit/index.ts';
import type { CallHookDeliveryId, CallHookId } from '../base/ids.ts';
import { CALL_EVENTS } from '../calls/index.ts';
import {
  addCallHook,
  type CallHookContents,
  changeCallHook,
  listCallHooks,
  listDeliveries,
  MAX_URL_CHARS,
  readHookUrl,
  removeCallHook,
  resendDelivery,
  tryCallHook,
} from '../delivery/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { createAddressGuard } from '../platform/push-target/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { readBy } from './push-schemas.ts';
import { UnixMs } from './schemas.ts';

const MAX_NAME_CHARS = 100;
/** A test opens a connection to any server the customer names: enough of them to correct a setting, too few to scan a network. */
const TESTS_PER_MINUTE = 6;

const contents = {
  name: z.string().trim().min(1).max(MAX_NAME_CHARS).describe('For people.'),
  url: readBy(readHookUrl, MAX_URL_CHARS).describe('The https URL that events are posted to.'),
  events: z.array(z.enum(CALL_EVENTS)).min(1).max(CALL_EVENTS.length).readonly(),
  withNumbers: z.boolean().describe('Whether `caller`, `callee`, `dialled` and `extensions` are sent, too.'),
  enabled: z.boolean(),
};

const CallHook = z
  .object({
    id: z.uuid(),
    ...contents,
    url: z.string(),
    changedAt: UnixMs,
    failingSince: UnixMs.nullable().describe(
      'Null: the last attempt did not fail. After three days it is switched off.',
    ),
    dropped: z.int().nonnegative().describe('How many events were not queued, because too many waited.'),
  })
  .meta({ id: 'CallHook' });

const SECRET = 'Signs the events (Standard Webhooks). Shown only this once.';
const AddedHook = z.object({ hook: CallHook, secret: z.string().describe(SECRET) }).meta({ id: 'AddedCallHook' });
const ChangedHook = z
  .object({ hook: CallHook, secret: z.string().nullable().describe(`${SECRET} Null: unchanged.`) })
  .meta({ id: 'ChangedCallHook' });

const HookDelivery = z
  .object({
    id: z.uuid().describe('The `webhook-id`, the same each time it is sent.'),
    event: z.string().describe('`test`, or one of the hook’s events.'),
    callId: z.uuid().nullable(),
    recordingId: z.uuid().nullable(),
    createdAt: UnixMs,
    attempts: z.int().nonnegative(),
    attemptedAt: UnixMs.nullable(),
    status: z.int().nullable().describe('Of the last response.'),
    failure: z
      .string()
      .nullable()
      .describe('Why the last attempt failed: `status 500`, a code of a push failure, `not-set-up`, `source-failed`.'),
    state: z.enum(['waiting', 'delivered', 'given-up']),
    nextAttemptAt: UnixMs.nullable(),
  })
  .meta({ id: 'CallHookDelivery' });

const HookTest = z
  .object({ accepted: z.boolean(), status: z.int().nullable(), failure: z.string().nullable() })
  .meta({ id: 'CallHookTest' });

const access = { right: 'order' } as const;
const HookParams = z.strictObject({ id: z.uuid() });

export const CALL_HOOK_ENDPOINTS = {
  listCallHooks: {
    method: 'GET',
    url: '/api/v1/call-hooks',
    config: { access },
    schema: {
      operationId: 'listCallHooks',
      summary: 'The programs that hear of each call',
      response: { 200: z.object({ hooks: z.array(CallHook).readonly() }) },
    },
  },
  addCallHook: {
    method: 'POST',
    url: '/api/v1/call-hooks',
    config: { access, problems: ['too-many-call-hooks', 'request-invalid'] },
    schema: {
      operationId: 'addCallHook',
      summary: 'Adds a web hook: a program gets an event of each call',
      body: z.strictObject(contents),
      response: { 201: AddedHook },
    },
  },
  changeCallHook: {
    method: 'PUT',
    url: '/api/v1/call-hooks/:id',
    config: { access, problems: ['not-found', 'request-invalid'] },
    schema: {
      operationId: 'changeCallHook',
      summary: 'Changes a web hook; another address gets another secret',
      params: HookParams,
      body: z.strictObject({ ...contents, newSecret: z.boolean().default(false) }),
      response: { 200: ChangedHook },
    },
  },
  removeCallHook: {
    method: 'DELETE',
    url: '/api/v1/call-hooks/:id',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'removeCallHook',
      summary: 'Removes a web hook with what waits for it',
      params: HookParams,
      response: { 204: z.undefined().describe('Removed.') },
    },
  },
  testCallHook: {
    method: 'POST',
    url: '/api/v1/call-hooks/:id/test',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'testCallHook',
      summary: 'Sends an event `test` at once and says what the program answered',
      params: HookParams,
      response: { 200: HookTest },
    },
  },
  listCallHookDeliveries: {
    method: 'GET',
    url: '/api/v1/call-hooks/:id/deliveries',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'listCallHookDeliveries',
      summary: 'The newest events of a web hook: those that wait, and those of the last seven days',
      params: HookParams,
      response: { 200: z.object({ deliveries: z.array(HookDelivery).readonly() }) },
    },
  },
  resendCallHookDelivery: {
    method: 'POST',
    url: '/api/v1/call-hooks/:id/deliveries/:deliveryId/resend',
    config: { access, problems: ['not-found'] },
    schema: {
      operationId: 'resendCallHookDelivery',
      summary: 'Sends an event once more, under the same id',
      params: z.strictObject({ id: z.uuid(), deliveryId: z.uuid() }),
      response: { 204: z.undefined().describe('It is sent within seconds.') },
    },
  },
} as const satisfies Record<string, Endpoint>;

type HookDeps = Pick<ApiDeps, 'db' | 'keys' | 'audit' | 'clock' | 'log' | 'pushNetworks'>;

/** The programs of a tenant that hear of each call. */
export function routeCallHooks(app: ZodApp, deps: HookDeps): void {
  const { db, keys, audit, clock, log, pushNetworks: allowedNetworks } = deps;
  const guard = createAddressGuard({ allowed: allowedNetworks });
  const changer = (request: FastifyRequest) => ({
    tenantId: tenantOf(request),
    userId: signedIn(request).id,
    now: clock.now(),
  });
  /** In one transaction with its event. */
  const changed = <T>(
    request: FastifyRequest,
    action: AuditedAction,
    change: (transaction: Database) => Promise<{ readonly id: string; readonly result: T; readonly detail?: object }>,
  ): Promise<T> =>
    db.transaction().execute(async (transaction) => {
      const { id, result, detail = {} } = await change(transaction);
      await audit.record({ ...auditedAs(signedIn(request), action, request, id), detail: { ...detail } }, transaction);
      return result;
    });

  app.route({
    ...CALL_HOOK_ENDPOINTS.listCallHooks,
    handler: async (request) => ({ hooks: await listCallHooks(db, tenantOf(request)) }),
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.addCallHook,
    handler: async (request, reply) => {
      const added = await changed(request, 'call-hook-added', async (transaction) => {
        const result = await addCallHook({ db: transaction, keys, allowedNetworks }, request.body, changer(request));
        return { id: result.hook.id, result, detail: detailOf(result.hook) };
      });
      return reply.code(201).send(added);
    },
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.changeCallHook,
    handler: (request) =>
      changed(request, 'call-hook-changed', async (transaction) => {
        const id = request.params.id as CallHookId;
        const within = { db: transaction, keys, allowedNetworks };
        const result = await changeCallHook(within, id, request.body, changer(request));
        return { id, result, detail: detailOf(result.hook) };
      }),
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.removeCallHook,
    handler: async (request, reply) => {
      const id = request.params.id as CallHookId;
      await changed(request, 'call-hook-removed', async (transaction) => ({
        id,
        result: await removeCallHook(transaction, tenantOf(request), id),
      }));
      return reply.code(204).send();
    },
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.testCallHook,
    config: {
      ...CALL_HOOK_ENDPOINTS.testCallHook.config,
      rateLimit: { max: TESTS_PER_MINUTE, keyGenerator: (request) => tenantOf(request) },
    },
    handler: async (request) => {
      const id = request.params.id as CallHookId;
      const trying = { db, keys, clock, log, guard, allowedNetworks };
      const { failure, status } = await tryCallHook(trying, tenantOf(request), id);
      await audit.record(auditedAs(signedIn(request), 'call-hook-tested', request, id));
      return { accepted: failure === null, status, failure };
    },
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.listCallHookDeliveries,
    handler: async (request) => ({
      deliveries: await listDeliveries(db, tenantOf(request), request.params.id as CallHookId),
    }),
  });

  app.route({
    ...CALL_HOOK_ENDPOINTS.resendCallHookDelivery,
    handler: async (request, reply) => {
      const { id, deliveryId } = request.params;
      const which = { hookId: id as CallHookId, id: deliveryId as CallHookDeliveryId, now: clock.now() };
      await resendDelivery(db, tenantOf(request), which);
      return reply.code(204).send();
    },
  });
}

function detailOf({ events, withNumbers, enabled }: CallHookContents) {
  return { events: [...events], withNumbers, enabled };
}
