import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AuditedAction } from '../audit/index.ts';
import { sentCancellations, tenantOffer } from '../billing/index.ts';
import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { holdLimits } from '../retention/index.ts';
import { type CallRecording, firstCredentialOf, setCallRecording, tenantServices } from '../tenants/index.ts';
import { auditedAs, signedIn, tenantOf } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { CancellationState } from './cancellations.ts';
import type { Endpoint, ZodApp } from './endpoint.ts';
import { FilePassword } from './file-access-schemas.ts';
import { credentialChanges, FILE_CREDENTIAL_ENDPOINTS } from './file-credentials.ts';
import { AddOn, Money, UnixMs, WarsawDay } from './schemas.ts';
import { MissingPrice } from './statements.ts';

const CallRecordingService = z
  .object({
    included: z.boolean().describe('Whether the plan includes recording.'),
    enabled: z.boolean(),
    recordInternal: z.boolean(),
  })
  .meta({ id: 'CallRecordingService' });

const Since = UnixMs.nullable().describe('Null: not in force.');
const EndsAt = UnixMs.nullable().describe('The first instant without it; null: no end is known.');
const Fee = Money.nullable().describe('Null: the operator has set no price.');

const HostedPbx = z.object({
  plan: z.string().nullable().describe('Null: none at the moment.'),
  since: Since,
  monthly: Fee.describe('Null: no plan, or one without a price.'),
});

const ExtendedRetention = z.object({
  units: z.int().nonnegative().describe('How many times 30 days more; 0: not in force.'),
  totalDays: z.int().positive().describe('For how long a recording is kept, from its call’s start.'),
  since: Since,
  endsAt: EndsAt.describe('The first instant with another number of units; null: no change is known.'),
  unitsAfter: z.int().nonnegative().describe('The units from `endsAt` on.'),
  monthlyPerUnit: Fee,
});

const Push = z.object({ active: z.boolean(), since: Since, endsAt: EndsAt, activation: Fee, monthly: Fee });

const CurrentPeriod = z.object({
  periodStart: WarsawDay,
  periodEnd: WarsawDay.describe('The first day of the next period.'),
  cancelBy: UnixMs.describe('A cancellation sent and confirmed by then ends a service with this period.'),
  monthly: Money.describe('The monthly fees of everything in force.'),
  missingPrices: z.array(MissingPrice).readonly().describe('In force without a price: not in `monthly`.'),
});

const SentCancellation = z.object({
  service: AddOn.nullable().describe('Null: the operator has yet to determine which.'),
  state: CancellationState,
  sentAt: UnixMs,
  serviceEndsAt: UnixMs.nullable(),
});

const LegalHolds = z.object({
  inForce: z.int().nonnegative(),
  maxHolds: z.int().nonnegative().nullable().describe('How many the plan allows; null: no limit.'),
  maxDays: z
    .int()
    .positive()
    .nullable()
    .describe('How many days after its first day the last day of a hold may be; null: no limit.'),
  monthlyEach: Money.nullable().describe('For each recording on hold; null: free.'),
});

export const Services = z
  .object({
    hostedPbx: HostedPbx,
    callRecording: CallRecordingService,
    extendedRetention: ExtendedRetention,
    push: Push,
    legalHolds: LegalHolds,
    billing: CurrentPeriod,
    cancellations: z.array(SentCancellation).readonly().describe('Newest first.'),
    cancellationAddress: z.string().nullable().describe('Where a cancellation is sent; null: none is set.'),
    ftp: z
      .object({ address: z.string(), port: z.int().min(1).max(65535), login: z.string(), passwordChangedAt: UnixMs })
      .nullable()
      .describe('The first file credential. Null for users without the right `order`, and if it is revoked.'),
  })
  .meta({ id: 'Services' });

const CallRecordingChange = z
  .strictObject({ enabled: z.boolean().exactOptional(), recordInternal: z.boolean().exactOptional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something');

export const SERVICE_ENDPOINTS = {
  services: {
    method: 'GET',
    url: '/api/v1/services',
    config: { access: { roles: ['admin', 'supervisor'], scope: 'tenant' }, keyScope: 'services:read' },
    schema: { operationId: 'services', summary: 'The tenant’s services and their state', response: { 200: Services } },
  },
  changeCallRecording: {
    method: 'PATCH',
    url: '/api/v1/services/call-recording',
    config: { access: { right: 'order' }, problems: ['recording-not-in-plan'] },
    schema: {
      operationId: 'changeCallRecording',
      summary: 'Turns recording on or off, from the next call',
      body: CallRecordingChange,
      response: { 200: CallRecordingService },
    },
  },
  newFtpPassword: {
    method: 'POST',
    url: '/api/v1/services/ftp/password',
    config: FILE_CREDENTIAL_ENDPOINTS.newFilePassword.config,
    schema: {
      operationId: 'newFtpPassword',
      summary: 'Makes a new password of the first file credential; as `POST /api/v1/file-credentials/{id}/password`',
      response: { 200: FilePassword },
    },
  },
} as const satisfies Record<string, Endpoint>;

type ServicesDeps = Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'ftpAddress' | 'cancellationAddress'>;

/** The tenant's services. */
export function routeServices(app: ZodApp, deps: ServicesDeps): void {
  const { db, audit, clock } = deps;

  app.route({ ...SERVICE_ENDPOINTS.services, handler: (request) => servicesView(deps, request) });

  app.route({
    ...SERVICE_ENDPOINTS.changeCallRecording,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const before = await tenantServices(transaction, tenantOf(request), clock.now());
        const after = await setCallRecording(transaction, tenantOf(request), request.body, clock.now());
        await record(switchActions(before.callRecording, after), request, transaction);
        return after;
      }),
  });

  app.route({
    ...SERVICE_ENDPOINTS.newFtpPassword,
    handler: (request) => {
      const tenantId = tenantOf(request);
      return credentialChanges(deps, request).newPassword({ tenantId, id: firstCredentialOf(tenantId) });
    },
  });

  /** The audit events are written in the transaction of the change. */
  async function record(actions: readonly AuditedAction[], request: FastifyRequest, transaction: Database) {
    for (const action of actions) await audit.record(auditedAs(signedIn(request), action, request), transaction);
  }
}

/** What was switched on or off. */
function switchActions(before: CallRecording, after: CallRecording): AuditedAction[] {
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

/** The services of the user's tenant; only users with the right `order` see the FTP login. */
export async function servicesView(deps: Omit<ServicesDeps, 'audit'>, request: FastifyRequest) {
  const { ftp, ...services } = await servicesOf(deps, tenantOf(request));
  return {
    ...services,
    ftp: ftp !== null && signedIn(request).rights.includes('order') ? { ...deps.ftpAddress(), ...ftp } : null,
  };
}

/** A tenant's services, with its FTP login. Throws `tenant-unknown`. */
export async function servicesOf(
  { db, clock, cancellationAddress }: Pick<ServicesDeps, 'db' | 'clock' | 'cancellationAddress'>,
  tenantId: TenantId,
) {
  const now = clock.now();
  const { plan, callRecording, ftp } = await tenantServices(db, tenantId, now);
  const offer = await tenantOffer(db, tenantId, now);
  return {
    hostedPbx: { plan, ...offer.plan },
    callRecording,
    extendedRetention: offer.extendedRetention,
    push: offer.push,
    legalHolds: { ...(await holdLimits(db, tenantId, now)), monthlyEach: offer.legalHold.monthly },
    billing: offer.billing,
    cancellations: await sentCancellations(db, tenantId),
    cancellationAddress,
    ftp,
  };
}
