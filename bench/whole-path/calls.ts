import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../src/platform/clock.ts';
import { ClientDialog } from '../../src/test-caller/client-dialog.ts';
import { inviteContent } from '../../src/test-caller/offer.ts';
import { readSessionDescription } from '../../src/wire/sdp/index.ts';
import type { Sender } from './sender.ts';
import { CALLEE } from './service.ts';

const PACKETS_PER_SECOND = 50;
/** Nothing comes to these: RTP goes one way. */
const OUR_PORTS = [40_000, 40_002];

export const callerOf = (call: number): string => `+48512${String(call).padStart(6, '0')}`;

export interface PlacedCall {
  readonly call: number;
  /** On the clock of `performance.now`: when its BYE was sent. */
  readonly hungUpAt: number;
}

export interface CallsToPlace {
  readonly count: number;
  /** Number of the first call: each has its own tones and caller. */
  readonly first: number;
  readonly seconds: number;
  readonly staggerSeconds: number;
}

/** Places calls over SIPREC, evenly over `staggerSeconds`, each of the same length; `hungUp` hears of each. Returns those that were refused. */
export async function placeCalls(
  sip: string,
  sender: Sender,
  calls: CallsToPlace,
  hungUp: (call: PlacedCall) => void,
): Promise<ReadonlySet<number>> {
  const refused = new Set<number>();
  const [host, port] = sip.replace('sip:', '').split(':') as [string, string];
  const peer = { host, port: Number(port), transport: 'udp' } as const;
  const begun = performance.now();
  const placed: Promise<void>[] = [];
  for (let at = 0; at < calls.count; at++) {
    const waitMs = begun + (1000 * calls.staggerSeconds * at) / calls.count - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    placed.push(placeCall(calls.first + at));
  }
  await Promise.all(placed);
  return refused;

  async function placeCall(call: number): Promise<void> {
    const dialog = await ClientDialog.open({
      peer,
      requestUri: `sip:recorder@${host}:${port}`,
      from: 'sip:src@127.0.0.1',
      clock: systemClock,
      onHungUp: () => {},
    });
    const offer = { address: '127.0.0.1', ports: OUR_PORTS, version: 1, paused: false, codec: 'PCMA' } as const;
    const parties = { sip: peer, caller: callerOf(call), callee: CALLEE, durationMs: 0, clock: systemClock };
    const response = await dialog.invite(inviteContent(offer, parties, dialog.callId), [
      { name: 'Require', value: 'siprec' },
    ]);
    if (response?.status !== 200) {
      console.log(`call ${call} was answered ${response?.status ?? 'by nothing'} ${response?.reason ?? ''}`);
      refused.add(call);
      return dialog.close();
    }
    const answer = readSessionDescription(response.body.toString());
    if (!answer.ok) throw new Error('the SDP answer cannot be read');
    const packets = calls.seconds * PACKETS_PER_SECOND;
    await Promise.all(answer.value.media.map((line, leg) => sender.send(2 * call + leg, line.port, packets)));
    hungUp({ call, hungUpAt: performance.now() });
    const bye = await dialog.request('BYE');
    if (bye?.status !== 200) throw new Error(`a BYE was answered ${bye?.status ?? 'by nothing'}`);
    dialog.close();
  }
}
