import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { estimateCapacity, MEASURED } from './estimate-capacity.ts';

const request = { calls: 100, minutes: 48_000, days: 30, callMinutes: 3, encoder: 'lame' } as const;

test('recordings: 0.24 MB a minute', () => {
  expect(estimateCapacity(request)).toMatchObject({ gigabytesADay: 12, storeGigabytes: 350 });
});

test('a call takes 0.11% of a core with LAME, more without it', () => {
  expect(estimateCapacity({ ...request, calls: 1000 }).busyCores).toBe(1.1);
  expect(estimateCapacity({ ...request, calls: 1000, encoder: 'wasm' }).busyCores).toBeGreaterThan(1.1);
});

test('more calls, minutes or days never need less', () => {
  const base = Object.values(estimateCapacity(request));
  for (const more of [{ calls: 200 }, { minutes: 96_000 }, { days: 60 }]) {
    const needs = Object.values(estimateCapacity({ ...request, ...more }));
    needs.forEach((value, index) => expect(value).toBeGreaterThanOrEqual(base[index] ?? 0));
  }
});

test('the figures are those of docs/performance.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/performance.md', import.meta.url)), 'utf8');
  expect(page).toContain(`${MEASURED.captureMicrosecondsPerPacket} µs for a packet`);
  expect(page).toContain(`| \`lame\` (libmp3lame through koffi), G.711 | ${MEASURED.encodingSecondsPer180.lame} s |`);
  expect(page).toContain(`| \`wasm\`, G.711 | ${MEASURED.encodingSecondsPer180.wasm} s |`);
  expect(page).toContain(`${MEASURED.recorderMegabytes} MB without calls`);
  expect(page).toContain(`some ${MEASURED.megabytesPerCall} MB for a call`);
});
