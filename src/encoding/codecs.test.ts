import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  AMR,
  AMR_OCTET_ALIGNED,
  AMR_WB,
  AMR_WB_OCTET_ALIGNED,
  G722,
  G729,
  GSM,
  L16,
  L16_8000,
  OPUS,
  PCMA,
  type PacketCodec,
  wideTone,
} from '../../test/kit/encoded-packets.ts';
import { inOrderOfArrival, levelOf } from '../../test/kit/synthetic-rtp.ts';
import { readableCopy } from '../../test/kit/sealed-audio.ts';
import { newId, type RecordingId } from '../base/ids.ts';
import type { LegCodec, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import { writeRtp } from '../wire/rtp/index.ts';
import { loadLibraryDecoders } from './decoders/library-decoders.ts';
import type { EncodedRecording } from './call-encoding.ts';
import { encodeCall } from './encode-call.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
/** Tones are 8000 loud. */
const LOUD = 6000;
const SILENT = 200;
/** What Opus and G.722 put before the first sample, and rounding. */
const CODEC_DELAY_MS = 15;

let folder: string;
let encoder: Mp3EncoderKind;
const libraries = loadLibraryDecoders();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codecs-'));
  encoder = await loadMp3Encoder('lame');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

interface StreamOptions {
  readonly leg?: number;
  readonly startAt?: number;
  readonly sequenceNumber?: number;
  readonly timestampTicks?: number;
}

function rtpOf(codec: PacketCodec, payloads: readonly Uint8Array[], options: StreamOptions = {}): SpooledPacket[] {
  const { leg = 0, startAt = T0, sequenceNumber = 65_530, timestampTicks = 0xffff_fe00 } = options;
  return payloads.map((payload, at) => ({
    leg,
    arrivedAtMs: startAt + at * 20,
    bytes: writeRtp({
      payloadType: codec.payloadType,
      sequenceNumber: sequenceNumber + at,
      timestampTicks: timestampTicks + at * codec.ticks,
      ssrc: 1000 + leg,
      payload,
    }),
  }));
}

const toneOf = (codec: PacketCodec, frequencyHz: number, ms: number, options?: StreamOptions): SpooledPacket[] =>
  rtpOf(codec, codec.encode(wideTone(frequencyHz, ms)), options);

const legOf = (leg: number, channel: SpooledLeg['channel'], ...codecs: readonly LegCodec[]): SpooledLeg => ({
  leg,
  channel,
  codecs: codecs.map(({ payloadType, name, clockRateHz, octetAligned, since }) => ({
    payloadType,
    name,
    clockRateHz,
    ...(octetAligned && { octetAligned }),
    ...(since !== undefined && { since }),
  })),
});

function encode(
  packets: readonly SpooledPacket[],
  legs: readonly SpooledLeg[],
  kind = encoder,
): Promise<EncodedRecording> {
  const call = { captureStartedAt: T0, endedAt: T0 + 1000, legs };
  return encodeCall({
    call,
    packets,
    encoder: kind,
    libraries,
    target: { recordingId: newId<RecordingId>(T0), path: join(folder, 'call.mp3') },
  });
}

interface Heard {
  readonly rateHz: number;
  readonly bitRate: string;
  /** Level of a frequency in a channel, in a range of ms. */
  readonly level: (channel: 'caller' | 'callee', frequencyHz: number, fromMs: number, toMs: number) => number;
}

function hear(recording: EncodedRecording): Heard {
  const path = readableCopy(recording);
  const facts = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path], { encoding: 'utf8' }),
  ).streams[0];
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-'], { maxBuffer: 1 << 28 });
  const rateHz = Number(facts.sample_rate);
  const channels = ['caller', 'callee'].map((_, channel) =>
    Int16Array.from({ length: raw.length / 4 }, (__, at) => raw.readInt16LE(at * 4 + 2 * channel)),
  );
  return {
    rateHz,
    bitRate: facts.bit_rate,
    level: (channel, frequencyHz, fromMs, toMs) => {
      const pcm = channels[channel === 'caller' ? 0 : 1]!.subarray((fromMs * rateHz) / 1000, (toMs * rateHz) / 1000);
      return levelOf((frequencyHz * 8000) / rateHz, pcm);
    },
  };
}

