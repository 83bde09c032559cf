import { expect, test } from 'vitest';
import { addressWords } from '../receiver/source-address.ts';
import { RtpSources } from './rtp-sources.ts';

const PBX = '192.0.2.10';
const NAT = '198.51.100.7';
const THIRD_PARTY = '203.0.113.66';

const words = (address: string) => addressWords(address)!;

function sources(firstSpeaker: boolean, negotiated = [PBX]) {
  const filter = new RtpSources({ negotiated, firstSpeaker, nowMs: 0 });
  return {
    filter,
    accepts: (address: string, nowMs = 0, isRtp = true) => filter.accepts(words(address), isRtp, nowMs),
  };
}

test('only the negotiated address is heard once it has sent', () => {
  const { accepts } = sources(true);
  expect([accepts(PBX), accepts(THIRD_PARTY), accepts(PBX)]).toEqual([true, false, true]);
});

test('while it is silent the first address that sends RTP is heard, and no other', () => {
  const { accepts } = sources(true);
  expect(accepts(THIRD_PARTY, 0, false)).toBe(false);
  expect([accepts(NAT), accepts(THIRD_PARTY), accepts(NAT, 90_000)]).toEqual([true, false, true]);
});

test('a single packet of a third party does not keep the place of a PBX behind NAT', () => {
  const { accepts } = sources(true);
  expect([accepts(THIRD_PARTY), accepts(NAT, 20), accepts(NAT, 1_001)]).toEqual([true, false, true]);
  for (let n = 0; n < 10; n += 1) expect(accepts(NAT, 1_020 + n * 20)).toBe(true);
  expect(accepts(THIRD_PARTY, 30_000)).toBe(false);
});

test('the negotiated address silences the first speaker for good', () => {
  const { accepts } = sources(true);
  expect([accepts(THIRD_PARTY), accepts(PBX), accepts(THIRD_PARTY)]).toEqual([true, true, false]);
});

test('the first speaker must send within a minute, counted again after a pause', () => {
  const { filter, accepts } = sources(true);
  expect(accepts(NAT, 60_001)).toBe(false);
  filter.extend(60_001);
  expect(accepts(NAT, 61_000)).toBe(true);
});

test('without a first speaker only negotiated addresses are heard', () => {
  const { filter, accepts } = sources(false, [PBX, '2001:db8::7']);
  expect([accepts(NAT), accepts(PBX), accepts('2001:db8:0:0::7')]).toEqual([false, true, true]);
  filter.change([NAT], 0);
  expect([accepts(NAT), accepts(PBX)]).toEqual([true, false]);
});

test.each([
  ['192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8::1', '2001:0db8:0:0:0:0:0:1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is the address %s', (one, other) => {
  expect(words(one)).toEqual(words(other));
});

test('a host name is no address', () => {
  expect(addressWords('pbx.example.com')).toBeNull();
});
