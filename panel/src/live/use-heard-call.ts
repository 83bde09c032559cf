import { useEffect, useRef, useState } from 'react';
import type { LiveCall } from '../api/client.ts';
import { problemCode } from '../api/client.ts';
import { SoundPlayer, SoundReader } from './live-sound.ts';

/** What somebody listens to while it runs. */
export interface HeardCall {
  readonly call: LiveCall;
  /** `lost`: the sound has stopped, it is tried again. `failed`: it is not tried again by itself. */
  readonly state: 'connecting' | 'playing' | 'lost' | 'ended' | 'failed';
  /** Why it has failed. */
  readonly error: unknown;
}

export interface Listening {
  readonly heard: HeardCall | null;
  readonly listen: (call: LiveCall) => void;
  readonly stop: () => void;
}

/** Before it is tried again. By then the list knows whether the call has ended. */
const RETRY_MS = 1_500;
/** In a row, without a sound between them. */
const MAX_ATTEMPTS = 4;
/** Trying again would not help. */
const FINAL_CODES: ReadonlySet<string> = new Set(['not-allowed', 'sign-in-required', 'too-many-live-listeners']);

/** One call at a time; `isRunning`: as far as the list knows. Ends with the page. */
export function useHeardCall(isRunning: (id: string) => boolean): Listening {
  const [heard, setHeard] = useState<HeardCall | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const stop = () => {
    stopping.current?.abort();
    stopping.current = null;
    setHeard(null);
  };
  useEffect(() => () => stopping.current?.abort(), []);
  const listen = (call: LiveCall) => {
    stop();
    const controller = new AbortController();
    stopping.current = controller;
    setHeard({ call, state: 'connecting', error: null });
    const player = new SoundPlayer();
    controller.signal.addEventListener('abort', () => player.close());
    const say = (state: HeardCall['state'], error: unknown = null) => {
      if (!controller.signal.aborted) setHeard({ call, state, error });
    };
    void hear(call.id, { player, isRunning, say, signal: controller.signal }).finally(() => player.close());
  };
  return { heard, listen, stop };
}

interface Hearing {
  readonly player: SoundPlayer;
  readonly isRunning: (id: string) => boolean;
  readonly say: (state: HeardCall['state'], error?: unknown) => void;
  readonly signal: AbortSignal;
}

async function hear(id: string, hearing: Hearing): Promise<void> {
  const { isRunning, say, signal } = hearing;
  let lastError: unknown = null;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && !signal.aborted; attempt++) {
    try {
      if (await playOnce(id, hearing)) attempt = 0;
      lastError = null;
    } catch (error) {
      lastError = error;
      if (signal.aborted) return;
      if (problemCode(error) === 'not-found') return say('ended');
      if (FINAL_CODES.has(problemCode(error))) return say('failed', error);
    }
    say('lost');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    if (!isRunning(id)) return say('ended');
  }
  say('failed', lastError);
}

/** Until the stream ends; whether there was a sound. Throws the problem if there is none. */
async function playOnce(id: string, { player, say, signal }: Hearing): Promise<boolean> {
  const answer = await fetch(`/api/v1/live-calls/${encodeURIComponent(id)}/audio`, { signal });
  if (!answer.ok) throw await answer.json();
  const sound = new SoundReader();
  let hasPlayed = false;
  const bytes = answer.body!.getReader();
  for (;;) {
    const part = await bytes.read();
    if (part.done) return hasPlayed;
    const channels = sound.take(part.value);
    if (channels[0].length === 0) continue;
    player.play(channels);
    if (!hasPlayed) say('playing');
    hasPlayed = true;
  }
}
