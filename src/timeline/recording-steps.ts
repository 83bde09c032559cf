import type { ListedRecording } from '../catalog/index.ts';
import type { CallFlag } from '../recording/index.ts';
import { expiresAt } from '../retention/index.ts';
import { hasLeft, retentionDays, type ServiceHistory, totalRetentionDays } from '../tenants/index.ts';
import type { CallFacts, RecordingFact, UseFact } from './call-facts.ts';
import type { DeletionReason, Verdict } from './reasons.ts';
import { type FetchedBy, stepOf, type TimelineStep } from './step.ts';

/** A recording with what is stored about it. */
export interface KnownRecording {
  readonly recording: ListedRecording;
  /** The call's start, Unix ms. */
  readonly startedAt: number;
  readonly facts: CallFacts;
  readonly history: ServiceHistory;
  /** Unix ms. */
  readonly now: number;
  /** Its time is over, but it is kept, hidden, until it is delivered. */
  readonly awaitsDelivery: boolean;
}

/** Flags that say that a part of the sound is missing, the worst first. */
const SOUND_FLAGS: readonly CallFlag[] = [
  'no-audio',
  'not-decodable',
  'leg-silent',
  'leg-refused',
  'damaged',
  'packets-lost',
  'unnegotiated-codec',
];
/** Flags that say why a recording ended otherwise than by the end of its call. */
export const END_FLAGS: readonly CallFlag[] = [
  'cut',
  'rtp-timeout',
  'session-expired',
  'peer-gone',
  'pause-limit',
  'call-limit',
];

/** The steps of a recording that was stored, from its sound to its destruction. */
export function recordingSteps(known: KnownRecording): TimelineStep[] {
  const { recording, facts } = known;
  const { id: recordingId } = recording;
  const storedAt = factOf(known)?.storedAt ?? null;
  const { durationMs, sizeBytes } = recording;
  return [
    mediaStep(recording),
    ...recording.pauses.map(({ from, until, channel }) =>
      stepOf('paused', 'done', { at: from, until, channel, recordingId }),
    ),
    stepOf('encoded', 'done', { at: storedAt, recordingId, durationMs, sizeBytes }),
    stepOf('stored', 'done', { at: storedAt, recordingId }),
    ...facts.uses.filter((use) => use.recordingId === recordingId).flatMap(useStep),
    ...packageSteps(known),
    ...facts.holds
      .filter((hold) => hold.recordingId === recordingId)
      .map(({ placedAt, until, liftedAt }) =>
        stepOf('held', liftedAt === null && (until ?? Infinity) > known.now ? 'running' : 'done', {
          at: placedAt,
          until: liftedAt ?? until,
          recordingId,
        }),
      ),
    endStep(known),
  ];
}

function mediaStep({ id: recordingId, flags, quality }: ListedRecording): TimelineStep {
  const reason = SOUND_FLAGS.find((flag) => flags.includes(flag)) ?? null;
  const legs =
    quality?.legs.map(({ channel, codec, packets, lost, jitterMs }) => ({ channel, codec, packets, lost, jitterMs })) ??
    null;
  const isNone = reason === 'no-audio';
  return stepOf('media', isNone ? 'missing' : reason === null ? 'done' : 'failed', { recordingId, reason, legs });
}

function useStep({ recordingId, action, door, count, firstAt, lastAt }: UseFact): TimelineStep[] {
  const when = { at: firstAt, until: count > 1 ? lastAt : null, recordingId, count };
  if (action === 'listen') return [stepOf('listened', 'done', when)];
  const by = fetchedBy(action, door);
  return by === null ? [] : [stepOf('fetched', 'done', { ...when, by })];
}

function fetchedBy(action: string, door: string | null): FetchedBy | null {
  if (action === 'download') return 'panel';
  if (action === 'ftp-download') return 'ftp';
  if (action !== 'file-download') return null;
  return door === 'webdav' ? 'webdav' : 'sftp';
}

function packageSteps({ recording: { id: recordingId }, facts }: KnownRecording): TimelineStep[] {
  return facts.packages
    .filter((one) => one.recordingId === recordingId)
    .map(({ day, number, madeAt, deliveredAt, errorCode, unreadable }) => {
      const isFailed = unreadable || errorCode !== null;
      const state = deliveredAt !== null && !unreadable ? 'done' : isFailed ? 'failed' : 'running';
      return stepOf('packed', state, {
        at: deliveredAt ?? madeAt,
        recordingId,
        package: { day, number, errorCode: unreadable ? 'source-failed' : errorCode },
      });
    });
}

/** When it was destroyed, or will be, and why then. */
function endStep(known: KnownRecording): TimelineStep {
  const { recording, startedAt, history, now } = known;
  const { id: recordingId, destroyedAt, availableUntil, kept, hold } = recording;
  if (destroyedAt !== null) {
    return stepOf('destroyed', 'done', { at: destroyedAt, recordingId, reason: destroyedReason(factOf(known)) });
  }
  if (!kept) {
    const reason = known.awaitsDelivery ? 'awaiting-delivery' : 'being-deleted';
    return stepOf('deletion', 'running', { at: availableUntil, recordingId, reason });
  }
  const days = retentionDays(history, now);
  const at = hold === null ? availableUntil : hold.until === null ? null : Math.max(availableUntil, hold.until);
  return stepOf('deletion', 'planned', { at, recordingId, days, reason: deletionReason() });

  function deletionReason(): DeletionReason {
    if (hold !== null && hold.until === null) return 'held';
    if (hold !== null && hold.until! > availableUntil) return 'held-until';
    if (hasLeft(history, availableUntil)) return 'leaving';
    if (availableUntil < expiresAt(startedAt, days)) return 'option-ends';
    return days > totalRetentionDays(0) ? 'extended' : 'standard';
  }
}

/** What became of it. */
export function recordingVerdict(known: KnownRecording): Verdict {
  const { destroyedAt, kept, playable } = known.recording;
  if (destroyedAt !== null) return destroyedReason(factOf(known));
  if (kept) return playable ? 'available' : 'on-files';
  return known.awaitsDelivery ? 'awaiting-delivery' : 'being-deleted';
}

function destroyedReason(
  fact: RecordingFact | undefined,
): 'deleted-expired' | 'deleted-option-ended' | 'deleted-on-request' {
  return `deleted-${fact?.destructionReason ?? 'expired'}`;
}

function factOf({ facts, recording }: KnownRecording): RecordingFact | undefined {
  return facts.recordings.find(({ id }) => id === recording.id);
}
