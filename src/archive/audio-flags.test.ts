import { expect, test } from 'vitest';
import { CLEAN_LEG } from '../../test/kit/archive-fixture.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';
import type { EncodedCall } from '../encoding/index.ts';
import type { Channel, LegPause } from '../recording/index.ts';
import type { SpooledCall } from '../spool/index.ts';
import { withAudioFlags } from './audio-flags.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');

interface Heard extends Partial<typeof CLEAN_LEG> {
  readonly channel: Channel;
  readonly packets: number;
}

function flagsOf(
  heard: readonly Heard[],
  { pauses = [] as readonly LegPause[], damaged = 0, legs: known = TWO_PCMA_LEGS } = {},
): readonly string[] {
  const description = callDescription({ startedAt: T0, pauses });
  const call = { description, legs: known, endReason: 'hang-up', captureStartedAt: T0, endedAt: T0 + 60_000 };
  const legs = heard.map((leg, index) => ({ ...CLEAN_LEG, ...leg, leg: index }));
  const segment = { file: 'a', offset: 0, length: 1 };
  const encoded = { recording: { legs }, damaged: Array.from({ length: damaged }, () => segment) };
  return withAudioFlags(call as unknown as SpooledCall, encoded as unknown as EncodedCall).flags;
}

const caller = { channel: 'caller', packets: 3000 } as const;
const callee = { channel: 'callee', packets: 3000 } as const;
const silent = { ...callee, packets: 0 };

test.each<readonly [string, readonly Heard[], readonly string[]]>([
  ['both parties', [caller, callee], []],
  ['nothing at all', [{ ...caller, packets: 0 }, silent], ['no-audio']],
  ['one party alone', [caller, silent], ['leg-silent']],
  ['one party on another leg since', [caller, silent, callee], []],
  ['an encrypted leg', [caller, { ...silent, undecodable: 3000 }], ['not-decodable']],
  ['a leg whose keys do not open it', [caller, { ...silent, unauthentic: 3000 }], ['not-decodable']],
  ['a few forged packets', [caller, { ...callee, unauthentic: 24 }], []],
  ['encrypted legs alone', [{ ...silent, undecodable: 3000 }], ['not-decodable']],
  ['another codec for a fifth of the call', [caller, { ...callee, undecodable: 600 }], ['not-decodable']],
  ['a few stray packets', [caller, { ...callee, undecodable: 24, unnegotiated: 24 }], []],
  ['noise', [caller, { ...callee, noise: true }], ['not-decodable']],
  ['PCMU where PCMA was negotiated', [caller, { ...callee, unnegotiated: 3000 }], ['unnegotiated-codec']],
])('%s', (_, heard, flags) => {
  expect(flagsOf(heard)).toEqual(flags);
});

const removing = (...removed: readonly number[]) =>
  TWO_PCMA_LEGS.map((leg) => (removed.includes(leg.leg) ? { ...leg, removed: true as const } : leg));

test('a leg that the PBX removed is not called silent, unless it removed all to hang up', () => {
  expect(flagsOf([caller, silent], { legs: removing(1) })).toEqual([]);
  expect(flagsOf([caller, silent], { legs: removing(0, 1) })).toEqual(['leg-silent']);
});

test('a leg that was paused from the beginning to the end is not called silent', () => {
  expect(flagsOf([caller, silent], { pauses: [{ leg: 1, from: T0, until: null }] })).toEqual([]);
  expect(flagsOf([caller, silent], { pauses: [{ leg: 1, from: T0, until: T0 + 30_000 }] })).toEqual(['leg-silent']);
});

test('what was damaged may have been all of a leg', () => {
  expect(flagsOf([caller, silent], { damaged: 1 })).toEqual(['damaged']);
});
