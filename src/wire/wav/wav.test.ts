import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryByteSource } from '../../../test/kit/memory-byte-source.ts';
import { extensibleFormat, form, riff, wavChunk, wavData, wavFile, wavFormat } from '../../../test/kit/wav-file.ts';
import { decodeSamples, readWav, type WavAudio } from './index.ts';

const SAMPLES = [0, 0.25, -0.5, 0.75, -1, 0.125];
const MONO = { channels: [SAMPLES] };
const STEREO = { channels: [SAMPLES, SAMPLES.map((sample) => -sample / 2)] };
const FORMATS = [
  { encoding: 'pcm', bits: 8, precision: 1 / 128 },
  { encoding: 'pcm', bits: 16, precision: 2 ** -15 },
  { encoding: 'pcm', bits: 24, precision: 2 ** -23 },
  { encoding: 'pcm', bits: 32, precision: 2 ** -24 },
  { encoding: 'float', bits: 32, precision: 0 },
  { encoding: 'float', bits: 64, precision: 0 },
  { encoding: 'a-law', bits: 8, precision: 1 / 32 },
  { encoding: 'mu-law', bits: 8, precision: 1 / 32 },
] as const;

const read = (file: Buffer) => readWav(memoryByteSource(file), file.length);

function soundIn(file: Buffer): WavAudio {
  const sound = read(file);
  if (!sound.ok) throw new Error(sound.reason);
  return sound.value;
}

function heardIn(file: Buffer): number[][] {
  const { format, parts } = soundIn(file);
  const sound = Buffer.concat(parts.map(({ offset, sizeBytes }) => file.subarray(offset, offset + sizeBytes)));
  return decodeSamples(format, sound).map((channel) => [...channel]);
}

describe.each(FORMATS)('$encoding of $bits bits', ({ precision, ...format }) => {
  test.each([
    ['one channel', MONO],
    ['two channels', STEREO],
  ])('%s: every sample as it was', (_, { channels }) => {
    for (const rate of [8000, 11_025, 44_100, 48_000]) {
      const file = wavFile({ ...format, channels, sampleRateHz: rate });
      expect(soundIn(file)).toMatchObject({ format: { sampleRateHz: rate }, cut: false });
      for (const [index, heard] of heardIn(file).entries()) {
        expect(heard).toHaveLength(SAMPLES.length);
        for (const [at, sample] of heard.entries()) {
          expect(Math.abs(sample - channels[index]![at]!)).toBeLessThanOrEqual(precision);
        }
      }
    }
  });

  test('the same as WAVE_FORMAT_EXTENSIBLE', () => {
    const spec = { ...format, ...STEREO };
    const file = riff(wavChunk('fmt ', extensibleFormat(spec)), wavChunk('data', wavData(spec)));
    expect(heardIn(file)).toEqual(heardIn(wavFile(spec)));
  });
});

test('24 bits in four bytes', () => {
  const format = extensibleFormat({ ...MONO, bits: 32 });
  format.writeUInt16LE(24, 14);
  const file = riff(wavChunk('fmt ', format), wavChunk('data', wavData({ ...MONO, bits: 32 })));
  expect(heardIn(file)).toEqual([SAMPLES]);
});

test('floats beyond full scale are clipped, and what is no number is silence', () => {
  const loud = { encoding: 'float', bits: 32, channels: [[2, -3, Number.NaN, Number.POSITIVE_INFINITY]] } as const;
  expect(heardIn(wavFile(loud))).toEqual([[1, -1, 0, 1]]);
});

