import type { Clock } from '../../base/clock.ts';
import { type CallId, newId, type TenantId } from '../../base/ids.ts';
import { mapInTurns } from '../../base/map-in-turns.ts';
import { fitsNoPlan, type PhoneNumber } from '../../base/phone-number.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type Cdr, saveCdrs } from '../../calls/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type {
  AppliedRule,
  BareFormat,
  CallDescription,
  CallFlag,
  Direction,
  NoRecordingReason,
} from '../../recording/index.ts';
import {
  type Directory,
  type DirectoryReader,
  type DirectorySource,
  type DirectoryTenant,
  type RecordingDecision,
  recordingDecision,
  type RuledCall,
} from '../../tenants/index.ts';
import type { NumberWithExtension } from '../derivation/parties.ts';
import { deriveDirection, ownNumbers, tenantByNumbers } from '../derivation/tenant.ts';

/** A call that the PBX reports over HTTP: the description in an upload, or a CDR. */
export interface ReportedCall {
  /** The PBX's own id of the call. Two reports with the same id are the same call. */
  readonly externalId: string | null;
  readonly tenantId: TenantId | null;
  /** Null: withheld or unknown. */
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** The callee with the prefix or suffix that was dialled with it (`#31#600100200`); null or missing: nothing was. */
  readonly dialled?: string | null;
  /** The extensions behind the parties' numbers; missing: none. */
  readonly extensions?: readonly NumberWithExtension[];
  /** Null: derived from the numbers. */
  readonly direction: Direction | null;
  /** Unix ms. */
  readonly startedAt: number;
  /** Unix ms; null: not answered; undefined: not reported. */
  readonly answeredAt?: number | null;
  /** Unix ms; null: not reported. */
  readonly endedAt: number | null;
  /** Of an upload without a header; missing: its content says it. */
  readonly audioFormat?: BareFormat;
}

/** Why a reported call is refused. Each is an error code. */
type ReportedCallRefusal = 'tenant-not-of-source' | 'call-owner-unknown' | 'call-in-the-future';

interface ImportCdrsDeps {
  readonly db: Database;
  readonly directory: DirectoryReader;
  readonly clock: Clock;
}

/** CDRs of a tenant in one transaction: other writers of its calls wait for it, some hundredths of a second. */
const MAX_CDRS_AT_ONCE = 100;

/**
 * Saves a PBX's CDRs in the call history, those of each tenant in order. A refused one does not stop the others. A second CDR
 * with the same externalId updates the same call; a recorded call stays recorded.
 */
export async function importCdrs(
  deps: ImportCdrsDeps,
  source: DirectorySource,
  cdrs: readonly ReportedCall[],
): Promise<Result<CallId, ReportedCallRefusal>[]> {
  const directory = await deps.directory.current();
  const identified = await mapInTurns(cdrs, (cdr) => identifyCdr({ ...deps, directory }, source, cdr));
  const accepted = identified.flatMap((cdr) => (cdr.ok ? [cdr.value] : []));
  const saved = new Map<Cdr, CallId>();
  for (const [tenantId, ofTenant] of Map.groupBy(accepted, (cdr) => cdr.tenantId)) {
    for (let from = 0; from < ofTenant.length; from += MAX_CDRS_AT_ONCE) {
      const part = ofTenant.slice(from, from + MAX_CDRS_AT_ONCE);
      const ids = await saveCdrs(deps.db, tenantId, part);
      for (const [index, cdr] of part.entries()) saved.set(cdr, ids[index]!);
    }
  }
  return identified.map((cdr) => (cdr.ok ? ok(saved.get(cdr.value)!) : cdr));
}

function identifyCdr(
  deps: { readonly directory: Directory; readonly clock: Clock },
  source: DirectorySource,
  cdr: ReportedCall,
): Result<Cdr, ReportedCallRefusal> {
  const identified = identifyCall(deps, source, cdr);
  if (!identified.ok) return identified;
  const { externalId, endedAt } = cdr;
  const { reason, rule } = whyWithoutRecording(identified.value, cdr);
  return ok({ ...identified.value.call, externalId, endedAt, reason, ...(rule && { rule }) });
}

/** The reason to show if the call turns out to have no recording. */
function whyWithoutRecording(
  { tenant, call }: IdentifiedCall,
  { answeredAt, externalId }: ReportedCall,
): { readonly reason: NoRecordingReason; readonly rule?: AppliedRule | null } {
  if (answeredAt === null) return { reason: 'not-answered' };
  const decision = reportedDecision(tenant, call, externalId);
  return decision.effect === 'never' ? decision : { reason: 'not-offered' };
}

/** Of a call that is over: what is recorded on demand was ordered at the PBX, or there would be no recording of it. */
export function reportedDecision(
  tenant: DirectoryTenant,
  call: Omit<RuledCall, 'partiesKnown' | 'key'>,
  externalId: string | null,
): RecordingDecision {
  return recordingDecision(tenant, { ...call, partiesKnown: true, key: externalId });
}

