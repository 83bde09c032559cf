import { useEffect } from 'react';
import { soughtPosition } from './seek-target.ts';
import type { Playback } from './playback.ts';

interface MediaKeys {
  readonly audio: HTMLAudioElement | null;
  readonly playback: Playback;
  readonly durationMs: number;
  readonly speed: number;
  readonly skipSeconds: number;
  /** Without names and numbers: others see a locked screen. */
  readonly title: string;
  readonly detail: string;
}

/** Keys of the keyboard and the headset, and the controls of a locked screen (Media Session). */
export function useMediaKeys({ audio, playback, durationMs, speed, skipSeconds, title, detail }: MediaKeys): void {
  useEffect(() => {
    if (!('mediaSession' in navigator)) return undefined;
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({ title, artist: detail });
    return () => {
      session.metadata = null;
      session.playbackState = 'none';
    };
  }, [title, detail]);
  useEffect(() => {
    if (!('mediaSession' in navigator)) return undefined;
    const session = navigator.mediaSession;
    const { play, seek, skip, toggle } = playback;
    const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
      play,
      // A headset that is taken off twice must not start it again.
      pause: () => audio?.paused === false && toggle(),
      seekbackward: ({ seekOffset }) => skip(-(seekOffset ?? skipSeconds)),
      seekforward: ({ seekOffset }) => skip(seekOffset ?? skipSeconds),
      seekto: ({ seekTime }) => seek(seekTime ?? 0),
    };
    const actions = Object.keys(handlers) as MediaSessionAction[];
    for (const action of actions) session.setActionHandler(action, handlers[action]!);
    return () => {
      for (const action of actions) session.setActionHandler(action, null);
    };
  });
  useEffect(() => {
    if (!('mediaSession' in navigator) || audio === null) return;
    navigator.mediaSession.playbackState = playback.state === 'paused' ? 'paused' : 'playing';
    const duration = durationMs / 1000;
    const position = Math.min(soughtPosition(audio.currentTime, duration), duration);
    navigator.mediaSession.setPositionState({ duration, position, playbackRate: speed });
  }, [audio, playback.state, durationMs, speed]);
}
