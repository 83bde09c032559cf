import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CancellationRequestId } from '../base/ids.ts';
import { Cancellations, type CancellationDetails, type DecidedBy } from '../billing/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import { AddOn, UnixMs } from './schemas.ts';

/** Enough for a few sentences to the customer. */
const MAX_NOTE_CHARS = 1000;

export const CancellationState = z.enum(['waiting', 'confirmed', 'rejected']);

const CancellationParams = z.strictObject({ id: z.uuid() });

const CancellationsQuery = z.strictObject({ state: CancellationState.exactOptional() });

const CancellationRequest = z
  .object({
    id: z.uuid(),
    tenant: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .describe('Null: the sender is no tenant’s contact.'),
    service: AddOn.nullable().describe('Null: the e-mail does not say clearly which service to end.'),
    sender: z.string(),
    subject: z.string(),
    body: z.string(),
    authenticity: z.enum(['verified', 'unverified', 'forged']).meta({ id: 'Authenticity' }),
    sentAt: UnixMs,
    receivedAt: UnixMs,
    state: CancellationState,
    confirmBy: UnixMs.nullable().describe(
      'Confirmed later, the service ends a period later; null: not known, or decided.',
    ),
    endsAtIfConfirmedNow: UnixMs.nullable(),
    serviceEndsAt: UnixMs.nullable().describe('Of a confirmed one.'),
    decidedAt: UnixMs.nullable(),
    decidedBy: z.string().nullable().describe('A login.'),
    decisionNote: z.string().nullable(),
  })
  .meta({ id: 'CancellationRequest' });

export const CancellationList = z
  .object({ cancellations: z.array(CancellationRequest).readonly() })
  .meta({ id: 'CancellationList' });

/** What the e-mail did not say. */
const CancellationConfirmation = z.strictObject({
  tenantId: z.uuid().exactOptional(),
  service: AddOn.exactOptional(),
});

const CancellationRejection = z.strictObject({ note: z.string().trim().min(1).max(MAX_NOTE_CHARS) });

export const CANCELLATION_ENDPOINTS = {
  listCancellations: {
    method: 'GET',
    url: '/api/v1/operator/cancellations',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listCancellations',
      summary: 'Cancellations that came by e-mail, newest first',
      querystring: CancellationsQuery,
      response: { 200: CancellationList },
    },
  },
  confirmCancellation: {
    method: 'POST',
    url: '/api/v1/operator/cancellations/:id/confirm',
    config: {
      access: OPERATOR_ADMIN,
      problems: [
        'not-found',
        'cancellation-decided',
        'cancellation-incomplete',
        'service-not-active',
        'tenant-unknown',
      ],
    },
    schema: {
      operationId: 'confirmCancellation',
      summary: 'Confirms the receipt: the service ends, and the sender is informed when',
      params: CancellationParams,
      body: CancellationConfirmation,
      response: { 200: CancellationRequest },
    },
  },
  rejectCancellation: {
    method: 'POST',
    url: '/api/v1/operator/cancellations/:id/reject',
    config: { access: OPERATOR_ADMIN, problems: ['not-found', 'cancellation-decided'] },
    schema: {
      operationId: 'rejectCancellation',
      summary: 'Rejects a cancellation: the service continues',
      params: CancellationParams,
      body: CancellationRejection,
      response: { 200: CancellationRequest },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's list of cancellations that came by e-mail. */
export function routeCancellations(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const cancellations = new Cancellations(deps);

  app.route({
    ...CANCELLATION_ENDPOINTS.listCancellations,
    handler: async (request) => ({ cancellations: await cancellations.list(request.query.state) }),
  });

  app.route({
    ...CANCELLATION_ENDPOINTS.confirmCancellation,
    handler: (request) =>
      cancellations.confirm(
        request.params.id as CancellationRequestId,
        deciderOf(request),
        request.body as CancellationDetails,
      ),
  });

  app.route({
    ...CANCELLATION_ENDPOINTS.rejectCancellation,
    handler: (request) =>
      cancellations.reject(request.params.id as CancellationRequestId, deciderOf(request), request.body.note),
  });
}

function deciderOf(request: FastifyRequest): DecidedBy {
  const { id, login } = signedIn(request);
  return { actor: id, address: request.ip, name: login };
}
