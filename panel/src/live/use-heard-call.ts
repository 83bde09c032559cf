import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { LiveCall } from '../api/client.ts';
import { problemCode } from '../api/client.ts';
import { sessionQuery } from '../session/session.ts';
import { SoundPlayer, SoundReader } from './live-sound.ts';

/** What somebody listens to while it runs. */
export interface HeardCall {
  readonly call: LiveCall;
  /** `lost`: the sound has stopped, it is tried again. `failed`: it is not tried again by itself. `refused`: the right was taken away. */
  readonly state: 'connecting' | 'playing' | 'lost' | 'ended' | 'failed' | 'refused';
  /** Why it has failed. */
  readonly error: unknown;
}

export interface Listening {
  readonly heard: HeardCall | null;
  readonly listen: (call: LiveCall) => void;
  readonly stop: () => void;
}

/** Before it is tried again, each time longer. By then the list knows whether the call has ended. */
const FIRST_RETRY_MS = 1_500;
const LONGEST_RETRY_MS = 5_000;
/** In a row, without a sound between them: a server that is started again needs less than this minute. */
const MAX_ATTEMPTS = 14;
/** Trying again would not help. */
const FINAL_CODES: ReadonlySet<string> = new Set(['sign-in-required', 'too-many-live-listeners']);

/** One call at a time; `isRunning`: as far as the list knows. Ends with the page. */
export function useHeardCall(isRunning: (id: string) => boolean): Listening {
  const queryClient = useQueryClient();
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
      if (controller.signal.aborted) return;
      setHeard({ call, state, error });
      // The page shows what the user may do now.
      if (state === 'refused') void queryClient.invalidateQueries(sessionQuery);
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
  let failures = 0;
  const onSound = (): void => {
    failures = 0;
    say('playing');
  };
  for (;;) {
    const { hasEnded, error } = await playOnce(id, hearing, onSound);
    if (signal.aborted) return;
    const code = problemCode(error);
    if (code === 'not-found') return say('ended');
    if (code === 'not-allowed') return say('refused');
    if (FINAL_CODES.has(code) || ++failures === MAX_ATTEMPTS) return say('failed', error);
    // The call may have ended: the next answer says so at once.
    if (hasEnded) continue;
    say('lost');
    await new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_RETRY_MS * failures, LONGEST_RETRY_MS)));
    if (!isRunning(id)) return say('ended');
  }
}

/** Until the stream ends. `hasEnded`: as the server ended it, after a sound; `error`: the problem of an answer without one. */
async function playOnce(
  id: string,
  { player, signal }: Hearing,
  onSound: () => void,
): Promise<{ readonly hasEnded: boolean; readonly error?: unknown }> {
  let hasPlayed = false;
  try {
    const answer = await fetch(`/api/v1/live-calls/${encodeURIComponent(id)}/audio`, { signal });
    if (!answer.ok) return { hasEnded: false, error: await answer.json() };
    const sound = new SoundReader();
    const bytes = answer.body!.getReader();
    for (;;) {
      const part = await bytes.read();
      if (part.done) return { hasEnded: hasPlayed };
      const channels = sound.take(part.value);
      if (channels[0].length === 0) continue;
      player.play(channels);
      if (!hasPlayed) onSound();
      hasPlayed = true;
    }
  } catch (error) {
    return { hasEnded: false, error };
  }
}
