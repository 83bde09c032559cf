import { type RefObject, useEffect } from 'react';

/** The oldest are dropped beyond it: some 60 bytes each. */
const MAX_POSITIONS = 200;
/** Nearer to the beginning or the end there is nothing to go on with. */
const MIN_SECONDS = 5;
/** A recording is in the panel for some thirty days. */
const MAX_AGE_MS = 40 * 86_400_000;

/** Where somebody stopped listening, by recording, the latest last: seconds, and when, Unix ms. */
type Positions = readonly (readonly [recordingId: string, seconds: number, at: number])[];

const keyOf = (userId: string) => `fonoteka.positions.${userId}`;

/** Where this user stopped listening to a recording on this device, in seconds; 0: nowhere, or at its end. */
export function positionOf(userId: string, recordingId: string, now = Date.now()): number {
  const found = read(userId).find(([id]) => id === recordingId);
  return found === undefined || now - found[2] > MAX_AGE_MS ? 0 : found[1];
}

interface Stopped {
  readonly recordingId: string;
  readonly seconds: number;
  readonly durationSeconds: number;
}

export function rememberPosition(
  userId: string,
  { recordingId, seconds, durationSeconds }: Stopped,
  now = Date.now(),
): void {
  const others = read(userId).filter(([id, , at]) => id !== recordingId && now - at <= MAX_AGE_MS);
  const within = seconds >= MIN_SECONDS && seconds <= durationSeconds - MIN_SECONDS;
  const own = within ? [[recordingId, Math.round(seconds * 10) / 10, now] as const] : [];
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify([...others, ...own].slice(-MAX_POSITIONS)));
  } catch {
    // Full, or forbidden by the browser: then nothing is remembered.
  }
}

function read(userId: string): Positions {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isPosition) : [];
  } catch {
    return [];
  }
}

function isPosition(value: unknown): value is Positions[number] {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'string' &&
    Number.isFinite(value[1]) &&
    value[1] >= 0 &&
    Number.isFinite(value[2])
  );
}

/** How often the position is kept while it plays. */
const REMEMBER_EVERY_MS = 5_000;

interface Remembered {
  readonly userId: string;
  readonly recordingId: string;
  readonly durationMs: number;
}

/** Keeps where somebody stops listening. */
export function useRemembered(
  audioRef: RefObject<HTMLAudioElement | null>,
  { userId, recordingId, durationMs }: Remembered,
): void {
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    const durationSeconds = durationMs / 1000;
    let keptAt = 0;
    // A bar that is closed before it has played keeps what was known.
    const keep = () => {
      if (audio.currentTime === 0) return;
      keptAt = Date.now();
      rememberPosition(userId, { recordingId, seconds: audio.ended ? 0 : audio.currentTime, durationSeconds });
    };
    const keepSometimes = () => {
      if (Date.now() - keptAt >= REMEMBER_EVERY_MS) keep();
    };
    audio.addEventListener('timeupdate', keepSometimes);
    audio.addEventListener('pause', keep);
    audio.addEventListener('ended', keep);
    return () => {
      audio.removeEventListener('timeupdate', keepSometimes);
      audio.removeEventListener('pause', keep);
      audio.removeEventListener('ended', keep);
      keep();
    };
  }, [audioRef, userId, recordingId, durationMs]);
}
