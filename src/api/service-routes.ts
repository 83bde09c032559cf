import type { FastifyRequest } from 'fastify';
import type { AuditedAction } from '../audit/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type CallRecording, newFtpPassword, setCallRecording, tenantServices } from '../tenants/index.ts';
import type { ApiOptions, ZodApp } from './api-options.ts';
import { CONTRACT } from './contract.ts';
import { shownServices } from './shown-services.ts';
import { auditedAs, signedIn, tenantOf } from './signed-in.ts';

type ServiceOptions = Pick<ApiOptions, 'db' | 'audit' | 'clock' | 'ftpAddress' | 'cancellationAddress'>;

export function routeServices(app: ZodApp, options: ServiceOptions): void {
  const { db, audit, clock } = options;

  app.route({
    ...CONTRACT.services,
    handler: (request) => shownServices(options, signedIn(request), tenantOf(request)),
  });

  app.route({
    ...CONTRACT.changeCallRecording,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const before = await tenantServices(transaction, tenantOf(request), clock.now());
        const after = await setCallRecording(transaction, tenantOf(request), request.body, clock.now());
        await note(switched(before.callRecording, after), request, transaction);
        return after;
      }),
  });

  app.route({
    ...CONTRACT.newFtpPassword,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const credentials = await newFtpPassword(transaction, tenantOf(request), clock.now());
        await note(['ftp-password-made'], request, transaction);
        return credentials;
      }),
  });

  /** In the transaction of the change: neither is there without the other. */
  async function note(actions: readonly AuditedAction[], request: FastifyRequest, transaction: Database) {
    for (const action of actions) await audit.record(auditedAs(signedIn(request), action, request), transaction);
  }
}

/** What is on or off now that was not before. */
function switched(before: CallRecording, after: CallRecording): AuditedAction[] {
  const actions: AuditedAction[] = [];
  if (before.enabled !== after.enabled) actions.push(`recording-switched-${onOrOff(after.enabled)}`);
  if (before.recordInternal !== after.recordInternal) {
    actions.push(`internal-recording-switched-${onOrOff(after.recordInternal)}`);
  }
  return actions;
}

function onOrOff(state: boolean): 'on' | 'off' {
  return state ? 'on' : 'off';
}