describe('each codec is heard', () => {
  test.each([
    { codec: PCMA, frequencyHz: 1000, rateHz: 8000, bitRate: '32000' },
    { codec: GSM, frequencyHz: 1000, rateHz: 8000, bitRate: '32000' },
    { codec: G729, frequencyHz: 600, rateHz: 8000, bitRate: '32000' },
    { codec: AMR, frequencyHz: 600, rateHz: 8000, bitRate: '32000' },
    { codec: AMR_OCTET_ALIGNED, frequencyHz: 600, rateHz: 8000, bitRate: '32000' },
    { codec: AMR_WB, frequencyHz: 4500, rateHz: 16_000, bitRate: '48000' },
    { codec: AMR_WB_OCTET_ALIGNED, frequencyHz: 4500, rateHz: 16_000, bitRate: '48000' },
    { codec: L16_8000, frequencyHz: 1000, rateHz: 8000, bitRate: '32000' },
    // Above the telephone's band: only a wideband recording has it.
    { codec: G722, frequencyHz: 5500, rateHz: 16_000, bitRate: '48000' },
    { codec: OPUS, frequencyHz: 5500, rateHz: 16_000, bitRate: '48000' },
    { codec: L16, frequencyHz: 5500, rateHz: 16_000, bitRate: '48000' },
  ])('$codec.name/$codec.clockRateHz at $rateHz Hz', async ({ codec, frequencyHz, rateHz, bitRate }) => {
    const packets = toneOf(codec, frequencyHz, 2000);
    const recording = await encode(packets, [legOf(0, 'caller', codec), legOf(1, 'callee', codec)]);
    const { durationMs, legs } = recording;
    const heard = hear(recording);
    expect(heard).toMatchObject({ rateHz, bitRate });
    expect(Math.abs(durationMs - 2000)).toBeLessThanOrEqual(20);
    expect(legs[0]).toMatchObject({ packets: packets.length, lost: 0, ignored: 0 });
    expect(heard.level('caller', frequencyHz, 100, 1900)).toBeGreaterThan(LOUD);
    expect(heard.level('callee', frequencyHz, 100, 1900)).toBeLessThan(SILENT);
  });

  test('wideband by WebAssembly', async () => {
    const wasm = await loadMp3Encoder('wasm');
    const recording = await encode(toneOf(G722, 5500, 2000), [legOf(0, 'caller', G722)], wasm);
    const { durationMs } = recording;
    const heard = hear(recording);
    expect(heard).toMatchObject({ rateHz: 16_000, bitRate: '48000' });
    expect(durationMs).toBe(2000);
    expect(heard.level('caller', 5500, 100, 1900)).toBeGreaterThan(LOUD);
  });

  test('a narrowband leg beside a wideband one: both at 16000 Hz, aligned', async () => {
    const narrow = toneOf(PCMA, 1000, 1000, { leg: 1, startAt: T0 + 1000 });
    const wide = toneOf(G722, 5500, 3000);
    const legs = [legOf(0, 'caller', G722), legOf(1, 'callee', PCMA)];
    const recording = await encode(inOrderOfArrival(wide, narrow), legs);
    const { durationMs } = recording;
    const heard = hear(recording);
    expect([heard.rateHz, durationMs]).toEqual([16_000, 3000]);
    expect(heard.level('callee', 1000, 1000 + CODEC_DELAY_MS, 2000 - CODEC_DELAY_MS)).toBeGreaterThan(7500);
    expect(heard.level('callee', 1000, 500, 1000 - CODEC_DELAY_MS)).toBeLessThan(SILENT);
    expect(heard.level('callee', 1000, 2000 + CODEC_DELAY_MS, 2500)).toBeLessThan(SILENT);
    // Converting leaves no image above the telephone's band.
    expect(heard.level('callee', 7000, 1000, 2000)).toBeLessThan(50);
    expect(heard.level('caller', 5500, 100, 2900)).toBeGreaterThan(LOUD);
  });

  test('what was sent decides the rate, not what was offered', async () => {
    const legs = [legOf(0, 'caller', OPUS, G722, PCMA)];
    expect(hear(await encode(toneOf(PCMA, 1000, 500), legs)).rateHz).toBe(8000);
  });

  test('a static payload type that was not negotiated is heard, at 8000 Hz', async () => {
    const recording = await encode(toneOf(G722, 1000, 1000), [legOf(0, 'caller', PCMA)]);
    const heard = hear(recording);
    expect(heard.rateHz).toBe(8000);
    expect(heard.level('caller', 1000, 100, 900)).toBeGreaterThan(LOUD);
  });
});

