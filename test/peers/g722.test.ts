import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/test-caller/audio-source.ts';
import { G722Decoder } from '../../src/wire/g722.ts';

function byFfmpeg(args: readonly string[], input: Uint8Array): Buffer {
  return execFileSync('ffmpeg', ['-v', 'error', ...args], { input, maxBuffer: 1 << 28 });
}

const decodedByFfmpeg = (g722: Uint8Array): Buffer => byFfmpeg(['-f', 'g722', '-i', '-', '-f', 's16le', '-'], g722);

/** Decoded in packets of 20 ms. */
function decoded(g722: Uint8Array): Buffer {
  const decoder = new G722Decoder();
  const packets = Array.from({ length: Math.ceil(g722.length / 160) }, (_, at) =>
    g722.subarray(at * 160, at * 160 + 160),
  );
  return Buffer.concat(packets.map((packet) => Buffer.from(decoder.decode(packet).buffer)));
}

/** 10 s of a voice-like sound at 16 kHz: sweeping buzz, noise, pauses, clipping. */
function sound(): Buffer {
  const random = seededRandom(722);
  const pcm = Int16Array.from({ length: 160_000 }, (_, at) => {
    const loudness = Math.max(0, Math.sin(at / 4000)) * (at > 120_000 ? 60_000 : 12_000);
    const sample = loudness * (Math.sin(at * (0.02 + at / 4e6)) + 0.4 * (random() - 0.5));
    return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
  });
  return Buffer.from(pcm.buffer);
}

describe('G722Decoder', () => {
  test('decodes what ffmpeg encodes, bit for bit as ffmpeg does', () => {
    const g722 = byFfmpeg(['-f', 's16le', '-ar', '16000', '-ac', '1', '-i', '-', '-f', 'g722', '-'], sound());
    expect(g722.length).toBe(80_000);
    expect(decoded(g722).equals(decodedByFfmpeg(g722))).toBe(true);
  });

  test('decodes random bytes as ffmpeg does', () => {
    const random = seededRandom(9);
    const noise = Uint8Array.from({ length: 200_000 }, () => Math.floor(random() * 256));
    expect(decoded(noise).equals(decodedByFfmpeg(noise))).toBe(true);
  });

  test('every payload gives two samples a byte', () => {
    const decoder = new G722Decoder();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        (payload) => decoder.decode(payload).length === 2 * payload.length,
      ),
    );
  });
});