/** Whether a call would be recorded. */
interface RecordingPolicy {
  readonly record: boolean;
  /** Null: no tenant found for the call. */
  readonly tenantId: TenantId | null;
  /** Null when `record` is true. */
  readonly reason: NoRecordingReason | null;
}

/** Whether a recording session between two numbers would be accepted now. */
export function recordingPolicy(
  directory: Directory,
  source: DirectorySource,
  parties: Pick<ReportedCall, 'caller' | 'callee'>,
  now: number,
): RecordingPolicy {
  const derived = deriveReportedCall(directory, source, { ...parties, tenantId: null, direction: null });
  if (!derived.ok) return { record: false, tenantId: null, reason: 'tenant-unknown' };
  const { tenant, direction, extensions } = derived.value;
  const call = { ...parties, dialled: null, direction, extensions, startedAt: now };
  const decision = reportedDecision(tenant, call, null);
  const isRefused = decision.effect === 'never';
  return { record: !isRefused, tenantId: tenant.id, reason: isRefused ? decision.reason : null };
}

/** Whether a call between two numbers of a tenant would be recorded at an instant, and by which rule. `direction` null: as the numbers say. */
export function tryRules(
  directory: Directory,
  tenantId: TenantId,
  {
    caller,
    callee,
    direction: asked,
    at,
  }: Pick<ReportedCall, 'caller' | 'callee' | 'direction'> & { readonly at: number },
): { readonly decision: RecordingDecision; readonly direction: Direction } | null {
  const tenant = directory.tenant(tenantId);
  if (tenant === null) return null;
  const numbers = [caller, callee].filter((number) => number !== null);
  const parties = { caller, callee, numbers };
  const { direction } = deriveDirection({ directory, tenant, parties, reportedDirection: asked });
  const extensions = ownNumbers(directory, tenant, { numbers, extensions: [] });
  const call = { caller, callee, dialled: null, direction: asked ?? direction, extensions, startedAt: at };
  return { decision: reportedDecision(tenant, call, null), direction: call.direction };
}

/** How far the PBX's clock may be ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

/** A reported call and its tenant. */
interface IdentifiedCall {
  readonly tenant: DirectoryTenant;
  /** As for a recording session, without the ids that depend on what was reported: a CDR or an upload. */
  readonly call: Omit<CallDescription, 'recordingId' | 'correlationId'>;
}

/** Finds the tenant, direction and extensions of a reported call. Old calls are accepted, however old. */
export function identifyCall(
  { directory, clock }: { readonly directory: Directory; readonly clock: Clock },
  source: DirectorySource,
  reported: ReportedCall,
): Result<IdentifiedCall, ReportedCallRefusal> {
  if (reported.startedAt > clock.now() + MAX_AHEAD_MS) return fail('call-in-the-future');
  const derived = deriveReportedCall(directory.asOf(reported.startedAt), source, reported);
  if (!derived.ok) return derived;
  const { tenant, direction, extensions, flags } = derived.value;
  return ok({
    tenant,
    call: {
      callId: newId(clock.now()),
      tenantId: tenant.id,
      sourceId: source.id,
      startedAt: reported.startedAt,
      answeredAt: reported.answeredAt ?? null,
      direction,
      caller: reported.caller,
      callee: reported.callee,
      dialled: reported.dialled ?? null,
      extensions,
      flags,
      metadata: [],
    },
  });
}

interface DerivedReportedCall {
  readonly tenant: DirectoryTenant;
  readonly direction: Direction;
  /** The tenant's own numbers in the call: extensions and public numbers. */
  readonly extensions: readonly PhoneNumber[];
  readonly flags: readonly CallFlag[];
}

/**
 * A source with a default tenant may report calls of that tenant only, whatever their numbers. For any other source the
 * reported tenant decides, then the owner of a number.
 */
export function deriveReportedCall(
  directory: Directory,
  source: DirectorySource,
  reported: Pick<ReportedCall, 'tenantId' | 'caller' | 'callee' | 'extensions' | 'direction'>,
): Result<DerivedReportedCall, Exclude<ReportedCallRefusal, 'call-in-the-future'>> {
  const { caller, callee } = reported;
  const numbers = [caller, callee].filter((number) => number !== null);
  const parties = { caller, callee, numbers };
  const tenantId = source.defaultTenantId ?? reported.tenantId;
  if (reported.tenantId !== null && reported.tenantId !== tenantId) return fail('tenant-not-of-source');
  const tenant =
    tenantId === null
      ? tenantByNumbers({ directory, source, parties, reportedDirection: reported.direction })
      : directory.tenant(tenantId);
  if (tenant === null) return fail(tenantId === null ? 'call-owner-unknown' : 'tenant-not-of-source');
  const { direction, guessed } = deriveDirection({ directory, tenant, parties, reportedDirection: reported.direction });
  return ok({
    tenant,
    direction,
    extensions: ownNumbers(directory, tenant, { numbers, extensions: reported.extensions ?? [] }),
    flags: [
      ...(guessed ? (['direction-guessed'] as const) : []),
      ...(numbers.some(fitsNoPlan) ? (['number-not-in-plan'] as const) : []),
    ],
  });
}
