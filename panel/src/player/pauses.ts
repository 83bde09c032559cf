import type { Recording } from '../api/client.ts';

/** Which voices a waveform shows. */
export type Lane = 'caller' | 'callee' | 'both';

/** A pause where a waveform draws it. */
export interface PauseMark {
  readonly fromMs: number;
  readonly untilMs: number;
  /** CSS, of the waveform's width. */
  readonly left: string;
  readonly width: string;
}

/** The pauses of a lane in the order of time, those that overlap joined. One outside the audio is left out. */
export function pausesOf(
  { pauses, durationMs }: Pick<Recording, 'pauses' | 'durationMs'>,
  lane: Lane,
): readonly PauseMark[] {
  const spans: { fromMs: number; untilMs: number }[] = [];
  const shown = pauses.filter(({ channel }) => lane === 'both' || channel === lane || channel === 'mixed');
  for (const { fromMs, untilMs } of shown.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = spans.at(-1);
    if (untilMs <= fromMs) continue;
    if (last !== undefined && fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs);
    else spans.push({ fromMs, untilMs });
  }
  const share = (ms: number): string => `${(ms / durationMs) * 100}%`;
  return spans.map(({ fromMs, untilMs }) => ({ fromMs, untilMs, left: share(fromMs), width: share(untilMs - fromMs) }));
}