describe('a file not quite as the book has it', () => {
  const fmt = wavChunk('fmt ', wavFormat(MONO));
  const data = wavData(MONO);

  test('other chunks, of odd length too, before and behind', () => {
    const file = riff(
      wavChunk('bext', Buffer.alloc(603)),
      fmt,
      wavChunk('LIST', Buffer.from('abc')),
      wavChunk('data', data),
      wavChunk('LIST', Buffer.from('behind')),
    );
    expect(heardIn(file)).toEqual([SAMPLES]);
  });

  test.each([0, 0x4000_0001, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff])(
    'a data size of %i is one that was never written: all that follows is sound',
    (claims) => {
      const file = riff(fmt, wavChunk('data', data, claims));
      expect(heardIn(file)).toEqual([SAMPLES]);
      expect(soundIn(file).cut).toBe(false);
    },
  );

  test('RF64 has its size elsewhere', () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(data.length), 8);
    for (const id of ['RF64', 'BW64', 'RIFF']) {
      const file = form(id, wavChunk('ds64', sizes), fmt, wavChunk('data', data, 0xffff_ffff), wavChunk('LIST', data));
      expect(heardIn(file)).toEqual([SAMPLES]);
    }
  });

  test('RF64 whose size is a lie too', () => {
    const sizes = Buffer.alloc(28, 0xff);
    const file = form('RF64', wavChunk('ds64', sizes), fmt, wavChunk('data', data, 0xffff_ffff));
    expect(heardIn(file)).toEqual([SAMPLES]);
    expect(soundIn(file).cut).toBe(false);
  });

  test('a data size beyond the end is wrong, not the file cut, where the size of the form says that nothing is missing', () => {
    const file = riff(fmt, wavChunk('data', data, 5000));
    expect(heardIn(file)).toEqual([SAMPLES]);
    expect(soundIn(file).cut).toBe(false);
    expect(soundIn(file.subarray(0, -2)).cut).toBe(true);
  });

  test('a data size that an interrupted writer left behind: what follows is no chunk but sound', () => {
    const long = { channels: [Array.from({ length: 4000 }, (_, at) => ((at % 200) - 100) / 128)] };
    const file = riff(fmt, wavChunk('data', wavData(long), 800));
    expect(heardIn(file)).toEqual(long.channels);
    const tagged = Buffer.concat([wavFile(MONO), Buffer.from('TAG'), Buffer.alloc(125)]);
    expect(heardIn(tagged)).toEqual([SAMPLES]);
  });

  test('several data chunks are one sound; an empty one is none', () => {
    const file = riff(
      fmt,
      wavChunk('data', Buffer.alloc(0)),
      wavChunk('LIST', Buffer.from('abcd')),
      wavChunk('data', data),
      wavChunk('JUNK', Buffer.alloc(3)),
      wavChunk('data', data),
    );
    expect(heardIn(file)).toEqual([[...SAMPLES, ...SAMPLES]]);
    // A writer's buffer of 20 ms, for five minutes.
    const buffers = riff(fmt, Buffer.alloc(15_000 * 20, wavChunk('data', data)));
    expect(soundIn(buffers).sizeBytes).toBe(15_000 * data.length);
  });

  test.each([
    ['without its pad byte', [Buffer.from('LIST\x03\0\0\0abc', 'latin1')]],
    ['shorter than it is', [wavChunk('LIST', Buffer.alloc(20), 12)]],
    ['longer than the file', [wavChunk('LIST', Buffer.alloc(200), 99_999)]],
    ['of no length', [wavChunk('bext', Buffer.alloc(602), 0)]],
  ])('a chunk before the sound, %s', (_, chunks) => {
    expect(heardIn(riff(...chunks, fmt, wavChunk('data', data)))).toEqual([SAMPLES]);
    expect(heardIn(riff(fmt, ...chunks, wavChunk('data', data)))).toEqual([SAMPLES]);
  });

  test.each([
    ['block 0', 12, 0],
    ['a wrong block', 12, 7],
    ['bytes a second 0', 9, 0],
  ])('what only follows from other fields decides nothing: %s', (_, at, byte) => {
    expect(heardIn(riff(wavChunk('fmt ', changed(at, byte)), wavChunk('data', data)))).toEqual([SAMPLES]);
  });

  test.each([0, 4, 13, 16])('A-law of %i bits is A-law', (bits) => {
    const spec = { encoding: 'a-law', bits: 8, channels: [SAMPLES] } as const;
    const format = wavFormat(spec);
    format.writeUInt16LE(bits, 14);
    const file = riff(wavChunk('fmt ', format), wavChunk('data', wavData(spec)));
    expect(heardIn(file)).toEqual(heardIn(wavFile(spec)));
  });

  test('PCM without bits, or of a format chunk without room for them', () => {
    for (const format of [changed(14, 0), wavFormat(MONO).subarray(0, 14)]) {
      expect(heardIn(riff(wavChunk('fmt ', format), wavChunk('data', data)))).toEqual([SAMPLES]);
    }
  });

  test('cut: what is there, in whole samples, and it says so', () => {
    const stereo = wavFile(STEREO);
    const file = stereo.subarray(0, stereo.length - 3);
    expect(soundIn(file)).toMatchObject({ cut: true, sizeBytes: 20 });
  });

  test.each([
    ['not-wav', Buffer.from('OggS............')],
    ['not-wav', Buffer.alloc(0)],
    ['no-format', riff(wavChunk('data', data))],
    ['no-format', riff()],
    ['no-sound', riff(fmt)],
    ['no-sound', riff(fmt, wavChunk('data', Buffer.alloc(0)))],
    ['too-many-chunks', riff(fmt, Buffer.alloc(8 * 100_001, wavChunk('JUNK', Buffer.alloc(0))))],
    // Each of a wrong length: behind each the next is searched, in 64 KiB.
    ['too-many-chunks', riff(Buffer.alloc(700 * 101, wavChunk('fmt ', Buffer.alloc(692), 0xffff_fff0)))],
    ['format-malformed', riff(wavChunk('fmt ', Buffer.alloc(13)))],
    ['format-malformed', riff(wavChunk('fmt ', extensibleFormat(MONO).subarray(0, 39)))],
    ['format-malformed', riff(wavChunk('fmt ', extensibleFormat(MONO).fill(1, 30)))],
    ['format-malformed', riff(wavChunk('fmt ', changed(14, 0).fill(0, 12)))],
    ['encoding-not-supported', riff(wavChunk('fmt ', changed(0, 0x31)))],
    ['encoding-not-supported', riff(wavChunk('fmt ', wavFormat({ ...MONO, bits: 40 })))],
    ['encoding-not-supported', riff(wavChunk('fmt ', wavFormat({ ...MONO, encoding: 'float', bits: 24 })))],
    ['channels-not-supported', riff(wavChunk('fmt ', wavFormat({ channels: [[], [], []] })))],
    ['channels-not-supported', riff(wavChunk('fmt ', wavFormat({ channels: [] })))],
    ['sample-rate-not-supported', riff(wavChunk('fmt ', wavFormat({ ...MONO, sampleRateHz: 7999 })))],
    ['sample-rate-not-supported', riff(wavChunk('fmt ', wavFormat({ ...MONO, sampleRateHz: 96_000 })))],
  ])('%s', (reason, file) => expect(read(file)).toEqual({ ok: false, reason }));

  function changed(at: number, byte: number): Buffer {
    const format = wavFormat(MONO);
    format[at] = byte;
    return format;
  }
});

