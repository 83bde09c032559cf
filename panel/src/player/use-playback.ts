import { type RefObject, useEffect, useState } from 'react';

/** `waiting`: asked to play, but the sound has not come yet. */
type PlaybackState = 'paused' | 'waiting' | 'playing' | 'failed';

/** The events after which the state may be another. */
const CHANGES = ['play', 'waiting', 'canplay', 'playing', 'seeking', 'pause', 'ended', 'error', 'emptied'];

export interface Playback {
  readonly state: PlaybackState;
  readonly play: () => void;
  /** Pauses what plays or is about to; plays what is paused. */
  readonly toggle: () => void;
  /** Moves by so many seconds, within the recording. */
  readonly skip: (seconds: number) => void;
  readonly seek: (seconds: number) => void;
}

/** Plays the audio element from the moment it is shown, and tells what it does. */
export function usePlayback(audioRef: RefObject<HTMLAudioElement | null>, durationMs: number): Playback {
  const [state, setState] = useState<PlaybackState>('paused');
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    const listening = new AbortController();
    for (const change of CHANGES) {
      audio.addEventListener(change, () => setState(stateOf(audio)), { signal: listening.signal });
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
  return {
    state,
    play: withAudio(start),
    toggle: withAudio((audio) => (audio.paused ? start(audio) : audio.pause())),
    skip: (seconds) => seek((audioRef.current?.currentTime ?? 0) + seconds),
    seek,
  };
}

function stateOf(audio: HTMLAudioElement): PlaybackState {
  if (audio.error !== null) return 'failed';
  if (audio.paused || audio.ended) return 'paused';
  return audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA ? 'playing' : 'waiting';
}

function start(audio: HTMLAudioElement): void {
  if (audio.error !== null) audio.load();
  audio.play().catch(() => {
    // Told by the element's own events: `error` when the audio is bad, `pause` when it was interrupted.
  });
}
