import { CALL_FLAGS, type CallFlag, NO_RECORDING_REASONS, type NoRecordingReason } from '../recording/index.ts';

/**
 * What became of the recording of a call, and where it is now. Each has a text and advice in the panel, for the customer and for support.
 * - `available`: it can be played and downloaded in the panel. `on-files`: it is too old for the panel, but is on FTP, SFTP and WebDAV.
 * - `awaiting-delivery`: its time is over, it is kept, hidden, until it is delivered. `being-deleted`: its time is over, the next run destroys it.
 * - `deleted-…`: destroyed, and why.
 * - `preparing`: recorded, and not stored yet. `retrying`: storing it fails, and is tried again. `set-aside`: it cannot be stored; a person must look.
 * - `given-up`: the recorder that had it is lost, and with it the audio.
 * - `not-recorded`: a session was opened, no recording was stored, and nothing that is kept says why.
 */
const RECORDING_VERDICTS = [
  'available',
  'on-files',
  'awaiting-delivery',
  'being-deleted',
  'deleted-expired',
  'deleted-option-ended',
  'deleted-on-request',
  'preparing',
  'retrying',
  'set-aside',
  'given-up',
  'not-recorded',
] as const;

/** What became of a call: of its recording, or why there is none. */
export const VERDICTS = [...RECORDING_VERDICTS, ...NO_RECORDING_REASONS] as const;
export type Verdict = (typeof RECORDING_VERDICTS)[number] | NoRecordingReason;

/** Until when a recording is kept, and why until then. */
const DELETION_REASONS = ['standard', 'extended', 'option-ends', 'leaving', 'held', 'held-until'] as const;
export type DeletionReason = (typeof DELETION_REASONS)[number];

/**
 * Why a call that somebody looks for is not found. The first three explain the call itself; the others say what is known of that time.
 * Those of `SUPPORT_ONLY` concern no customer alone and are for the operator's staff.
 */
export const MISSING_CALL_REASONS = [
  'in-the-future',
  'history-ended',
  'preparing',
  'retrying',
  'set-aside',
  'session-refused',
  'session-running',
  'upload-refused',
  'not-entitled-then',
  'suspended-now',
  'recording-off-now',
  'other-calls',
  'limited-view',
  'nothing-came',
  'unknown-source',
  'unknown-customer',
  'unknown-names',
  'pbx-silent',
  'recorder-silent',
  'traces-gone',
] as const;
export type MissingCallReason = (typeof MISSING_CALL_REASONS)[number];

export const SUPPORT_ONLY: readonly MissingCallReason[] = [
  'unknown-source',
  'unknown-customer',
  'unknown-names',
  'pbx-silent',
  'recorder-silent',
  'traces-gone',
];

/** Everything that a step can give as its reason. */
export const STEP_REASONS = [...new Set([...VERDICTS, ...CALL_FLAGS, ...DELETION_REASONS])] as const;
export type StepReason = Verdict | CallFlag | DeletionReason;
