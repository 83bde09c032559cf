import { type RefObject, useEffect, useState } from 'react';

/** `waiting`: asked to play, but the sound has not come yet. */
export type PlaybackState = 'paused' | 'waiting' | 'playing' | 'failed';

const STATE_AFTER: Partial<Record<keyof HTMLMediaElementEventMap, PlaybackState>> = {
  play: 'waiting',
  waiting: 'waiting',
  playing: 'playing',
  pause: 'paused',
  ended: 'paused',
  error: 'failed',
};

export interface Playback {
  readonly state: PlaybackState;
  play(): void;
  pause(): void;
  /** Pauses what plays or waits; plays what is paused. */
  toggle(): void;
  /** Moves by so many seconds, within the recording. */
  skip(seconds: number): void;
  seek(seconds: number): void;
}

/** Plays the audio element from the moment it is shown, and tells what it does. */
export function usePlayback(audioRef: RefObject<HTMLAudioElement | null>, durationMs: number): Playback {
  const [state, setState] = useState<PlaybackState>('paused');
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return;
    const listening = new AbortController();
    for (const [event, after] of Object.entries(STATE_AFTER)) {
      audio.addEventListener(event, () => setState(after), { signal: listening.signal });
    }
    start(audio);
    return () => {
      listening.abort();
      audio.pause();
    };
  }, [audioRef]);

  const withAudio = (act: (audio: HTMLAudioElement) => void) => () => {
    if (audioRef.current !== null) act(audioRef.current);
  };
  const seek = (seconds: number) =>
    withAudio((audio) => {
      audio.currentTime = Math.min(Math.max(seconds, 0), durationMs / 1000);
    })();
  const play = withAudio(start);
  const pause = withAudio((audio) => audio.pause());
  return {
    state,
    play,
    pause,
    toggle: state === 'playing' || state === 'waiting' ? pause : play,
    skip: (seconds) => seek((audioRef.current?.currentTime ?? 0) + seconds),
    seek,
  };
}

function start(audio: HTMLAudioElement): void {
  if (audio.error !== null) audio.load();
  audio.play().catch(() => {
    // Told by the element's own events: `error` when the audio is bad, `pause` when it was interrupted.
  });
}
