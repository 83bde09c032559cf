import { decodeG711 } from '../codecs/index.ts';
import type { WavFormat } from './wav-format.ts';

/** Reads one sample at a place: −1…1. */
type SampleReader = (view: DataView, at: number) => number;

/** By the width of a sample in bytes; 8 bits are unsigned with 128 as zero, wider ones signed. */
const PCM_READERS: readonly SampleReader[] = [
  (view, at) => (view.getUint8(at) - 0x80) / 0x80,
  (view, at) => view.getInt16(at, true) / 0x8000,
  (view, at) => (view.getInt16(at + 1, true) * 0x100 + view.getUint8(at)) / 0x80_0000,
  (view, at) => view.getInt32(at, true) / 0x8000_0000,
];
const PCM16_FULL_SCALE = 0x8000;

/**
 * Decodes whole blocks of one sample a channel into one array a channel: −1…1. Floats that are louder are clipped,
 * those that are no numbers are silence.
 */
export function decodeSamples(format: WavFormat, bytes: Uint8Array): Float32Array[] {
  const { channels, sampleBytes } = format;
  const frames = Math.floor(bytes.length / (sampleBytes * channels));
  const sampleAt = sampleReader(format, bytes);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, frame) => sampleAt(frame * channels + channel)),
  );
}

/** Gives the sample of an index, the channels' taking turns. */
function sampleReader({ encoding, sampleBytes }: WavFormat, bytes: Uint8Array): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (encoding === 'float') return (index) => clipped(view.getFloat32(4 * index, true));
  if (encoding === 'pcm') {
    const read = PCM_READERS[sampleBytes - 1]!;
    return (index) => read(view, sampleBytes * index);
  }
  const pcm = decodeG711(encoding === 'a-law' ? 'PCMA' : 'PCMU', bytes);
  return (index) => pcm[index]! / PCM16_FULL_SCALE;
}

function clipped(sample: number): number {
  return Number.isNaN(sample) ? 0 : Math.min(1, Math.max(-1, sample));
}
