import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { CallDescription } from '../recording/index.ts';
import type { Directory, DirectorySource, DirectoryTenant } from '../tenants/index.ts';
import { deriveToldCall, type ToldCallFault } from './derivation/index.ts';
import type { ToldCall } from './told-call.ts';

/** How far the PBX's clock may be ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

/** A call told by a PBX, and whose it is. */
export interface IdentifiedCall {
  readonly tenant: DirectoryTenant;
  /** As of a recording session, but for the ids of recording and call that the teller decides. */
  readonly call: Omit<CallDescription, 'recordingId' | 'correlationId'>;
}

/** Why a call is not taken; each is a code of the catalogue. */
export type CallFault = ToldCallFault | 'call-in-the-future';

/** Whose call it is, which way it went, who took part. What lies in the past is taken however old it is. */
export function identifyCall(
  { directory, clock }: { readonly directory: Directory; readonly clock: Clock },
  source: DirectorySource,
  told: ToldCall,
): Result<IdentifiedCall, CallFault> {
  if (told.startedAt > clock.now() + MAX_AHEAD_MS) return fail('call-in-the-future');
  const derived = deriveToldCall(directory, source, told);
  if (!derived.ok) return derived;
  const { tenant, direction, extensions, flags } = derived.value;
  return ok({
    tenant,
    call: {
      callId: newId(clock.now()),
      tenantId: tenant.id,
      sourceId: source.id,
      startedAt: told.startedAt,
      answeredAt: told.answeredAt ?? null,
      direction,
      caller: told.caller,
      callee: told.callee,
      extensions,
      flags,
      metadata: [],
    },
  });
}
