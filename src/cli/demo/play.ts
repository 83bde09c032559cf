import type { Clock } from '../../base/clock.ts';
import { dialogue, pcm, placeTestCall, type SipPeerAddress } from '../../test-caller/index.ts';
import type { DemoCall } from './cast.ts';

/** They begin together and hang up one after another, so that the lengths differ. */
const LENGTHENED_BY_MS = 400;

export interface PlayedCall extends DemoCall {
  readonly status: number | null;
  readonly durationMs: number;
}

/** Places the calls, each with two people speaking in turns; resolves when the last one has hung up. */
export function playCalls(
  calls: readonly DemoCall[],
  { sip, talkMs, clock, signal }: { sip: SipPeerAddress; talkMs: number; clock: Clock; signal: AbortSignal },
): Promise<PlayedCall[]> {
  return Promise.all(
    calls.map(async (call, index) => {
      const durationMs = talkMs + index * LENGTHENED_BY_MS;
      const voices = dialogue(durationMs, index + 1);
      const { status } = await placeTestCall({
        sip,
        caller: call.caller,
        callee: call.callee,
        durationMs,
        callerAudio: pcm(voices.caller),
        calleeAudio: pcm(voices.callee),
        clock,
        signal,
      });
      return { ...call, status, durationMs };
    }),
  );
}
