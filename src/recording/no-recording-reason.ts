/**
 * Why a call has no recording. Kept with the call's row, counted in the metrics, shown in the history.
 * - `source-unknown`: the PBX's address is not among the sources; no tenant, so no row.
 * - `tenant-unknown`: nothing in the session tells whose call it is; no row.
 * - `not-entitled`: no hosted PBX service, or a plan without recording.
 * - `recording-off`: the tenant's switch is off. `internal-off`: on, but not for internal calls.
 * - `no-capacity`: no free port, or the recorder is shutting down; the PBX was told to try another (503).
 * - `no-usable-media`: no audio stream with a codec that can be taken was offered.
 * - `not-offered`: a call record came, but no recording session.
 * - `not-answered`: by its call record nobody answered; there was nothing to record.
 */
export const NO_RECORDING_REASONS = [
  'source-unknown',
  'tenant-unknown',
  'not-entitled',
  'recording-off',
  'internal-off',
  'no-capacity',
  'no-usable-media',
  'not-offered',
  'not-answered',
] as const;
export type NoRecordingReason = (typeof NO_RECORDING_REASONS)[number];
