import { randomInt } from 'node:crypto';
import { delay } from '../base/clock.ts';
import { readSessionDescription } from '../wire/sdp/index.ts';
import { type ReceivedResponse, writeHostPort } from '../wire/sip/index.ts';
import { mixed, silence } from './audio-source.ts';
import { ClientDialog } from './client-dialog.ts';
import { type CallCodec, FRAME_MS, type FrameEncoder, frameEncoder } from './call-codec.ts';
import { FramePacer, RtpLeg, type SentLeg } from './rtp-leg.ts';
import { newCrypto, newKeys } from './srtp-offer.ts';
import { inviteContent, metadataContent, type OfferState, sdpContent, writeOffer } from './offer.ts';
import type { SrtpOptions, TestCall, TestCallOutcome } from './test-call.ts';

/**
 * Places a call like a session recording client (RFC 7866): INVITE with metadata, RTP of each party in real time, BYE.
 * Resolves when the call is over; a refused call resolves with the status. Rejects only when a socket cannot be opened.
 */
export async function placeTestCall(call: TestCall): Promise<TestCallOutcome> {
  const hungUp = new AbortController();
  const dialog = await ClientDialog.open({
    peer: call.sip,
    ...(call.localAddress !== undefined && { localAddress: call.localAddress }),
    requestUri: `sip:recorder@${writeHostPort(call.sip.host, call.sip.port)}`,
    from: `sip:src@${writeHostPort(call.localAddress ?? '127.0.0.1', null)}`,
    clock: call.clock,
    onHungUp: () => hungUp.abort(),
  });
  const legs = await openLegs(call, call.mediaAddress ?? dialog.localAddress);
  try {
    return await converse(call, dialog, legs, hungUp.signal);
  } finally {
    for (const leg of legs) leg.close();
    dialog.close();
  }
}

async function converse(
  call: TestCall,
  dialog: ClientDialog,
  legs: readonly RtpLeg[],
  hungUp: AbortSignal,
): Promise<TestCallOutcome> {
  const offer = {
    address: call.mediaAddress ?? dialog.localAddress,
    ports: legs.map(({ localPort }) => localPort),
    version: 1,
    paused: false,
    codec: call.codec ?? 'PCMA',
    ...(call.srtp !== undefined && { crypto: newCrypto(legs.length, call.srtp) }),
  };
  const response = await invite(call, dialog, offer);
  if (response === null || response.status >= 300) {
    const reason = response?.reason ?? 'no answer';
    const none = { answer: null, byeStatus: null };
    return { status: response?.status ?? null, reason, ...none, endedBy: 'refusal', sent: closed(legs) };
  }
  const answer = response.body.toString();
  await connectLegs(legs, answer);
  encryptLegs(legs, { offer, answer, srtp: call.srtp });
  await talk(call, dialog, legs, offer, hungUp);
  const sent = closed(legs);
  const bye = hungUp.aborted || call.hangUp === 'vanish' ? null : await dialog.request('BYE');
  const endedBy = hungUp.aborted ? 'recorder' : 'caller';
  const { status, reason } = response;
  return { status, reason, answer, byeStatus: bye?.status ?? null, endedBy, sent };
}

async function invite(call: TestCall, dialog: ClientDialog, offer: OfferState): Promise<ReceivedResponse | null> {
  const more = Object.entries({ Require: 'siprec', ...call.headers }).map(([name, value]) => ({ name, value }));
  const response = dialog.invite(inviteContent(offer, call, dialog.callId), more);
  if (call.cancelAfterMs === undefined) return response;
  const answered = new AbortController();
  const done = response.finally(() => answered.abort());
  await delay(call.clock, call.cancelAfterMs, answered.signal);
  if (!answered.signal.aborted) await dialog.cancel();
  return done;
}

