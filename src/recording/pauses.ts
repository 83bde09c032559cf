import type { CallDescription, Channel } from './call-description.ts';

/** A pause as a recording lists it. */
export interface RecordedPause {
  /** Whose voice was not recorded. */
  readonly channel: Channel;
  /** Unix ms. */
  readonly from: number;
  readonly until: number;
  /** Where that is in the audio, ms; both at an end of it where the pause lies outside. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface PausedCall {
  readonly description: Pick<CallDescription, 'pauses'>;
  readonly legs: readonly { readonly leg: number; readonly channel: Channel }[];
  /** Unix ms. */
  readonly endedAt: number;
}

/** The pauses of a call, in the order of their beginnings. `startedAt`: when the first sample of the audio was sent, Unix ms. */
export function recordedPauses(
  { description: { pauses = [] }, legs, endedAt }: PausedCall,
  { startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number },
): RecordedPause[] {
  const channels = new Map(legs.map(({ leg, channel }) => [leg, channel]));
  const positionOf = (at: number): number => Math.min(Math.max(Math.round(at - startedAt), 0), durationMs);
  return pauses.map(({ leg, from, until: resumedAt }) => {
    const until = Math.max(from, resumedAt ?? endedAt);
    return {
      channel: channels.get(leg) ?? 'mixed',
      from,
      until,
      fromMs: positionOf(from),
      untilMs: positionOf(until),
    };
  });
}
