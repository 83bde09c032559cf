import { encodeG711, type G711Law } from '../wire/g711.ts';
import type { AudioSource } from './audio-source.ts';

/** One packet is 20 ms, as telephones send (RFC 3551 §4.5): of G.711 160 samples. */
export const FRAME_MS = 20;
const G711_FRAME_SAMPLES = 160;

/** A codec that the test caller cannot encode itself: the packets of both parties, made beforehand. */
export interface PreparedCodec {
  readonly payloadType: number;
  /** As in `a=rtpmap`: `opus/48000/2`. */
  readonly rtpmap: string;
  /** Format parameters (`octet-align=1`). */
  readonly fmtp?: string;
  /** Clock ticks of a packet of 20 ms. */
  readonly frameTicks: number;
  /** The payload of each packet; behind the last one nothing is sent. */
  readonly caller: readonly Uint8Array[];
  readonly callee: readonly Uint8Array[];
}

export type CallCodec = G711Law | PreparedCodec;

/** What an offer says of a codec. */
export function offeredCodec(codec: CallCodec): Pick<PreparedCodec, 'payloadType' | 'rtpmap' | 'fmtp'> {
  if (typeof codec !== 'string') return codec;
  return codec === 'PCMU' ? { payloadType: 0, rtpmap: 'PCMU/8000' } : { payloadType: 8, rtpmap: 'PCMA/8000' };
}

/** The packets of one party. */
export interface FrameEncoder {
  readonly payloadType: number;
  readonly frameTicks: number;
  /** The payload of frame 0, 1, 2, … of the call; null: none. */
  readonly payload: (frame: number) => Uint8Array | null;
}

/** `audio` is what G.711 encodes; a prepared codec has its own. */
export function frameEncoder(codec: CallCodec, party: 'caller' | 'callee', audio: AudioSource): FrameEncoder {
  const { payloadType } = offeredCodec(codec);
  if (typeof codec !== 'string') {
    return { payloadType, frameTicks: codec.frameTicks, payload: (frame) => codec[party][frame] ?? null };
  }
  const samples = new Int16Array(G711_FRAME_SAMPLES);
  const payload = (frame: number): Uint8Array => {
    audio.read(samples, frame * G711_FRAME_SAMPLES);
    return encodeG711(codec, samples);
  };
  return { payloadType, frameTicks: G711_FRAME_SAMPLES, payload };
}
