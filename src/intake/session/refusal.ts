import { type UnrecordedCall, unrecordedCall } from '../../calls/index.ts';
import { type CallDescription, NO_TENANT, type NoRecordingReason } from '../../recording/index.ts';
import { SERVICE_UNAVAILABLE } from '../sip/responses.ts';
import type { ResponseOptions } from '../sip/transaction-user.ts';

/** Why a session is not recorded. `unrecorded` is the call to save, if its tenant is known. */
export interface Refusal {
  readonly reason: NoRecordingReason;
  readonly response: ResponseOptions;
  readonly unrecorded: UnrecordedCall | null;
}

/** After 403 the PBX does not try again, after 503 it tries another recorder. */
const RESPONSES: Readonly<Record<NoRecordingReason, ResponseOptions>> = {
  'source-unknown': { status: 403 },
  'tenant-unknown': { status: 403 },
  'not-entitled': { status: 403 },
  suspended: { status: 403 },
  'recording-off': { status: 403 },
  'internal-off': { status: 403 },
  rule: { status: 403 },
  'not-kept': { status: 403 },
  'no-capacity': SERVICE_UNAVAILABLE,
  'no-usable-media': { status: 488 },
  'not-offered': { status: 488 },
  'not-answered': { status: 488 },
};

export function refusal(
  reason: NoRecordingReason,
  description: CallDescription | null,
  response: ResponseOptions = RESPONSES[reason],
): Refusal {
  const isOfNobody = description === null || description.tenantId === NO_TENANT;
  return { reason, response, unrecorded: isOfNobody ? null : unrecordedCall(description, { reason, endedAt: null }) };
}

/** Of a session that was to join another one: that has the call's row. */
export function refusedBy(response: ResponseOptions): Refusal {
  const reason = response.status === 488 ? 'no-usable-media' : 'no-capacity';
  return { reason, response, unrecorded: null };
}
