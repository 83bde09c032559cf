import { type RefObject, useEffect, useState } from 'react';
import { seekTarget, soughtPosition } from './seek-target.ts';

/** `waiting`: play was requested, but there is no audio yet. */
type PlaybackState = 'paused' | 'waiting' | 'playing' | 'failed';

/** Events that may change the state. */
const CHANGES = ['play', 'waiting', 'canplay', 'playing', 'seeking', 'pause', 'ended', 'error', 'emptied'];

export interface Playback {
  readonly state: PlaybackState;
  readonly play: () => void;
  /** Pauses or plays. */
  readonly toggle: () => void;
  /** Moves by a number of seconds, within the recording. */
  readonly skip: (seconds: number) => void;
  readonly seek: (seconds: number) => void;
}

/** Starts playback at `startSeconds` when the audio element appears, and returns its state and controls. */
export function usePlayback(
  audioRef: RefObject<HTMLAudioElement | null>,
  durationMs: number,
  startSeconds = 0,
): Playback {
  const [startAt] = useState(startSeconds);
  const [state, setState] = useState<PlaybackState>('paused');
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    const listening = new AbortController();
    for (const change of CHANGES) {
      audio.addEventListener(change, () => setState(stateOf(audio)), { signal: listening.signal });
    }
    // Before anything is loaded: then the browser asks for this place first.
    if (startAt > 0) audio.currentTime = seekTarget(startAt, durationMs / 1000);
    startPlaying(audio);
    return () => {
      listening.abort();
      audio.pause();
    };
  }, [audioRef, durationMs, startAt]);

  const withAudio = (act: (audio: HTMLAudioElement) => void) => () => {
    if (audioRef.current !== null) act(audioRef.current);
  };
  const seek = (seconds: number) =>
    withAudio((audio) => {
      audio.currentTime = seekTarget(seconds, durationMs / 1000);
    })();
  return {
    state,
    play: withAudio(startPlaying),
    toggle: withAudio((audio) => (audio.paused ? startPlaying(audio) : audio.pause())),
    skip: (seconds) => seek(soughtPosition(audioRef.current?.currentTime ?? 0, durationMs / 1000) + seconds),
    seek,
  };
}

function stateOf(audio: HTMLAudioElement): PlaybackState {
  if (audio.error !== null) return 'failed';
  if (audio.paused || audio.ended) return 'paused';
  return audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA ? 'playing' : 'waiting';
}

function startPlaying(audio: HTMLAudioElement): void {
  if (audio.error !== null) audio.load();
  audio.play().catch(() => {
    // The element's events report it: `error` for bad audio, `pause` when playback was interrupted.
  });
}

/** The position of the audio in ms, updated with each frame while it plays. */
export function usePosition(audioRef: RefObject<HTMLAudioElement | null>): number {
  const [positionMs, setPositionMs] = useState(0);
  useEffect(() => {
    const audio = audioRef.current;
    if (audio === null) return undefined;
    let frame = 0;
    const read = () => setPositionMs(audio.currentTime * 1000);
    const follow = () => {
      read();
      frame = audio.paused ? 0 : requestAnimationFrame(follow);
    };
    const begin = () => {
      if (frame === 0) follow();
    };
    const listening = new AbortController();
    audio.addEventListener('playing', begin, { signal: listening.signal });
    audio.addEventListener('seeking', read, { signal: listening.signal });
    audio.addEventListener('timeupdate', read, { signal: listening.signal });
    begin();
    return () => {
      listening.abort();
      cancelAnimationFrame(frame);
    };
  }, [audioRef]);
  return positionMs;
}

/** Playback speeds, slowest first. */
export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
export const NORMAL_SPEED = 1;

/** The next faster (`1`) or slower (`-1`) speed; at either end the same speed. */
export function nextSpeed(speed: number, step: 1 | -1): number {
  return SPEEDS[SPEEDS.indexOf(speed) + step] ?? speed;
}
