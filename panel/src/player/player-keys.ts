import type { KeyboardEvent } from 'react';
import { nextSpeed } from './speed.ts';
import type { Playback } from './use-playback.ts';

/** How far the skip buttons and the arrow keys go, seconds. */
export const SKIP_SECONDS = 10;

interface PlayerActions {
  playback: Playback;
  durationMs: number;
  speed: number;
  onSpeed: (speed: number) => void;
  onClose: () => void;
}

/**
 * The player's keys. They work only while the focus is inside it (WCAG 2.1.4), and leave alone the keys
 * that the focused control needs itself.
 */
export function handlePlayerKey(event: KeyboardEvent, actions: PlayerActions): void {
  const target = event.target as HTMLElement;
  if (event.altKey || event.ctrlKey || event.metaKey || (target.matches('select') && event.key !== 'Escape')) return;
  if (event.key === ' ' && target.matches('button, a')) return;
  const act = actionOf(event.key, actions);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(key: string, actions: PlayerActions): (() => void) | undefined {
  const { playback, durationMs, speed, onSpeed, onClose } = actions;
  const byKey: Record<string, () => void> = {
    ' ': playback.toggle,
    k: playback.toggle,
    ArrowLeft: () => playback.skip(-SKIP_SECONDS),
    ArrowRight: () => playback.skip(SKIP_SECONDS),
    Home: () => playback.seek(0),
    End: () => playback.seek(durationMs / 1000),
    '-': () => onSpeed(nextSpeed(speed, -1)),
    '+': () => onSpeed(nextSpeed(speed, 1)),
    '=': () => onSpeed(nextSpeed(speed, 1)),
    Escape: onClose,
  };
  return byKey[key.length === 1 ? key.toLowerCase() : key];
}
