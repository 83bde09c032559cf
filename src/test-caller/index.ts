export { pcm, seededRandom, tone } from './audio-source.ts';
export type { PreparedCodec } from './call-codec.ts';
export { placeTestCall } from './place-test-call.ts';
export type { SipPeerAddress } from './sip-socket.ts';
export { dialogue } from './speech.ts';
export type { SrtpOptions, TestCall, TestCallOutcome } from './test-call.ts';
