import type { CallDescription } from './call-description.ts';
import { type Channel, channelAt, type ChannelOverTime } from './channels.ts';

/** Who pauses a call: an order (a button, the API), the PBX, or both of them. Only the PBX ends its own pause. */
export const PAUSED_BY = ['order', 'pbx', 'both'] as const;
export type PausedBy = (typeof PAUSED_BY)[number];

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
  readonly legs: readonly (ChannelOverTime & { readonly leg: number })[];
  /** Unix ms. */
  readonly endedAt: number;
}

/** The pauses of a call, in the order of their beginnings. `startedAt`: when the first sample of the audio was sent, Unix ms. */
export function recordedPauses(
  { description: { pauses = [] }, legs, endedAt }: PausedCall,
  { startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number },
): RecordedPause[] {
  const byNumber = new Map(legs.map((leg) => [leg.leg, leg]));
  const positionOf = (at: number): number => Math.min(Math.max(Math.round(at - startedAt), 0), durationMs);
  return pauses.map(({ leg, from, until: resumedAt }) => {
    const until = Math.max(from, resumedAt ?? endedAt);
    const paused = byNumber.get(leg);
    return {
      channel: paused === undefined ? 'mixed' : channelAt(paused, from),
      from,
      until,
      fromMs: positionOf(from),
      untilMs: positionOf(until),
    };
  });
}
