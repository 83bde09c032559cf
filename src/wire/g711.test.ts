import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { decodeG711, encodeG711, type G711Law } from './g711.ts';

const LAWS: readonly (readonly [G711Law, string])[] = [
  ['PCMA', 'alaw'],
  ['PCMU', 'mulaw'],
];
const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code);
const everySample = Int16Array.from({ length: 65536 }, (_, index) => index - 32768);

function ffmpeg(from: readonly string[], to: readonly string[], input: Uint8Array): Buffer {
  const raw = ['-ar', '8000', '-ac', '1'];
  return execFileSync('ffmpeg', ['-v', 'error', ...from, ...raw, '-i', '-', ...to, ...raw, '-'], { input });
}

test.each(LAWS)('%s decodes every code as ffmpeg does', (law, format) => {
  const theirs = ffmpeg(['-f', format], ['-f', 's16le'], everyCode);
  expect(Buffer.from(decodeG711(law, everyCode).buffer)).toEqual(theirs);
});

test.each(LAWS)('%s gives every code back after decoding and encoding', (law) => {
  const again = encodeG711(law, decodeG711(law, everyCode));
  const differing = [...everyCode].filter((code) => again[code] !== code);
  // µ-law has two codes for zero; G.711 table 2a note: the positive one is sent.
  expect(differing).toEqual(law === 'PCMU' ? [0x7f] : []);
});

test.each(LAWS)('%s is no further from any sample than half of its segment step', (law) => {
  const decoded = decodeG711(law, encodeG711(law, everySample));
  const wrong = [...everySample].filter((sample, index) => {
    const allowed = Math.max(16, Math.abs(sample) / 32 + 8);
    const clipped = Math.abs(sample) > 32000;
    return Math.abs(decoded[index]! - sample) > (clipped ? 1024 : allowed);
  });
  expect(wrong).toEqual([]);
});
