import { type RefObject, useEffect } from 'react';
import { seekTarget, soughtPosition } from './seek-target.ts';
import { afterSilence, type Span } from './silences.ts';

/** The part that is repeated; `untilMs` null: its end is not chosen yet. */
export interface Loop {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** A shorter part would be a stutter. */
const MIN_LOOP_MS = 500;

/** What pressing "repeat" at a position makes: first the beginning, then the end, then none. */
export function nextLoop(loop: Loop | null, positionMs: number): Loop | null {
  if (loop === null) return { fromMs: positionMs, untilMs: null };
  if (loop.untilMs !== null) return null;
  const [fromMs, untilMs] = [Math.min(loop.fromMs, positionMs), Math.max(loop.fromMs, positionMs)];
  return { fromMs, untilMs: Math.max(untilMs, fromMs + MIN_LOOP_MS) };
}

interface Follow {
  readonly loop: Loop | null;
  /** Those to skip. */
  readonly silences: readonly Span[];
  readonly durationMs: number;
}

/** Where to go from a position; null: on. */
export function jumpFrom(positionMs: number, { loop, silences }: Omit<Follow, 'durationMs'>): number | null {
  if (loop !== null && loop.untilMs !== null && positionMs >= loop.untilMs) return loop.fromMs;
  return afterSilence(silences, positionMs);
}

/** While it plays, repeats the loop and skips silences. */
export function useFollow(audioRef: RefObject<HTMLAudioElement | null>, { loop, silences, durationMs }: Follow): void {
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null || (loop?.untilMs == null && silences.length === 0)) return undefined;
    let frame = 0;
    const look = () => {
      if (audio.paused || audio.seeking) return;
      const to = jumpFrom(soughtPosition(audio.currentTime, durationMs / 1000) * 1000, { loop, silences });
      if (to !== null) audio.currentTime = seekTarget(to / 1000, durationMs / 1000);
    };
    const follow = () => {
      look();
      frame = requestAnimationFrame(follow);
    };
    // In a hidden tab there are no frames.
    audio.addEventListener('timeupdate', look);
    frame = requestAnimationFrame(follow);
    return () => {
      audio.removeEventListener('timeupdate', look);
      cancelAnimationFrame(frame);
    };
  }, [audioRef, loop, silences, durationMs]);
}
