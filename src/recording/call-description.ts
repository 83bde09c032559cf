import type { CallId, RecordingId, SourceId, TenantId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import type { Direction } from './direction.ts';

/**
 * What is doubtful or incomplete about a call or its recording; shown to the operator, kept with the row.
 * - `direction-guessed`, `parties-guessed`: the PBX's word was missing, the order or a default decided.
 * - `metadata-missing`, `metadata-malformed`: recorded all the same (RFC 7866 §9 leaves it to the SRS).
 * - `mixed-stream`: the PBX sent both parties in one stream.
 * - `cut`: the recorder ended before the call did; the recording stops there.
 * - `rtp-timeout`: ended after silence on the wire, the PBX sent no BYE.
 * - `no-audio`: the session was there, but not one packet came.
 */
export const CALL_FLAGS = [
  'direction-guessed',
  'parties-guessed',
  'metadata-missing',
  'metadata-malformed',
  'mixed-stream',
  'cut',
  'rtp-timeout',
  'no-audio',
] as const;
export type CallFlag = (typeof CALL_FLAGS)[number];

/**
 * What is known of a call while it is recorded. Goes into the spool as JSON when recording begins, and
 * again, whole, each time it changes; from there into the catalog.
 */
export interface CallDescription {
  readonly callId: CallId;
  readonly recordingId: RecordingId;
  readonly tenantId: TenantId;
  readonly sourceId: SourceId | null;
  /** Unix ms; names the file and starts the retention. */
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  /** Extensions of the tenant that took part; an agent sees the calls of their own. */
  readonly extensions: readonly string[];
  /** The PBX's own id of the call: the same call in two sessions is one row of the history. */
  readonly correlationId: string | null;
  readonly flags: readonly CallFlag[];
  /** The metadata documents of its session as they came, in order: what could not be read may be read one day. */
  readonly metadata: readonly string[];
}

/** Which party a recorded stream carries; `mixed` is both in one. Caller is left, callee right. */
export type Channel = 'caller' | 'callee' | 'mixed';

/** How a recording ended. `killed`: the recorder died and found the call in its spool. */
export type EndReason = 'hang-up' | 'rtp-timeout' | 'shutdown' | 'killed';