function staysInside(file: Buffer): void {
  const sound = read(file);
  if (!sound.ok) return;
  const { format, parts } = sound.value;
  for (const { offset, sizeBytes } of parts) {
    expect(offset + sizeBytes).toBeLessThanOrEqual(file.length);
    expect(sizeBytes % (format.sampleBytes * format.channels)).toBe(0);
    const channels = decodeSamples(format, file.subarray(offset, offset + sizeBytes));
    for (const channel of channels) expect(channel.every((sample) => Math.abs(sample) <= 1)).toBe(true);
  }
}

test('fields that follow from others, wrong in any way, change no sample', () => {
  const field = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 1, 0xffff));
  const wrong = fc.record({
    format: fc.constantFrom(...FORMATS),
    block: field,
    bytesASecond: fc.oneof(fc.nat(), fc.constantFrom(0, 0xffff_ffff)),
    bits: fc.nat(0xffff),
  });
  fc.assert(
    fc.property(wrong, ({ format, block, bytesASecond, bits }) => {
      const spec = { ...format, ...STEREO };
      const chunk = wavFormat(spec);
      const isByTag = spec.encoding === 'a-law' || spec.encoding === 'mu-law';
      chunk.writeUInt16LE(block, 12);
      // 24 bits may lie in four bytes: there the block, where the bytes a second confirm it, is no derived field.
      const confirms = spec.bits === 24 && block === 8;
      chunk.writeUInt32LE(confirms ? 1 : bytesASecond, 8);
      if (isByTag) chunk.writeUInt16LE(bits, 14);
      const file = riff(wavChunk('fmt ', chunk), wavChunk('data', wavData(spec)));
      expect(heardIn(file)).toEqual(heardIn(wavFile(spec)));
    }),
  );
});

describe('whatever it reads', () => {
  test('it never throws and stays within the file', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => staysInside(Buffer.from(bytes))));
  });

  test('nor does it where a good file is damaged or cut', () => {
    const files = FORMATS.map((format) => wavFile({ ...format, ...STEREO }));
    const damage = fc.record({ at: fc.nat(60), byte: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(damage, { maxLength: 4 }),
        fc.nat(80),
        (file, damages, length) => {
          const damaged = Buffer.from(file.subarray(0, Math.max(12, file.length - length)));
          for (const { at, byte } of damages) if (at < damaged.length) damaged[at] = byte;
          staysInside(damaged);
        },
      ),
    );
  });
});
