import type { CallId, RecordingId, SourceId, TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { CallParty } from './parties.ts';
import type { AppliedRule } from './recording-rule.ts';

/**
 * What is known of a call while it is recorded. It is written to the spool as JSON when recording begins, and again,
 * complete, each time it changes; from there it goes into the catalog.
 */
export interface CallDescription {
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  /** `NO_TENANT` while it is not known. */
  readonly tenantId: TenantId;
  readonly sourceId: SourceId | null;
  /** Unix ms; part of the file's name, and the start of the retention. */
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** What the caller dialled, where it is not the callee's number: a feature code, a hunt group's number. */
  readonly dialled: string | null;
  /** Extensions of the tenant that took part; an agent sees the calls of their own. */
  readonly extensions: readonly string[];
  /** The PBX's own id of the call: sessions with the same one are one call of the history. */
  readonly correlationId: string | null;
  /** Who took part and when, in the order of their beginnings, transfers included; missing: caller and callee, all the time. */
  readonly parties?: readonly CallParty[];
  readonly flags: readonly CallFlag[];
  /** When which of its streams were paused, in the order of their beginnings; missing: never. */
  readonly pauses?: readonly LegPause[];
  /** The metadata documents of its session as received, in order, also those that could not be read. */
  readonly metadata: readonly string[];
  /** The recording rule that decided; missing: none fitted, or it is not decided yet. */
  readonly rule?: AppliedRule;
  /** The rule records on demand: while it is `undecided`, too, nobody has ordered it. */
  readonly onDemand?: true;
  /**
   * It is not known yet whether the call may be recorded, or known that it may not, or nobody has ordered it kept: what is in the spool is
   * destroyed, never encoded.
   */
  readonly undecided?: true;
}

/** The PBX asked that a stream not be recorded for a time: what arrived in it was dropped. */
export interface LegPause {
  readonly leg: number;
  /** Unix ms. */
  readonly from: number;
  /** Null: until the end of the call. */
  readonly until: number | null;
}

/** Of a call whose tenant is not known yet. */
export const NO_TENANT = '00000000-0000-0000-0000-000000000000' as TenantId;

/** Which way a call went, seen from the tenant. */
export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * What is doubtful or incomplete about a call or its recording; shown to the operator, kept with the row.
 * - `direction-guessed`, `parties-guessed`: the PBX did not say; the order or a default decided.
 * - `channels-guessed`: the PBX did not say whose voice is in which stream; the order of the streams decided.
 * - `number-not-in-plan`: the number of a party fits no numbering plan; it is as it was dialled.
 * - `metadata-missing`, `metadata-malformed`: recorded all the same (RFC 7866 §9 leaves it to the SRS).
 * - `mixed-stream`: the PBX sent both parties in one stream.
 * - `cut`: the recorder stopped before the call ended; the end of the call is not recorded.
 * - `rtp-timeout`: ended because no RTP arrived any more; the PBX sent no BYE.
 * - `session-expired`: ended because the PBX no longer refreshed the session, or did not know it any more (RFC 4028).
 * - `peer-gone`: ended because the PBX did not answer any more, or did not know the session any more.
 * - `pause-limit`, `call-limit`: ended because it was paused, or lasted, longer than the settings allow.
 * - `packets-lost`: part of what reached the recorder's machine was lost there or not kept; the recording has gaps. What the network lost is
 *   no flag: it is counted in the recording's `quality`.
 * - `no-audio`: there was a session, but no RTP packet arrived.
 * - `leg-silent`: of one party nothing arrived, not even silence; the other one is recorded.
 * - `leg-refused`: a stream was offered in no codec that is supported and is missing in the recording.
 * - `not-decodable`: something arrived that cannot be decoded: encrypted, or of a codec that was not negotiated. Silence or noise.
 * - `unnegotiated-codec`: PCMU, PCMA or G.722 that was not negotiated; recorded all the same.
 * - `damaged`: the disk changed or lost a part of what was received, and the recording is silent there; or an uploaded file has a gap.
 */
export const CALL_FLAGS = [
  'direction-guessed',
  'parties-guessed',
  'channels-guessed',
  'number-not-in-plan',
  'metadata-missing',
  'metadata-malformed',
  'mixed-stream',
  'cut',
  'rtp-timeout',
  'session-expired',
  'peer-gone',
  'pause-limit',
  'call-limit',
  'packets-lost',
  'no-audio',
  'leg-silent',
  'leg-refused',
  'not-decodable',
  'unnegotiated-codec',
  'damaged',
] as const;
export type CallFlag = (typeof CALL_FLAGS)[number];

/**
 * Why a call has no recording. Kept with the call's row, counted in the metrics, shown in the history.
 * - `source-unknown`: the PBX's address is not among the sources; no tenant, so no row.
 * - `tenant-unknown`: the tenant cannot be determined from the session; no row.
 * - `not-entitled`: no hosted PBX service, or a plan without recording.
 * - `suspended`: the operator has suspended the tenant.
 * - `recording-off`: the tenant's switch is off. `internal-off`: on, but not for internal calls.
 * - `rule`: one of the tenant's recording rules. `not-kept`: by a rule it is recorded on demand, and nobody ordered it.
 * - `no-capacity`: the recorder has no room or time for more calls, no free port, or is shutting down; the PBX gets 503 and tries another recorder.
 * - `no-usable-media`: no audio stream with a supported codec was offered.
 * - `not-offered`: a CDR came, but no recording session.
 * - `not-answered`: according to its CDR nobody answered; there was nothing to record.
 */
export const NO_RECORDING_REASONS = [
  'source-unknown',
  'tenant-unknown',
  'not-entitled',
  'suspended',
  'recording-off',
  'internal-off',
  'rule',
  'not-kept',
  'no-capacity',
  'no-usable-media',
  'not-offered',
  'not-answered',
] as const;
export type NoRecordingReason = (typeof NO_RECORDING_REASONS)[number];

/** How a recording ended. `refused`: its parties, known only later, showed that it may not be recorded; nothing is kept. `killed`: the recorder process died, and the call was found in its spool at the next start. */
export const END_REASONS = [
  'hang-up',
  'rtp-timeout',
  'session-expired',
  'peer-gone',
  'pause-limit',
  'call-limit',
  'refused',
  'shutdown',
  'killed',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** When the first call of each tenant began, Unix ms. */
export function earliestStarts(
  calls: Iterable<{ readonly tenantId: TenantId; readonly startedAt: number }>,
): Map<TenantId, number> {
  const earliest = new Map<TenantId, number>();
  for (const { tenantId, startedAt } of calls) {
    earliest.set(tenantId, Math.min(startedAt, earliest.get(tenantId) ?? startedAt));
  }
  return earliest;
}