/** Sends the audio of both parties until the time is over or one side hangs up. */
async function talk(
  call: TestCall,
  dialog: ClientDialog,
  legs: readonly RtpLeg[],
  offer: OfferState,
  hungUp: AbortSignal,
): Promise<void> {
  const over = AbortSignal.any([hungUp, ...(call.signal === undefined ? [] : [call.signal])]);
  const frames = Math.round(call.durationMs / FRAME_MS);
  const pauseAt = (frame: number) =>
    call.pauses?.find(({ fromMs, untilMs }) => frame * FRAME_MS >= fromMs && frame * FRAME_MS < untilMs);
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  let renegotiated: Promise<unknown> = Promise.resolve();
  let state = offer;
  const offerAgain = (changed: Partial<OfferState>): void => {
    const next = { ...state, ...changed, version: state.version + 1 };
    const hasNewKeys = next.crypto !== state.crypto;
    state = next;
    const content = sdpContent(writeOffer(next));
    renegotiated = renegotiated.then(async () => {
      const response = await dialog.invite(content);
      if (!hasNewKeys || response === null || response.status >= 300) return;
      encryptLegs(legs, { offer: next, answer: response.body.toString(), srtp: call.srtp });
    });
  };
  const updates = [...(call.updates ?? [])];
  const pacer = new FramePacer(call.clock, (frame) => {
    if (frame >= frames || over.aborted) return resolve();
    const pause = pauseAt(frame);
    const paused = pause !== undefined;
    if (paused !== state.paused) offerAgain({ paused });
    if (frame * FRAME_MS === call.srtp?.newKeysAtMs) offerAgain({ crypto: newCrypto(legs.length, call.srtp) });
    const change = call.codecChange;
    if (change !== undefined && frame * FRAME_MS >= change.atMs && state.codec !== change.codec) {
      offerAgain({ codec: change.codec });
      renegotiated = renegotiated.then(() => changeCodec(legs, change.codec, call));
    }
    while (updates.length > 0 && frame * FRAME_MS >= updates[0]!.afterMs) {
      const content = metadataContent(updates.shift()!.metadata);
      renegotiated = renegotiated.then(() => dialog.request('UPDATE', content));
    }
    if (!paused || pause.mediaGoesOn) for (const leg of legs) leg.sendFrame(frame);
  });
  over.addEventListener('abort', () => resolve(), { once: true });
  await finished;
  pacer.stop();
  await renegotiated;
}

async function openLegs(call: TestCall, localAddress: string): Promise<RtpLeg[]> {
  const { codec = 'PCMA', impairment, maxPackets = {} } = call;
  const encoders = frameEncoders(codec, call);
  const open = (place: number, limit: number | undefined): Promise<RtpLeg> =>
    RtpLeg.open({
      encoder: encoders[place]!,
      localAddress,
      ssrc: randomInt(1, 2 ** 32),
      ...(limit !== undefined && { maxPackets: limit }),
      ...(impairment !== undefined && { impairment: { ...impairment, seed: impairment.seed + place } }),
    });
  if (call.streams === 'mixed') return [await open(0, maxPackets.caller)];
  return [await open(0, maxPackets.caller), await open(1, maxPackets.callee)];
}

/** Of each stream, in the order of the m-lines. */
function frameEncoders(codec: CallCodec, call: TestCall): readonly FrameEncoder[] {
  const { callerAudio = silence, calleeAudio = silence } = call;
  if (call.streams === 'mixed') return [frameEncoder(codec, 'caller', mixed(callerAudio, calleeAudio))];
  return [frameEncoder(codec, 'caller', callerAudio), frameEncoder(codec, 'callee', calleeAudio)];
}

function changeCodec(legs: readonly RtpLeg[], codec: CallCodec, call: TestCall): void {
  const encoders = frameEncoders(codec, call);
  for (const [place, leg] of legs.entries()) leg.changeCodec(encoders[place]!);
}

/** Connects each leg to its m-line of the answer. The leg of a refused m-line sends nothing. */
async function connectLegs(legs: readonly RtpLeg[], answer: string): Promise<void> {
  const session = readSessionDescription(answer);
  if (!session.ok) return;
  for (const [index, leg] of legs.entries()) {
    const line = session.value.media[index];
    if (line !== undefined && line.port !== 0 && line.address !== null) await leg.connect(line.port, line.address);
  }
}

interface AgreedOffer {
  readonly offer: OfferState;
  readonly answer: string;
  readonly srtp: SrtpOptions | undefined;
}

/** Each leg encrypts with those of its keys that the answer has chosen. */
function encryptLegs(legs: readonly RtpLeg[], { offer, answer, srtp }: AgreedOffer): void {
  const session = readSessionDescription(answer);
  if (!session.ok || offer.crypto === undefined) return;
  for (const [index, leg] of legs.entries()) {
    const chosen = session.value.media[index]?.crypto[0];
    const keys = offer.crypto[index]!.find(({ suite }) => suite === chosen?.received.suite);
    if (keys !== undefined) leg.encrypt(srtp?.wrongKeys === true ? newKeys(keys.suite) : keys);
  }
}

function closed(legs: readonly RtpLeg[]): SentLeg[] {
  return legs.map((leg) => leg.close());
}
