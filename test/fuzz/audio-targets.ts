import assert from 'node:assert/strict';
import { audioKind } from '../../src/encoding/audio-file/audio-kind.ts';
import { readMp3, writeInfoTag } from '../../src/wire/mp3/index.ts';
import { decodeSamples, readEncodedWav, readWav } from '../../src/wire/wav/index.ts';
import { memoryByteSource } from '../kit/memory-byte-source.ts';
import { extensibleFormat, form, riff, wavChunk, wavFile, wavFormat } from '../kit/wav-file.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Enough for all that readers decide by; files may be larger. */
const MAX_BYTES = 256 * 1024;
const TONE = Array.from({ length: 400 }, (_, at) => Math.sin(at / 3));
const STEREO = { channels: [TONE, TONE] };
const PCM = wavChunk('data', Buffer.alloc(1600, 0x11));
const GSM_FORMAT = Buffer.from('31000100401f0000590600004100000002004001', 'hex');

interface Extent {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Pieces of the file in their order, none of them empty. */
function checkExtents(extents: readonly Extent[], fileBytes: number): void {
  let end = 0;
  for (const { offset, sizeBytes } of extents) {
    assert.ok(offset >= end && sizeBytes > 0);
    end = offset + sizeBytes;
  }
  assert.ok(end <= fileBytes);
}

const copied = (input: Buffer, extents: readonly Extent[]): Buffer =>
  Buffer.concat(extents.map(({ offset, sizeBytes }) => input.subarray(offset, offset + sizeBytes)));

/** Its sound is in the file; and what is given to another program reads as the same sound. */
const wav: FuzzTarget = {
  name: 'wav',
  seeds: [
    wavFile(STEREO),
    wavFile({ encoding: 'a-law', bits: 8, channels: [TONE] }),
    riff(wavChunk('LIST', Buffer.from('INFO')), wavChunk('fmt ', extensibleFormat(STEREO)), PCM, PCM),
    riff(wavChunk('fmt ', GSM_FORMAT), wavChunk('fact', Buffer.alloc(4)), wavChunk('data', Buffer.alloc(650, 0xd1))),
    form(
      'RF64',
      wavChunk('ds64', Buffer.alloc(28, 1)),
      wavChunk('fmt ', wavFormat(STEREO)),
      wavChunk('data', PCM, 0xffff_ffff),
    ),
  ],
  // A chunk has 8 bytes at least: their number is limited, and each costs the same.
  maxBytes: 64 * 1024,
  check(input) {
    const sound = readWav(memoryByteSource(input), input.length);
    const encoded = readEncodedWav(memoryByteSource(input), input.length);
    if (encoded.ok) checkExtents(encoded.value.parts, input.length);
    if (!sound.ok) return;
    assert.ok(encoded.ok);
    const { format, parts, sizeBytes, cut } = sound.value;
    checkExtents(parts, input.length);
    assert.equal(encoded.value.cut, cut);
    assert.equal(copied(input, parts).length, sizeBytes);
    assert.equal(sizeBytes % (format.channels * format.sampleBytes), 0);
    const [channel] = decodeSamples(format, copied(input, parts).subarray(0, 8000));
    assert.ok(channel!.every((sample) => Math.abs(sample) <= 1));
    const stream = Buffer.concat([encoded.value.header, copied(input, parts)]);
    const again = readWav(memoryByteSource(stream), stream.length);
    assert.ok(again.ok);
    assert.deepEqual([again.value.format, again.value.cut], [format, false]);
    assert.ok(again.value.sizeBytes === sizeBytes || again.value.parts[0]!.sizeBytes <= 8);
  },
};

/** MPEG-2.5 at 8 kHz; MPEG-1 at 44.1 kHz with padding. */
const FRAME = Buffer.concat([Buffer.of(0xff, 0xe3, 0x48, 0), Buffer.alloc(284, 0x12)]);
const PADDED_FRAME = Buffer.concat([Buffer.of(0xff, 0xfb, 0x92, 0xc4), Buffer.alloc(414)]);
const ID3V1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);
const ID3V2 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x14', 'latin1'), Buffer.alloc(20)]);
const APE = Buffer.concat([Buffer.from('APETAGEX'), Buffer.alloc(24, 1)]);
const LYRICS = Buffer.from('LYRICSBEGININD0000210000028LYRICS200');
const INFO = writeInfoTag({
  header: FRAME,
  frames: 3,
  bytes: 3 * FRAME.length,
  crc: 0,
  delaySamples: 576,
  paddingSamples: 99,
});

/** The frames that are kept are a regular file of the same length. */
const mp3: FuzzTarget = {
  name: 'mp3',
  seeds: [
    Buffer.concat([ID3V2, INFO, FRAME, FRAME, FRAME, APE, LYRICS, ID3V1]),
    Buffer.concat([FRAME, FRAME, Buffer.alloc(50), FRAME, FRAME, Buffer.from('other'), FRAME, FRAME]),
    Buffer.concat([PADDED_FRAME, PADDED_FRAME, ID3V1, ID3V2, PADDED_FRAME, PADDED_FRAME]),
  ],
  maxBytes: MAX_BYTES,
  check(input) {
    const sound = readMp3(memoryByteSource(input), input.length);
    if (!sound.ok) return;
    const { durationMs, channels, runs, cut, seekTag } = sound.value;
    assert.ok(durationMs > 0 && Number.isFinite(durationMs));
    if (runs === null) return;
    checkExtents(
      runs.map(({ offset, sizeBytes }) => ({ offset, sizeBytes: Math.min(sizeBytes, input.length - offset) })),
      input.length,
    );
    const kept = Buffer.concat([seekTag ?? Buffer.alloc(0), copied(input, runs)]);
    const again = readMp3(memoryByteSource(kept), kept.length);
    // The end of a cut one may be anything; and so may sound where the tag at the end of a file would be.
    if (cut || kept.toString('latin1').indexOf('TAG', kept.length - 128) === kept.length - 128) return;
    assert.ok(again.ok);
    assert.deepEqual(again.value, { durationMs, channels, cut, damaged: false, runs: null, seekTag: null });
  },
};

const kindOf = (file: Buffer) => audioKind({ read: memoryByteSource(file), sizeBytes: file.length });

const audioKinds: FuzzTarget = {
  name: 'audio-kind',
  seeds: [
    ...wav.seeds.slice(0, 1),
    ...mp3.seeds,
    Buffer.alloc(330, 0xd5),
    ...['OggS', 'fLaC', '\0\0\0 ftypM4A ', '#!AMR\n', '\xff\xf1'].map((text) => Buffer.from(`${text}...`, 'latin1')),
  ],
  maxBytes: MAX_BYTES,
  check(input) {
    const kind = kindOf(input);
    // A tag before it changes nothing where ffmpeg leaves it out.
    if (kind === 'flac' || kind === 'aac') assert.equal(kindOf(Buffer.concat([ID3V2, input])), kind);
    const behindOther = Buffer.concat([Buffer.alloc(1 + (input.length % 5000), 0x55), ...Array<Buffer>(4).fill(FRAME)]);
    if (kind === null) assert.equal(kindOf(Buffer.concat([behindOther, input])), 'mp3');
  },
};

export const AUDIO_TARGETS: readonly FuzzTarget[] = [wav, mp3, audioKinds];
