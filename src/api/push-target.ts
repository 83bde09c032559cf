import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  changeTarget,
  newSshKey,
  pushSetup,
  removeTarget,
  testConnection,
  requestedSettings,
} from '../delivery/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { Count, Explanation, FailureReason, PushFailure, PushTarget, PushTargetRequest } from './push-schemas.ts';
import { UnixMs } from './schemas.ts';

const PushSetup = z
  .object({
    active: z.boolean().describe('Whether the daily push is in force now.'),
    target: PushTarget.nullable().describe('Null: none is set.'),
    publicKey: z.string().nullable().describe('Our SSH key, a line of `authorized_keys`; null: there is none.'),
    keepUndeliveredDays: Count.describe('For how long undelivered recordings may be kept; 0: not offered.'),
    failure: PushFailure.nullable().describe('Of the last attempt; null: it did not fail.'),
    failingSince: UnixMs.nullable(),
    nextAttemptAt: UnixMs.nullable().describe('Null: there is no package to send.'),
  })
  .meta({ id: 'PushSetup' });

const PushTargetChanged = z
  .object({
    setup: PushSetup,
    hookSecret: z
      .string()
      .nullable()
      .describe(
        'Signs the notifications to the new `hookUrl` (Standard Webhooks). Shown only this once; null: unchanged.',
      ),
  })
  .meta({ id: 'PushTargetChanged' });

const PushKey = z.object({ publicKey: z.string().describe('A line of `authorized_keys`.') }).meta({ id: 'PushKey' });

const PushTargetTest = z
  .object({
    passed: z.boolean(),
    steps: z
      .array(
        z.object({
          step: z.enum(['connect', 'write', 'check', 'rename', 'read-back', 'remove']),
          name: Explanation,
          outcome: z
            .enum(['passed', 'failed', 'not-needed', 'not-allowed', 'not-tried'])
            .describe(
              '`not-needed`: not used with this kind of target. `not-allowed`: the account has no permission, and needs none. ' +
                '`not-tried`: a step before it failed.',
            ),
          failure: z.object(FailureReason).nullable(),
        }),
      )
      .readonly(),
    verifies: z
      .enum(['content', 'size', 'nothing'])
      .nullable()
      .describe(
        'What we can verify of each file that we send. `nothing`: the server confirms it, and lets us look at no file. ' +
          'Null: the test failed.',
      ),
    fingerprint: z.string().nullable().describe('Of the certificate or host key of the server.'),
    refusedFingerprint: z
      .string()
      .nullable()
      .describe('Of a refused certificate or host key; confirm it if it is the right one.'),
  })
  .meta({ id: 'PushTargetTest' });

export const PUSH_TARGET_ENDPOINTS = {
  pushSetup: {
    method: 'GET',
    url: '/api/v1/push',
    config: { access: { roles: ['admin', 'supervisor'], scope: 'tenant' } },
    schema: {
      operationId: 'pushSetup',
      summary: 'The target of the packages, and whether sending to it works',
      response: { 200: PushSetup },
    },
  },
  changePushTarget: {
    method: 'PUT',
    url: '/api/v1/push/target',
    config: { access: { right: 'order' }, problems: ['push-secret-required'] },
    schema: {
      operationId: 'changePushTarget',
      summary: 'Sets the target of the packages; packages not delivered yet are tried at once',
      body: PushTargetRequest,
      response: { 200: PushTargetChanged },
    },
  },
  removePushTarget: {
    method: 'DELETE',
    url: '/api/v1/push/target',
    config: { access: { right: 'order' } },
    schema: {
      operationId: 'removePushTarget',
      summary: 'Removes the target and its secrets; no more packages are sent',
      response: { 204: z.undefined().describe('There is no target.') },
    },
  },
  testPushTarget: {
    method: 'POST',
    url: '/api/v1/push/target/test',
    config: { access: { right: 'order' }, problems: ['push-secret-required'] },
    schema: {
      operationId: 'testPushTarget',
      summary: 'Writes, renames, reads back and removes a small file on the server; the settings are not saved',
      body: PushTargetRequest,
      response: { 200: PushTargetTest },
    },
  },
  newPushKey: {
    method: 'POST',
    url: '/api/v1/push/ssh-key',
    config: { access: { right: 'order' } },
    schema: {
      operationId: 'newPushKey',
      summary: 'Makes a new SSH key for signing in to the target; the old one becomes invalid',
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
      return testConnection({ target: pushTarget, clock, log }, settings.target);
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

/** The setup of the user's tenant. The address of the web hook is for users with the right `order` only, because it may contain a secret. */
async function setupView({ db, clock, keepUndeliveredMaxDays }: PushTargetDeps, request: FastifyRequest) {
  const { target, ...setup } = await pushSetup(db, tenantOf(request), clock.now());
  const showsHook = signedIn(request).rights.includes('order');
  return {
    ...setup,
    target: target === null || showsHook ? target : { ...target, hookUrl: null },
    keepUndeliveredDays: keepUndeliveredMaxDays,
  };
}
