export { type AudioSource, mixed, pcm, SAMPLE_RATE_HZ, silence, tone } from './audio-source.ts';
export type { Impairment } from './impairment.ts';
export { placeTestCall } from './place-test-call.ts';
export type { SentLeg } from './rtp-leg.ts';
export type { SipPeerAddress } from './sip-link.ts';
export { dialogue, HIGH_VOICE, LOW_VOICE, speech, type Voice } from './speech.ts';
export type { TestCall, TestCallOutcome } from './test-call.ts';
