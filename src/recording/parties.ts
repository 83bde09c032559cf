import type { PhoneNumber } from '../base/phone-number.ts';
import type { CallDescription } from './call-description.ts';

/** The side of a party: the caller's (left) or the callee's (right). Who takes a call over has the side of whom it was taken from. */
export const SIDES = ['caller', 'callee'] as const;
export type Side = (typeof SIDES)[number];

/** A party while it took part in a session. */
export interface CallParty {
  /** Null: withheld or unknown. */
  readonly number: PhoneNumber | null;
  readonly side: Side;
  /** Unix ms. */
  readonly from: number;
  /** Null: until the end. */
  readonly until: number | null;
}

/** A party as a recording lists it. */
export interface RecordedParty {
  readonly number: PhoneNumber | null;
  readonly side: Side;
  /** Unix ms. */
  readonly from: number;
  readonly until: number;
  /** Where that is in the audio, ms; both at an end of it where it lies outside. */
  readonly fromMs: number;
  readonly untilMs: number;
}

interface EndedCall {
  readonly description: Pick<CallDescription, 'parties' | 'caller' | 'callee' | 'startedAt'>;
  /** Unix ms. */
  readonly endedAt: number;
}

/** Who took part in a recorded session and when, in the order of their beginnings. `startedAt`: of the audio, Unix ms. */
export function recordedParties(
  { description, endedAt }: EndedCall,
  { startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number },
): RecordedParty[] {
  const positionOf = (at: number): number => Math.min(Math.max(Math.round(at - startedAt), 0), durationMs);
  return (description.parties ?? bothThroughout(description)).map(({ number, side, from, until: leftAt }) => {
    const until = Math.max(from, leftAt ?? endedAt);
    return { number, side, from, until, fromMs: positionOf(from), untilMs: positionOf(until) };
  });
}

/** Of an upload, or a session that an earlier release recorded. */
function bothThroughout({ caller, callee, startedAt }: EndedCall['description']): CallParty[] {
  return [
    { number: caller, side: 'caller', from: startedAt, until: null },
    { number: callee, side: 'callee', from: startedAt, until: null },
  ];
}
