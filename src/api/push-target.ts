import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { changeTarget, newSshKey, pushSetup, removeTarget, tryTarget, requestedSettings } from '../delivery/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Count, Explanation, FailureReason, PushFailure, PushTarget, PushTargetRequest } from './push-schemas.ts';
import { UnixMs } from './schemas.ts';

const PushSetup = z
  .object({
    active: z.boolean().describe('Whether the daily push is in force now.'),
    target: PushTarget.nullable().describe('Null: none is set.'),
    publicKey: z.string().nullable().describe('Our SSH key, a line of `authorized_keys`; null: none was made.'),
    keepUndeliveredDays: Count.describe('For how long undelivered recordings may be kept; 0: not offered.'),
    failure: PushFailure.nullable().describe('Of the last attempt; null: it did not fail.'),
    failingSince: UnixMs.nullable(),
    nextAttemptAt: UnixMs.nullable().describe('Null: nothing waits for one.'),
  })
  .meta({ id: 'PushSetup' });

const PushTargetChanged = z
  .object({
    setup: PushSetup,
    hookSecret: z
      .string()
      .nullable()
      .describe('Signs what the new `hookUrl` hears (Standard Webhooks). Shown this once; null: it stays as it was.'),
  })
  .meta({ id: 'PushTargetChanged' });

const PushKey = z.object({ publicKey: z.string().describe('A line of `authorized_keys`.') }).meta({ id: 'PushKey' });

const PushTargetTest = z
  .object({
    passed: z.boolean(),
    steps: z
      .array(
        z.object({
          step: z.enum(['connect', 'write', 'rename', 'read-back', 'remove']),
          name: Explanation,
          outcome: z
            .enum(['passed', 'failed', 'not-needed', 'not-allowed', 'not-tried'])
            .describe(
              '`not-needed`: this kind of target does without. `not-allowed`: the account may not, and need not. ' +
                '`not-tried`: a step before it failed.',
            ),
          failure: z.object(FailureReason).nullable(),
        }),
      )
      .readonly(),
    fingerprint: z.string().nullable().describe('Of the certificate or the host key of who answered.'),
    refusedFingerprint: z.string().nullable().describe('Of one that was refused, to be confirmed if it is right.'),
  })
  .meta({ id: 'PushTargetTest' });

export const PUSH_TARGET_ENDPOINTS = {
  pushSetup: {
    method: 'GET',
    url: '/api/v1/push',
    config: { access: ['admin', 'supervisor'] },
    schema: {
      operationId: 'pushSetup',
      summary: 'Where the packages go, and how it goes',
      response: { 200: PushSetup },
    },
  },
  changePushTarget: {
    method: 'PUT',
    url: '/api/v1/push/target',
    config: { access: ['admin'], problems: ['push-secret-required'] },
    schema: {
      operationId: 'changePushTarget',
      summary: 'Sets where the packages go; what waits is tried at once',
      body: PushTargetRequest,
      response: { 200: PushTargetChanged },
    },
  },
  removePushTarget: {
    method: 'DELETE',
    url: '/api/v1/push/target',
    config: { access: ['admin'] },
    schema: {
      operationId: 'removePushTarget',
      summary: 'Sends nothing any more; its secrets are forgotten',
      response: { 204: z.undefined().describe('There is no target.') },
    },
  },
  testPushTarget: {
    method: 'POST',
    url: '/api/v1/push/target/test',
    config: { access: ['admin'], problems: ['push-secret-required'] },
    schema: {
      operationId: 'testPushTarget',
      summary: 'Really writes, renames, reads back and removes a small file; saves nothing here',
      body: PushTargetRequest,
      response: { 200: PushTargetTest },
    },
  },
  newPushKey: {
    method: 'POST',
    url: '/api/v1/push/ssh-key',
    config: { access: ['admin'] },
    schema: {
      operationId: 'newPushKey',
      summary: 'Makes the SSH key that we sign in with; the old one ends',
      response: { 200: PushKey },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** A test opens connections to any server the customer names: enough of them to correct a setting, too few to scan a network. */
const TESTS_PER_MINUTE = 6;

type PushTargetDeps = Pick<
  ApiDeps,
  'db' | 'keys' | 'audit' | 'clock' | 'log' | 'pushTarget' | 'pushNetworks' | 'keepUndeliveredMaxDays'
>;

/** Where the daily packages are sent. */
export function routePushTarget(app: ZodApp, deps: PushTargetDeps): void {
  const { db, keys, audit, clock, log, pushTarget, pushNetworks } = deps;

  app.route({ ...PUSH_TARGET_ENDPOINTS.pushSetup, handler: (request) => setupView(deps, request) });

  app.route({
    ...PUSH_TARGET_ENDPOINTS.changePushTarget,
    handler: async (request) => {
      const hookSecret = await db.transaction().execute(async (transaction) => {
        const targetDeps = { db: transaction, keys, allowedNetworks: pushNetworks };
        const newHookSecret = await changeTarget(targetDeps, tenantOf(request), request.body, clock.now());
        await audit.record(auditedAs(signedIn(request), 'push-target-changed', request), transaction);
        return newHookSecret;
      });
      return { setup: await setupView(deps, request), hookSecret };
    },
  });

  app.route({
    ...PUSH_TARGET_ENDPOINTS.removePushTarget,
    handler: async (request, reply) => {
      await db.transaction().execute(async (transaction) => {
        if (!(await removeTarget(transaction, tenantOf(request)))) return;
        await audit.record(auditedAs(signedIn(request), 'push-target-removed', request), transaction);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...PUSH_TARGET_ENDPOINTS.testPushTarget,
    config: {
      ...PUSH_TARGET_ENDPOINTS.testPushTarget.config,
      rateLimit: { max: TESTS_PER_MINUTE, keyGenerator: (request) => tenantOf(request) },
    },
    handler: async (request) => {
      const { settings } = await requestedSettings({ db, keys }, tenantOf(request), request.body);
      return tryTarget({ target: pushTarget, clock, log }, settings.target);
    },
  });

  app.route({
    ...PUSH_TARGET_ENDPOINTS.newPushKey,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const publicKey = await newSshKey({ db: transaction, keys }, tenantOf(request), clock.now());
        await audit.record(auditedAs(signedIn(request), 'push-key-made', request), transaction);
        return { publicKey };
      }),
  });
}

/** The setup of the user's tenant. The address of the web hook is for admins only, because it may contain a secret. */
async function setupView({ db, clock, keepUndeliveredMaxDays }: PushTargetDeps, request: FastifyRequest) {
  const { target, ...setup } = await pushSetup(db, tenantOf(request), clock.now());
  const showsHook = signedIn(request).role === 'admin';
  return {
    ...setup,
    target: target === null || showsHook ? target : { ...target, hookUrl: null },
    keepUndeliveredDays: keepUndeliveredMaxDays,
  };
}
