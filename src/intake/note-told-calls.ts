import type { Clock } from '../base/clock.ts';
import type { CallId } from '../base/ids.ts';
import { ok, type Result } from '../base/result.ts';
import { saveCdr } from '../calls/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { NoRecordingReason } from '../recording/index.ts';
import { type Directory, type DirectoryReader, type DirectorySource, mayRecord } from '../tenants/index.ts';
import { type CallFault, type IdentifiedCall, identifyCall } from './identify-call.ts';
import type { ToldCall } from './told-call.ts';

export interface CallRecordParts {
  readonly db: Database;
  readonly directory: DirectoryReader;
  readonly clock: Clock;
}

/**
 * Brings a PBX's call records into the history, one by one and in their order: one that is refused keeps no other out.
 * Told again under its externalId a call is the same call; one that was recorded stays so.
 */
export async function noteToldCalls(
  parts: CallRecordParts,
  source: DirectorySource,
  told: readonly ToldCall[],
): Promise<Result<CallId, CallFault>[]> {
  const directory = await parts.directory.current();
  const noted: Result<CallId, CallFault>[] = [];
  for (const call of told) noted.push(await noteOne({ ...parts, directory }, source, call));
  return noted;
}

async function noteOne(
  parts: Omit<CallRecordParts, 'directory'> & { readonly directory: Directory },
  source: DirectorySource,
  told: ToldCall,
): Promise<Result<CallId, CallFault>> {
  const identified = identifyCall(parts, source, told);
  if (!identified.ok) return identified;
  const { call } = identified.value;
  const reason = reasonWithoutRecording(identified.value, told);
  const { externalId, endedAt } = told;
  return ok(await saveCdr(parts.db, { ...call, externalId, endedAt, reason }));
}

/** Why the call has no recording, should none be known. */
function reasonWithoutRecording({ tenant, call }: IdentifiedCall, { answeredAt }: ToldCall): NoRecordingReason {
  if (answeredAt === null) return 'not-answered';
  const permitted = mayRecord(tenant, call.direction);
  return permitted.ok ? 'not-offered' : permitted.reason;
}