describe('a codec changes in mid-call', () => {
  test.each([
    { from: PCMA, to: G722 },
    { from: G722, to: PCMA },
    { from: PCMA, to: OPUS },
    { from: OPUS, to: PCMA },
    { from: L16, to: L16_8000 },
  ])('from $from.name/$from.clockRateHz to $to.name/$to.clockRateHz, packet by packet', async ({ from, to }) => {
    const first = toneOf(from, 700, 2000, { sequenceNumber: 10, timestampTicks: 4000 });
    const second = toneOf(to, 1500, 2000, {
      startAt: T0 + 2000,
      sequenceNumber: 10 + first.length,
      // RFC 7160: the timestamps go on in the clock of the new codec, or do not; both are met.
      timestampTicks: 4000 + 100 * to.ticks,
    });
    const recording = await encode([...first, ...second], [legOf(0, 'caller', from, to)]);
    const { durationMs, legs } = recording;
    const heard = hear(recording);
    expect(Math.abs(durationMs - 4000)).toBeLessThanOrEqual(40);
    expect(legs[0]).toMatchObject({ packets: first.length + second.length, lost: 0, ignored: 0 });
    expect(heard.level('caller', 700, 100, 1900)).toBeGreaterThan(LOUD);
    expect(heard.level('caller', 1500, 2100, 3900)).toBeGreaterThan(LOUD);
    expect(heard.level('caller', 1500, 100, 1900)).toBeLessThan(SILENT);
  });

  test('an offer gives a payload type another meaning: each packet is decoded by the one of its time', async () => {
    const payloadType = 96;
    const [opus, l16] = [
      { ...OPUS, payloadType },
      { ...L16, payloadType },
    ];
    const first = toneOf(opus, 700, 2000, { sequenceNumber: 10 });
    const second = toneOf(l16, 1500, 2000, { startAt: T0 + 2000, sequenceNumber: 10 + first.length });
    const leg = legOf(0, 'caller', opus, { ...l16, since: T0 + 1990 });
    const heard = hear(await encode([...first.slice(0, 99), ...second], [leg]));
    expect(heard.level('caller', 700, 100, 1900)).toBeGreaterThan(LOUD);
    expect(heard.level('caller', 1500, 2100, 3900)).toBeGreaterThan(LOUD);
  });
});

test('comfort noise is silence, and the time goes on', async () => {
  const cn = { payloadType: 13, name: 'CN', clockRateHz: 8000 };
  const first = toneOf(G722, 1000, 1000, { sequenceNumber: 10, timestampTicks: 0 });
  const quiet = rtpOf({ ...G722, payloadType: 13 }, [Uint8Array.of(30), Uint8Array.of(30)], {
    sequenceNumber: 60,
    timestampTicks: 50 * 160,
    startAt: T0 + 1000,
  });
  const second = toneOf(G722, 1000, 1000, { sequenceNumber: 62, timestampTicks: 150 * 160, startAt: T0 + 3000 });
  const recording = await encode([...first, ...quiet, ...second], [legOf(0, 'caller', G722, cn)]);
  const { durationMs } = recording;
  const heard = hear(recording);
  expect(durationMs).toBe(4000);
  for (const frequencyHz of [100, 1000, 3000, 6000]) {
    expect(heard.level('caller', frequencyHz, 1050, 2950)).toBeLessThan(10);
  }
  expect(heard.level('caller', 1000, 3050, 3950)).toBeGreaterThan(LOUD);
});

