import { expect, test } from 'vitest';
import type { LegCodec } from '../spool/index.ts';
import { laterCodecs } from './leg-codecs.ts';

const PCMA: LegCodec = { payloadType: 8, name: 'PCMA', clockRateHz: 8000 };
const PCMU: LegCodec = { payloadType: 0, name: 'PCMU', clockRateHz: 8000 };
const OPUS: LegCodec = { payloadType: 96, name: 'OPUS', clockRateHz: 48_000 };
const L16: LegCodec = { payloadType: 96, name: 'L16', clockRateHz: 16_000 };

test('what a later offer leaves out stays, what it adds is known since then', () => {
  expect(laterCodecs([PCMU], [PCMA], 7)).toEqual([PCMU, { ...PCMA, since: 7 }]);
});

test('what a later offer repeats is the same, whatever the order', () => {
  expect(laterCodecs([PCMU, PCMA], [PCMA, PCMU], 7)).toEqual([PCMU, PCMA]);
});

test('a payload type with another meaning has both, and may get the first one back', () => {
  const changed = laterCodecs([OPUS], [L16], 7);
  expect(changed).toEqual([OPUS, { ...L16, since: 7 }]);
  expect(laterCodecs(changed, [OPUS], 9)).toEqual([OPUS, { ...L16, since: 7 }, { ...OPUS, since: 9 }]);
});

test('offers that change a codec without end fill no memory', () => {
  let codecs: readonly LegCodec[] = [OPUS];
  for (let offer = 0; offer < 2000; offer++) codecs = laterCodecs(codecs, [offer % 2 === 0 ? L16 : OPUS], offer);
  expect(codecs.length).toBe(256);
});

test('AMR in the other payload format is another meaning', () => {
  const amr: LegCodec = { payloadType: 96, name: 'AMR', clockRateHz: 8000 };
  const aligned: LegCodec = { ...amr, octetAligned: true };
  expect(laterCodecs([amr], [aligned], 7)).toEqual([amr, { ...aligned, since: 7 }]);
  expect(laterCodecs([aligned], [aligned], 7)).toEqual([aligned]);
});
