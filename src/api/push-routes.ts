import type { FastifyRequest } from 'fastify';
import type { AuditEvent } from '../audit/index.ts';
import {
  changeTarget,
  dayReport,
  daySummaries,
  newSshKey,
  pushSetup,
  removeTarget,
  sendDay,
  tryTarget,
  requestedSettings,
} from '../delivery/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { auditedAs, signedIn, tenantOf } from './signed-in.ts';

/** Each makes connections to wherever the customer says: enough to mend a setting, too few to search a network. */
const TESTS_PER_MINUTE = 6;

type PushOptions = Pick<
  ApiOptions,
  'db' | 'keys' | 'audit' | 'clock' | 'log' | 'pushTarget' | 'pushNetworks' | 'keepUndeliveredMaxDays'
>;

export function routePush(app: ZodApp, options: PushOptions): void {
  routePushTarget(app, options);
  routePushDays(app, options);
}

function routePushTarget(app: ZodApp, options: PushOptions): void {
  const { db, keys, clock, log, pushTarget, pushNetworks, keepUndeliveredMaxDays } = options;
  const shownSetup = async (request: FastifyRequest) => {
    const { target, ...setup } = await pushSetup(db, tenantOf(request), clock.now());
    // Its address may have a secret in it.
    const isHookShown = signedIn(request).role === 'admin';
    return {
      ...setup,
      target: target === null || isHookShown ? target : { ...target, hookUrl: null },
      keepUndeliveredDays: keepUndeliveredMaxDays,
    };
  };

  app.route({ ...CONTRACT.pushSetup, handler: shownSetup });

  app.route({
    ...CONTRACT.changePushTarget,
    handler: async (request) => {
      const tenantId = tenantOf(request);
      const hookSecret = await db.transaction().execute(async (transaction) => {
        const parts = { db: transaction, keys, allowedNetworks: pushNetworks };
        const newHookSecret = await changeTarget(parts, tenantId, request.body, clock.now());
        await note(options, request, { action: 'push-target-changed' }, transaction);
        return newHookSecret;
      });
      return { setup: await shownSetup(request), hookSecret };
    },
  });

  app.route({
    ...CONTRACT.removePushTarget,
    handler: async (request, reply) => {
      await db.transaction().execute(async (transaction) => {
        if (!(await removeTarget(transaction, tenantOf(request)))) return;
        await note(options, request, { action: 'push-target-removed' }, transaction);
      });
      return reply.code(204).send();
    },
  });

  app.route({
    ...CONTRACT.testPushTarget,
    config: {
      ...CONTRACT.testPushTarget.config,
      rateLimit: { max: TESTS_PER_MINUTE, keyGenerator: (request) => tenantOf(request) },
    },
    handler: async (request) => {
      const { settings } = await requestedSettings({ db, keys }, tenantOf(request), request.body);
      return tryTarget({ target: pushTarget, clock, log }, settings.target);
    },
  });

  app.route({
    ...CONTRACT.newPushKey,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const publicKey = await newSshKey({ db: transaction, keys }, tenantOf(request), clock.now());
        await note(options, request, { action: 'push-key-made' }, transaction);
        return { publicKey };
      }),
  });
}

function routePushDays(app: ZodApp, options: PushOptions): void {
  const { db, clock } = options;

  app.route({
    ...CONTRACT.pushDays,
    handler: async (request) => ({
      days: await daySummaries(db, { tenantId: tenantOf(request), ...request.query, now: clock.now() }),
    }),
  });

  app.route({
    ...CONTRACT.pushDay,
    handler: (request) => dayReport(db, asked(request, request.params.day)),
  });

  app.route({
    ...CONTRACT.sendPushDay,
    handler: async (request, reply) => {
      const wish = { ...asked(request, request.params.day), ...request.body };
      const { day, what } = wish;
      await db.transaction().execute(async (transaction) => {
        await sendDay(transaction, wish);
        await note(options, request, { action: 'push-resent', detail: { day, what } }, transaction);
      });
      return reply.code(202).send(await dayReport(db, asked(request, day)));
    },
  });

  function asked(request: FastifyRequest, day: string) {
    return { tenantId: tenantOf(request), day, now: clock.now() };
  }
}

/** In the transaction of the change: neither is there without the other. */
function note(
  { audit }: PushOptions,
  request: FastifyRequest,
  { action, ...more }: Pick<AuditEvent, 'action' | 'detail'>,
  transaction: Database,
): Promise<void> {
  return audit.record({ ...auditedAs(signedIn(request), action, request), ...more }, transaction);
}
