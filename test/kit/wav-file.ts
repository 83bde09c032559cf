import { encodeG711 } from '../../src/wire/g711.ts';
import type { SampleEncoding } from '../../src/wire/wav/index.ts';

const TAGS: Readonly<Record<SampleEncoding, number>> = { pcm: 1, float: 3, 'a-law': 6, 'mu-law': 7 };

export interface WavSpec {
  readonly encoding?: SampleEncoding;
  readonly bits?: number;
  readonly sampleRateHz?: number;
  /** An array of samples −1…1 for each channel. */
  readonly channels: readonly (readonly number[] | Float32Array)[];
}

/** A WAV file as common programs write it. */
export function wavFile(spec: WavSpec): Buffer {
  return riff(wavChunk('fmt ', wavFormat(spec)), wavChunk('data', wavData(spec)));
}

export function riff(...chunks: readonly Buffer[]): Buffer {
  return form('RIFF', ...chunks);
}

export function form(id: string, ...chunks: readonly Buffer[]): Buffer {
  const content = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return Buffer.concat([chunkHeader(id, content.length), content]);
}

/** `statedSize`: the size in its header, which may be wrong. */
export function wavChunk(id: string, content: Buffer, statedSize = content.length): Buffer {
  return Buffer.concat([chunkHeader(id, statedSize), content, Buffer.alloc(content.length % 2)]);
}

function chunkHeader(id: string, size: number): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 'latin1');
  header.writeUInt32LE(size, 4);
  return header;
}

export function wavFormat({ encoding = 'pcm', bits = 16, sampleRateHz = 8000, channels }: WavSpec): Buffer {
  const block = (bits / 8) * channels.length;
  const chunk = Buffer.alloc(16);
  chunk.writeUInt16LE(TAGS[encoding], 0);
  chunk.writeUInt16LE(channels.length, 2);
  chunk.writeUInt32LE(sampleRateHz, 4);
  chunk.writeUInt32LE(sampleRateHz * block, 8);
  chunk.writeUInt16LE(block, 12);
  chunk.writeUInt16LE(bits, 14);
  return chunk;
}

/** The same as WAVEFORMATEXTENSIBLE. */
export function extensibleFormat(spec: WavSpec): Buffer {
  const plain = wavFormat(spec);
  const more = Buffer.alloc(8);
  more.writeUInt16LE(22, 0);
  const subformat = Buffer.from('0000000000001000800000aa00389b71', 'hex');
  plain.copy(subformat, 0, 0, 2);
  plain.writeUInt16LE(0xfffe, 0);
  return Buffer.concat([plain, more, subformat]);
}

export function wavData({ encoding = 'pcm', bits = 16, channels }: WavSpec): Buffer {
  const samples = Array.from(channels[0]!, (_, frame) => channels.map((channel) => channel[frame]!)).flat();
  const integers = (scale: number): number[] =>
    samples.map((sample) => Math.max(-scale, Math.min(scale - 1, Math.round(sample * scale))));
  if (encoding === 'float') return Buffer.from((bits === 64 ? Float64Array : Float32Array).from(samples).buffer);
  if (encoding !== 'pcm') {
    return Buffer.from(encodeG711(encoding === 'a-law' ? 'PCMA' : 'PCMU', Int16Array.from(integers(0x8000))));
  }
  const bytes = bits / 8;
  const data = Buffer.alloc(bytes * samples.length);
  for (const [index, sample] of integers(2 ** (bits - 1)).entries()) {
    if (bits === 8) data.writeUInt8(sample + 0x80, index);
    else data.writeIntLE(sample, bytes * index, bytes);
  }
  return data;
}
