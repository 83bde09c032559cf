import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { g711Leg, inOrderOfArrival, levelOf, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import type { SpooledLeg, SpooledPacket } from '../spool/index.ts';
import type { EncodedRecording } from './call-encoding.ts';
import { encodeCall } from './encode-call.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { contentOf, readableCopy } from '../../test/kit/sealed-audio.ts';
import { newId, type RecordingId } from '../base/ids.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const MS = 8;
const FRAME_MS = 72;
const LEGS = [g711Leg(0, 'caller'), g711Leg(1, 'callee')];
/** Tones are 8000 loud; what leaks from the other channel or from nowhere is far below. */
const LOUD = 7000;
const SILENT = 150;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'encode-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What ffmpeg hears in the file: gapless, by the tag's delay and padding. */
function heard(recording: EncodedRecording): { left: Int16Array; right: Int16Array } {
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', readableCopy(recording), '-f', 's16le', '-'], {
    maxBuffer: 1 << 28,
  });
  const samples = raw.length / 4;
  return {
    left: Int16Array.from({ length: samples }, (_, at) => raw.readInt16LE(at * 4)),
    right: Int16Array.from({ length: samples }, (_, at) => raw.readInt16LE(at * 4 + 2)),
  };
}

function probe(recording: EncodedRecording): { durationMs: number; facts: Record<string, string> } {
  const args = [
    '-v',
    'error',
    '-show_entries',
    'format=duration,start_time:stream=codec_name,sample_rate,channels,bit_rate',
    '-of',
    'json',
  ];
  const { format, streams } = JSON.parse(
    execFileSync('ffprobe', [...args, readableCopy(recording)], { encoding: 'utf8' }),
  );
  // start_time is what a player skips: the encoder's and the decoder's delay
  return { durationMs: (Number(format.duration) - Number(format.start_time)) * 1000, facts: streams[0] };
}

const between = (pcm: Int16Array, fromMs: number, toMs: number): Int16Array => pcm.subarray(fromMs * MS, toMs * MS);

describe.each(['lame', 'wasm'] as const)('with %s', (name) => {
  let encoder: Mp3EncoderKind;
  beforeAll(async () => {
    encoder = await loadMp3Encoder(name);
  });

  function encode(
    packets: readonly SpooledPacket[],
    legs: readonly SpooledLeg[] = LEGS,
    endedAt = T0 + 5000,
  ): Promise<EncodedRecording> {
    const call = { captureStartedAt: T0, endedAt, legs };
    return encodeCall({
      call,
      packets,
      encoder,
      libraries: new Map(),
      target: { recordingId: newId<RecordingId>(T0), path: join(folder, `${name}.mp3`) },
    });
  }

  test('each party is in its channel exactly when it spoke', async () => {
    const caller = rtpStream(tone(440, 3000), { startAt: T0 + 200 });
    const callee = rtpStream(tone(1000, 2000), { leg: 1, law: 'PCMU', startAt: T0 + 2200 });
    const recording = await encode(inOrderOfArrival(caller, callee));
    const { durationMs } = recording;
    const { left, right } = heard(recording);
    expect(durationMs).toBe(4000);
    expect(levelOf(440, between(left, 20, 2980))).toBeGreaterThan(LOUD);
    expect(levelOf(1000, between(right, 2020, 3980))).toBeGreaterThan(LOUD);
    expect(levelOf(440, between(left, 3100, 4000))).toBeLessThan(SILENT);
    expect(levelOf(1000, between(right, 0, 1900))).toBeLessThan(SILENT);
    expect(levelOf(1000, left)).toBeLessThan(SILENT);
    expect(levelOf(440, right)).toBeLessThan(SILENT);
  });

  test('loss, reordering and duplicates cause no silence', async () => {
    const packets = rtpStream(tone(440, 10_000), { startAt: T0 })
      .filter((_, at) => at % 100 !== 50)
      .flatMap((packet, at) => {
        const late = { ...packet, arrivedAtMs: packet.arrivedAtMs + (at % 7 === 3 ? 45 : 0) };
        return at % 50 === 9 ? [late, { ...late, arrivedAtMs: late.arrivedAtMs + 5 }] : [late];
      });
    const recording = await encode(inOrderOfArrival(packets));
    const { durationMs, legs } = recording;
    expect(durationMs).toBe(10_000);
    expect(legs[0]).toMatchObject({ codec: 'PCMA', packets: 495, lost: 5, duplicates: 10 });
    // Every seventh packet is 45 ms late: of each difference RFC 3550 counts a sixteenth.
    expect(legs[0]!.jitterMs).toBeGreaterThan(5);
    expect(legs[0]!.maxJitterMs).toBeLessThan(45);
    const { left } = heard(recording);
    expect(levelOf(440, between(left, 1020, 2980))).toBeGreaterThan(LOUD);
    // A single lost packet is bridged.
    expect(levelOf(440, between(left, 1001, 1011))).toBeGreaterThan(0.9 * LOUD);
  });

  test.each([20, 100, 1000, 4321 - (4321 % 20)])('a call of %d ms has exactly that length', async (ms) => {
    const recording = await encode(rtpStream(tone(440, ms), { startAt: T0 }));
    const { durationMs } = recording;
    expect(durationMs).toBe(ms);
    expect(heard(recording).left.length).toBe(ms * MS);
  });

  test('a call without packets is silence of its own length', async () => {
    const recording = await encode([], LEGS, T0 + 3000);
    const { durationMs, waveform, legs } = recording;
    expect(durationMs).toBe(3000);
    expect(heard(recording).left).toEqual(new Int16Array(3000 * MS));
    expect(Math.max(...waveform.caller, ...waveform.callee)).toBe(0);
    expect(legs.map(({ packets }) => packets)).toEqual([0, 0]);
  });

  test('a call that ended before it began is a tenth of a second', async () => {
    const recording = await encode([], [], T0 - 1);
    expect(heard(recording).left.length).toBe(100 * MS);
  });

  test('the file has the promised format and reports its length', async () => {
    const recording = await encode(rtpStream(tone(440, 20_000), { startAt: T0 }));
    const { sizeBytes, sha256 } = recording;
    const bytes = contentOf(recording);
    expect(bytes.length).toBe(sizeBytes);
    expect(createHash('sha256').update(bytes).digest()).toEqual(sha256);
    const { durationMs, facts } = probe(recording);
    expect(facts).toMatchObject({ codec_name: 'mp3', sample_rate: '8000', channels: 2, bit_rate: '32000' });
    expect(Math.abs(durationMs - 20_000)).toBeLessThan(FRAME_MS);
  });

  test('encoding the same call again gives the same bytes', async () => {
    const packets = rtpStream(tone(440, 2000), { startAt: T0 });
    const { sha256 } = await encode(packets);
    expect((await encode(packets)).sha256).toEqual(sha256);
  });

  test('the waveform shows who was loud and when', async () => {
    const caller = rtpStream(tone(440, 1000, 32000), { startAt: T0 });
    const callee = rtpStream(tone(440, 1000, 16000), { leg: 1, startAt: T0 + 1000 });
    const { waveform } = await encode(inOrderOfArrival(caller, callee));
    expect(waveform.sliceMs).toBe(20);
    expect(waveform.caller.length).toBe(100);
    expect(waveform.caller.slice(0, 50).every((peak) => peak > 240)).toBe(true);
    expect(waveform.caller.slice(50).every((peak) => peak === 0)).toBe(true);
    expect(waveform.callee.slice(0, 50).every((peak) => peak === 0)).toBe(true);
    expect(waveform.callee.slice(50).every((peak) => peak > 110 && peak < 135)).toBe(true);
  });
});