test('packets out of order are decoded in order, duplicates once', async () => {
  const sent = toneOf(G722, 1000, 2000);
  const late = sent.map((packet, at) => (at % 5 === 2 ? { ...packet, arrivedAtMs: packet.arrivedAtMs + 50 } : packet));
  const twice = late.flatMap((packet, at) => (at % 7 === 0 ? [packet, packet] : [packet]));
  const legs = [legOf(0, 'caller', G722)];
  const inOrder = await encode(sent, legs);
  const outOfOrder = await encode(inOrderOfArrival(twice), legs);
  expect(outOfOrder.legs[0]).toMatchObject({ packets: 100, lost: 0, ignored: 0 });
  expect(outOfOrder.sha256).toEqual(inOrder.sha256);
});

/** Quiet and loud syllables over a hum, 6 s. */
const SPEECH_LIKE = wideTone(140, 6000).map((wave, at) =>
  Math.round(wave * Math.max(0, Math.sin((Math.PI * at) / 2400)) + 30 * Math.sin(at * at)),
);

describe('what cannot be sound', () => {
  test.each([PCMA, G722, OPUS, L16, GSM, G729, AMR, AMR_WB_OCTET_ALIGNED])(
    'is noticed where $name comes encrypted as plain RTP',
    async (codec) => {
      const payloads = codec.encode(SPEECH_LIKE);
      const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16, 9));
      const heard = (sent: readonly Uint8Array[]) =>
        encode(rtpOf(codec, sent), [legOf(0, 'caller', codec)]).then(({ legs }) => legs[0]!);
      expect(await heard(payloads)).toMatchObject({ undecodable: 0, noise: false });
      const { noise, undecodable } = await heard(payloads.map((payload) => cipher.update(payload)));
      // As `not-decodable` is decided.
      expect(noise || undecodable * 10 > payloads.length).toBe(true);
    },
  );
});

describe('hostile payloads', () => {
  const SIZES = [0, 1, 2, 3, 33, 160, 171, 1400];

  test.each([PCMA, G722, OPUS, L16, GSM, G729, AMR, AMR_WB])(
    'random bytes as $name neither fail nor end the recording',
    async (codec) => {
      const complaints = vi.spyOn(console, 'error');
      const random = createCipheriv('aes-128-ctr', Buffer.alloc(16, codec.payloadType), Buffer.alloc(16));
      const noise = Array.from({ length: 4000 }, (_, at) => random.update(Buffer.alloc(SIZES[at % SIZES.length]!)));
      const streamAt = (packet: number): StreamOptions => ({
        startAt: T0 + packet * 20,
        sequenceNumber: packet,
        timestampTicks: packet * codec.ticks,
      });
      const sound = codec.encode(wideTone(1000, 1000));
      const packets = [
        ...rtpOf(codec, sound, streamAt(0)),
        ...rtpOf(codec, noise, streamAt(50)),
        ...rtpOf(codec, sound, streamAt(4050)),
      ];
      const recording = await encode(packets, [legOf(0, 'caller', codec)]);
      const { durationMs } = recording;
      expect(durationMs).toBeGreaterThanOrEqual(82_000);
      expect(hear(recording).level('caller', 1000, 81_200, 81_900)).toBeGreaterThan(LOUD / 2);
      expect(complaints).not.toHaveBeenCalled();
    },
  );

  test('decoders of many calls leave no memory behind', async () => {
    const packets = toneOf(OPUS, 1000, 60);
    const legs = [legOf(0, 'caller', OPUS), legOf(1, 'callee', OPUS)];
    for (let call = 0; call < 20; call++) await encode(packets, legs);
    const before = process.memoryUsage().rss;
    for (let call = 0; call < 200; call++) await encode(packets, legs);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});
