import type { RecordingId } from '../base/ids.ts';
import type { Channel } from '../recording/index.ts';
import type { StepReason } from './reasons.ts';

/** The steps of a call and its recordings, in the order in which they happen. */
export const STEPS = [
  'announced',
  'answered',
  'decided',
  'media',
  'paused',
  'ended',
  'encoded',
  'stored',
  'listened',
  'fetched',
  'packed',
  'held',
  'deletion',
  'destroyed',
] as const;
export type Step = (typeof STEPS)[number];

/** `missing`: it should have happened and did not. `planned`: it will at `at`. */
export const STEP_STATES = ['done', 'running', 'failed', 'missing', 'planned'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** How the PBX reported the call: a recording session, a finished file, or only its call record. */
export const ANNOUNCED_BY = ['session', 'upload', 'call-record'] as const;
export type AnnouncedBy = (typeof ANNOUNCED_BY)[number];

/** By what a recording was fetched. */
export const FETCHED_BY = ['panel', 'ftp', 'sftp', 'webdav'] as const;
export type FetchedBy = (typeof FETCHED_BY)[number];

interface TimelineLeg {
  readonly channel: Channel;
  readonly codec: string | null;
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number;
}

interface TimelinePackage {
  /** A Warsaw day. */
  readonly day: string;
  readonly number: number;
  /** Of the last attempt to deliver it; null: it did not fail. */
  readonly errorCode: string | null;
}

/** A step of the time line. Instants are Unix ms; what does not concern the step is null. */
export interface TimelineStep {
  readonly step: Step;
  readonly state: StepState;
  readonly at: number | null;
  readonly until: number | null;
  /** Of a call with several recordings. */
  readonly recordingId: RecordingId | null;
  readonly reason: StepReason | null;
  readonly by: AnnouncedBy | FetchedBy | null;
  readonly channel: Channel | null;
  /** How often. */
  readonly count: number | null;
  readonly days: number | null;
  readonly durationMs: number | null;
  readonly sizeBytes: number | null;
  readonly legs: readonly TimelineLeg[] | null;
  readonly package: TimelinePackage | null;
}

const NOTHING = {
  at: null,
  until: null,
  recordingId: null,
  reason: null,
  by: null,
  channel: null,
  count: null,
  days: null,
  durationMs: null,
  sizeBytes: null,
  legs: null,
  package: null,
} as const;

/** A step with what concerns it. */
export function stepOf(
  step: Step,
  state: StepState,
  facts: Partial<Omit<TimelineStep, 'step' | 'state'>> = {},
): TimelineStep {
  return { ...NOTHING, step, state, ...facts };
}
