import { z } from 'zod';
import { UnixMs } from './instant.ts';
import { AddOn } from './service.ts';

/** A sentence or two to the customer. */
const MAX_NOTE_CHARS = 1000;

export const CancellationState = z.enum(['waiting', 'confirmed', 'rejected']);

export const CancellationParams = z.strictObject({ id: z.uuid() });

export const CancellationsQuery = z.strictObject({ state: CancellationState.exactOptional() });

export const CancellationRequest = z
  .object({
    id: z.uuid(),
    tenant: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .describe('Null: the sender is no tenant’s contact.'),
    service: AddOn.nullable().describe('Null: the wish was not recognised.'),
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

/** What the mail itself did not tell. */
export const CancellationConfirmation = z.strictObject({
  tenantId: z.uuid().exactOptional(),
  service: AddOn.exactOptional(),
});

export const CancellationRejection = z.strictObject({ note: z.string().trim().min(1).max(MAX_NOTE_CHARS) });
