import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../../src/platform/clock.ts';
import { ClientDialog } from '../../../src/test-caller/client-dialog.ts';
import { inviteContent, type OfferState, sdpContent, writeOffer } from '../../../src/test-caller/offer.ts';
import { readSessionDescription } from '../../../src/wire/sdp/index.ts';
import { type Fault, FaultyLeg } from './faulty-leg.ts';
import { SpokenWords } from './spoken-words.ts';

const SEND_EVERY_MS = 5;

export interface CallToPlace {
  readonly sip: string;
  readonly number: number;
  readonly callee: string;
  readonly durationMs: number;
  readonly fault: Fault;
  /** The service is killed or stopped. */
  readonly interrupted: AbortSignal;
}

/** A call that was answered, and what of it must be in its recording. */
export interface SpokenCall {
  readonly number: number;
  readonly caller: string;
  readonly fault: Fault;
  readonly legs: readonly FaultyLeg[];
  readonly words: readonly SpokenWords[];
  /** On the clock of `performance.now`, of the first packets. */
  readonly begunAt: number;
  /** Of the last ones. */
  readonly endedAt: number;
  /** Its BYE was answered; false: it was interrupted. */
  readonly acknowledged: boolean;
}

export const soakCaller = (number: number): string => `+48513${String(number).padStart(6, '0')}`;

/** Places a call whose parties say their words; null: it was not answered. */
export async function placeSoakCall(call: CallToPlace): Promise<SpokenCall | null> {
  const [host, port] = call.sip.replace('sip:', '').split(':') as [string, string];
  const peer = { host, port: Number(port), transport: 'udp' } as const;
  const caller = soakCaller(call.number);
  const dialog = await ClientDialog.open({
    peer,
    requestUri: `sip:recorder@${host}:${port}`,
    from: 'sip:src@127.0.0.1',
    clock: systemClock,
    onHungUp: () => {},
  });
  // A killed service would be asked again for 32 s.
  let closed = false;
  const close = (): void => {
    if (!closed) dialog.close();
    closed = true;
  };
  call.interrupted.addEventListener('abort', close, { once: true });
  try {
    const offer = { address: '127.0.0.1', ports: [40_000, 40_002], version: 1, paused: false, codec: 'PCMA' } as const;
    const content = inviteContent(
      offer,
      { sip: peer, caller, callee: call.callee, durationMs: call.durationMs, clock: systemClock },
      dialog.callId,
    );
    const response = await dialog.invite(content, [{ name: 'Require', value: 'siprec' }]);
    if (response?.status !== 200) return null;
    const words = [new SpokenWords(2 * call.number, 0), new SpokenWords(2 * call.number + 1, 1)];
    const legs = await openLegs(call, words, response.body.toString());
    const begunAt = performance.now();
    const endedAt = await talk(call, dialog, legs, offer, begunAt);
    for (const leg of legs) leg.close();
    const bye = call.interrupted.aborted ? null : await dialog.request('BYE');
    const acknowledged = bye?.status === 200;
    return { number: call.number, caller, fault: call.fault, legs, words, begunAt, endedAt, acknowledged };
  } finally {
    call.interrupted.removeEventListener('abort', close);
    close();
  }
}

async function openLegs(call: CallToPlace, words: readonly SpokenWords[], sdp: string): Promise<FaultyLeg[]> {
  const answer = readSessionDescription(sdp);
  if (!answer.ok) throw new Error('the SDP answer cannot be read');
  const { fault, number, durationMs } = call;
  return Promise.all(
    answer.value.media.map(({ port }, side) =>
      FaultyLeg.open({
        words: words[side]!,
        fault,
        seed: 2 * number + side,
        port,
        middleMs: Math.round(durationMs / 2 / 60) * 60,
      }),
    ),
  );
}

/** Returns when the last packets were sent. */
async function talk(
  { durationMs, fault, interrupted }: CallToPlace,
  dialog: ClientDialog,
  legs: readonly FaultyLeg[],
  offer: OfferState,
  begunAt: number,
): Promise<number> {
  let codec: Promise<void> | null = null;
  for (;;) {
    const elapsedMs = Math.min(performance.now() - begunAt, durationMs);
    for (const leg of legs) leg.sendUntil(elapsedMs);
    if (elapsedMs >= durationMs || interrupted.aborted) break;
    if (fault === 'new-codec' && elapsedMs > durationMs / 2) codec ??= changeCodec(dialog, legs, offer);
    await setTimeout(SEND_EVERY_MS);
  }
  const endedAt = performance.now();
  await codec;
  return endedAt;
}

async function changeCodec(dialog: ClientDialog, legs: readonly FaultyLeg[], offer: OfferState): Promise<void> {
  const response = await dialog.invite(sdpContent(writeOffer({ ...offer, version: 2, codec: 'PCMU' })));
  if (response?.status !== 200) return;
  for (const leg of legs) leg.law = 'PCMU';
}
