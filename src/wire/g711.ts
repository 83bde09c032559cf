/** The two laws of ITU-T G.711, by their RTP names (RFC 3551 §4.5.14): 8000 Hz, one byte a sample. */
export type G711Law = 'PCMA' | 'PCMU';

/** G.711 §3.3: even bits are inverted on the wire. */
const A_LAW_MASK = 0x55;
/** G.711 table 2: the bias that makes every µ-law segment twice the one before. */
const MU_LAW_BIAS = 0x84;
const MU_LAW_CLIP = 0x7fff - MU_LAW_BIAS;

/** The sample of each code: PCM s16le, 256 entries a law. */
const DECODED: Readonly<Record<G711Law, Int16Array>> = {
  PCMA: Int16Array.from({ length: 256 }, (_, code) => decodeALaw(code)),
  PCMU: Int16Array.from({ length: 256 }, (_, code) => decodeMuLaw(code)),
};

/** The sample of each byte of a payload: PCM s16 mono 8000 Hz. */
export function g711Table(law: G711Law): Int16Array {
  return DECODED[law];
}

/** Decodes a G.711 payload: one byte, one sample of PCM s16 mono 8000 Hz (160 bytes = 20 ms). */
export function decodeG711(law: G711Law, payload: Uint8Array): Int16Array {
  const table = DECODED[law];
  const pcm = new Int16Array(payload.length);
  for (let index = 0; index < payload.length; index++) pcm[index] = table[payload[index]!]!;
  return pcm;
}

/** Encodes PCM s16 mono 8000 Hz; the quantisation of ITU-T G.711, sample by sample. */
export function encodeG711(law: G711Law, pcm: Int16Array): Uint8Array {
  const encode = law === 'PCMA' ? encodeALaw : encodeMuLaw;
  const payload = new Uint8Array(pcm.length);
  for (let index = 0; index < pcm.length; index++) payload[index] = encode(pcm[index]!);
  return payload;
}

function decodeALaw(code: number): number {
  const bits = code ^ A_LAW_MASK;
  const segment = (bits >> 4) & 7;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

function decodeMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const segment = (bits >> 4) & 7;
  const magnitude = ((((bits & 0x0f) << 3) + MU_LAW_BIAS) << segment) - MU_LAW_BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = sample >= 0 ? sample : ~sample;
  const segment = Math.max(0, 24 - Math.clz32(magnitude | 1));
  const mantissa = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return (sign | (segment << 4) | mantissa) ^ A_LAW_MASK;
}

function encodeMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), MU_LAW_CLIP) + MU_LAW_BIAS;
  const segment = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | mantissa) & 0xff;
}
