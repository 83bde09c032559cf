import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { callDescription, spoolCall } from '../../../test/kit/spooled-call.ts';
import { g711Leg, inOrderOfArrival, rtpStream, tone } from '../../../test/kit/synthetic-rtp.ts';
import { contentOf } from '../../../test/kit/sealed-audio.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import type { LegPause } from '../../recording/index.ts';
import {
  type LegSecurity,
  readSpooledCall,
  type SpooledCall,
  type SpooledLeg,
  type SpooledPacket,
} from '../../spool/index.ts';
import { CRYPTO_SUITES, type SrtpKeys, SrtpSender } from '../../wire/srtp/index.ts';
import type { EncodedRecording } from '../call-encoding.ts';
import { encodeCall } from '../encode-call.ts';
import { loadMp3Encoder } from '../load-mp3-encoder.ts';
import type { Mp3EncoderKind } from '../mp3-encoder.ts';
import { EarlyCall, type RunningCallState } from './early-call.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const SECOND_MS = 1000;
const WIDEBAND = { payloadType: 9, name: 'G722', clockRateHz: 8000 };
const libraries = new Map();

/** With sections of 3 s, so that a call of a minute has many. */
let encoder: Mp3EncoderKind & { readonly sectionSamples: number };
beforeAll(async () => {
  encoder = { ...(await loadMp3Encoder('lame')), sectionSamples: 24_000 };
});

/** A call as it is known at each moment. */
interface TestCall {
  readonly packets: readonly SpooledPacket[];
  readonly legsAt: (now: number) => readonly SpooledLeg[];
  readonly pausesAt: (now: number) => readonly LegPause[];
  readonly lengthMs: number;
}

/** With the hash of what is in the file, which must be the one that it says. */
function outcome(encoded: EncodedRecording) {
  const { audio: _, sha256, ...recording } = encoded;
  const found = createHash('sha256').update(contentOf(encoded)).digest('hex');
  expect(sha256.toString('hex')).toBe(found);
  const waveform = createHash('sha256').update(JSON.stringify(recording.waveform)).digest('hex');
  return { ...recording, waveform, found };
}

/** As a call in the spool, a chunk of each second, with what is known of it at its end. */
async function spooled({ packets, legsAt, pausesAt, lengthMs }: TestCall): Promise<SpooledCall> {
  const endedAt = T0 + lengthMs;
  const call = await spoolCall(temporaryFolder(), {
    packets,
    legs: legsAt(endedAt),
    description: callDescription({ startedAt: T0, pauses: pausesAt(endedAt) }),
    endedAt,
    chunkMs: SECOND_MS,
  });
  expect([...readSpooledCall(call)].length).toBe(packets.length);
  return call;
}

interface Encoded {
  readonly recording: ReturnType<typeof outcome>;
  /** What was there when the call ended, ms. */
  readonly earlyMs: number;
  readonly restarts: number;
}

/** Encodes what is on disk at each of `moments`, ms of the call, and the rest at the end. */
async function encodeEarly(test: TestCall, call: SpooledCall, moments: readonly number[]): Promise<Encoded> {
  const folder = temporaryFolder();
  const options = {
    encoder,
    libraries,
    target: { recordingId: call.recordingId, path: join(folder, 'early.mp3') },
    throwIfClosing: () => {},
  };
  const secondOf = call.extents.map((extent) => [...readSpooledCall({ ...call, extents: [extent] })][0]!.arrivedAtMs);
  let early: EarlyCall | null = null;
  let next = 0;
  let restarts = 0;
  for (const moment of moments) {
    const now = T0 + moment;
    const known = { ...call, legs: test.legsAt(now), description: { ...call.description, pauses: test.pausesAt(now) } };
    const stateFrom = (first: number): RunningCallState => ({
      ...known,
      extents: call.extents.filter((_, index) => index >= first && secondOf[index]! + SECOND_MS < now),
    });
    early ??= await EarlyCall.begin(stateFrom(0), options);
    const progress = await early.advance(stateFrom(next));
    next = progress?.nextExtent ?? 0;
    if (progress !== null) continue;
    early[Symbol.dispose]();
    early = null;
    restarts += 1;
  }
  const earlyMs = early?.encodedMs ?? 0;
  const packets = (await early?.rest(call)) ?? null;
  for (const packet of packets ?? []) early!.encoding.push(packet);
  const isUsable = packets !== null && early!.encoding.hasRightRate(call);
  const recording = isUsable ? outcome(early!.encoding.finish(call)) : await atOnce(call);
  early?.[Symbol.dispose]();
  expect(readdirSync(folder).filter((name) => name !== 'early.mp3')).toEqual([]);
  return { recording, earlyMs: isUsable ? earlyMs : 0, restarts: restarts + (early !== null && !isUsable ? 1 : 0) };
}

async function atOnce(call: SpooledCall) {
  const target = { recordingId: call.recordingId, path: join(temporaryFolder(), 'at-once.mp3') };
  return outcome(await encodeCall({ call, packets: [...readSpooledCall(call)], encoder, libraries, target }));
}

function packetsOf({
  leg = 0,
  fromMs = 0,
  untilMs = 60_000,
  ppm = 0,
  payloadType = 8,
  security = null as SrtpKeys | null,
}) {
  const sender = security === null ? null : new SrtpSender(security);
  const pcm = tone(300 + 130 * leg, untilMs - fromMs).map((sample, at) => (at % 32_000 < 20_000 ? sample : 0));
  return rtpStream(pcm, { leg, startAt: T0 + fromMs, payloadType }).map((packet, index) => ({
    ...packet,
    bytes: sender?.protect(Buffer.from(packet.bytes)) ?? packet.bytes,
    arrivedAtMs: packet.arrivedAtMs + (index * 20 * ppm) / 1e6,
  }));
}

const twoLegs = [g711Leg(0, 'caller'), g711Leg(1, 'callee')];
const plainCall = (lengthMs = 60_000): TestCall => ({
  packets: inOrderOfArrival(packetsOf({ untilMs: lengthMs }), packetsOf({ leg: 1, untilMs: lengthMs })),
  legsAt: () => twoLegs,
  pausesAt: () => [],
  lengthMs,
});

function newKeys(): SrtpKeys {
  const suite = 'AES_CM_128_HMAC_SHA1_80';
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  return { suite, keys: [{ keySalt: randomBytes(keyBytes + saltBytes).toString('base64'), mki: '' }] };
}

describe('a call that was encoded while it ran', () => {
  test('has little left at its end, and is what it is at once', async () => {
    const test = plainCall();
    const call = await spooled(test);
    const { recording, earlyMs, restarts } = await encodeEarly(test, call, [20_000, 31_000, 44_000, 59_000]);
    expect(recording).toEqual(await atOnce(call));
    // 16 s wait for late packets, 5 s for what is said of them; then whole sections.
    expect(60_000 - earlyMs).toBeLessThan(16_400 + 5_000 + 2 * 3_000 + 2_000);
    expect(restarts).toBe(0);
  });

  test.each([
    ['a leg is added', { legsAt: (now: number) => (now < T0 + 30_000 ? twoLegs.slice(0, 1) : twoLegs), from: 30_000 }],
    [
      'a leg becomes another party’s',
      {
        legsAt: (now: number) =>
          now < T0 + 40_000
            ? twoLegs
            : [twoLegs[0]!, { ...twoLegs[1]!, channelChanges: [{ since: T0 + 40_000, channel: 'mixed' as const }] }],
        from: 0,
      },
    ],
  ])('goes on when %s', async (_, { legsAt, from }) => {
    const packets = inOrderOfArrival(packetsOf({}), packetsOf({ leg: 1, fromMs: from }));
    const test = { ...plainCall(), packets, legsAt };
    const call = await spooled(test);
    const { recording, earlyMs, restarts } = await encodeEarly(test, call, [25_000, 38_000, 50_000, 59_000]);
    expect(recording).toEqual(await atOnce(call));
    expect([earlyMs > 20_000, restarts]).toEqual([true, 0]);
  });

  test('goes on through a pause, and when keys change', async () => {
    const keys = [newKeys(), newKeys()] as const;
    const security: LegSecurity[] = [
      { since: 0, keys: keys[0] },
      { since: T0 + 30_000, keys: keys[1] },
    ];
    const encrypted = { ...twoLegs[0]!, security };
    const pause = { leg: 1, from: T0 + 20_000, until: T0 + 26_000 };
    const isPaused = ({ arrivedAtMs }: SpooledPacket): boolean =>
      arrivedAtMs > pause.from + 100 && arrivedAtMs < pause.until;
    const test: TestCall = {
      ...plainCall(),
      packets: inOrderOfArrival(
        packetsOf({ untilMs: 30_000, security: keys[0] }),
        rtpStream(tone(500, 30_000), { startAt: T0 + 30_000, sequenceNumber: 1500, timestampTicks: 240_000 }).map(
          (packet, sender) => ({ ...packet, bytes: protect(keys[1], packet.bytes, sender) }),
        ),
        packetsOf({ leg: 1 }).filter((packet) => !isPaused(packet)),
      ),
      legsAt: (now) => [now < T0 + 30_000 ? { ...encrypted, security: security.slice(0, 1) } : encrypted, twoLegs[1]!],
      pausesAt: (now) => {
        if (now < pause.from) return [];
        return [now < pause.until ? { ...pause, until: null } : pause];
      },
    };
    const call = await spooled(test);
    const { recording, earlyMs, restarts } = await encodeEarly(test, call, [24_000, 29_000, 45_000, 59_000]);
    expect(recording).toEqual(await atOnce(call));
    expect(recording.legs.map(({ unauthentic, lost }) => [unauthentic, lost])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect([earlyMs > 30_000, restarts]).toEqual([true, 0]);
  });

  test('is encoded from its beginning when a pause is known too late, or the sound becomes wideband', async () => {
    const late = { leg: 1, from: T0 + 5_000, until: T0 + 8_000 };
    const paused: TestCall = { ...plainCall(), pausesAt: (now) => (now < T0 + 55_000 ? [] : [late]) };
    const pausedCall = await spooled(paused);
    expect(await encodeEarly(paused, pausedCall, [40_000, 50_000])).toEqual({
      recording: await atOnce(pausedCall),
      earlyMs: 0,
      restarts: 1,
    });
    const wide: TestCall = {
      ...plainCall(),
      packets: inOrderOfArrival(
        packetsOf({}),
        packetsOf({ leg: 1, untilMs: 45_000 }),
        packetsOf({ leg: 1, fromMs: 45_000, payloadType: 9 }),
      ),
      legsAt: () => twoLegs.map((leg) => ({ ...leg, codecs: [...leg.codecs, WIDEBAND] })),
    };
    const wideCall = await spooled(wide);
    const encoded = await encodeEarly(wide, wideCall, [40_000, 59_000]);
    expect(encoded).toEqual({ recording: await atOnce(wideCall), earlyMs: 0, restarts: 1 });
  });

  test('gives the same bytes however it is split', async () => {
    const change = record({
      atMs: integer({ min: 1000, max: 44_000 }),
      kind: constantFrom('leg', 'pause', 'late-pause', 'channel', 'codec', 'type', 'keys', 'loss'),
    });
    const scenario = record({
      changes: array(change, { maxLength: 4 }),
      moments: array(integer({ min: 2_000, max: 45_000 }), { maxLength: 5 }),
      ppm: integer({ min: -400, max: 400 }),
      jitterMs: integer({ min: 0, max: 90 }),
    });
    await assert(
      asyncProperty(scenario, async ({ changes, moments, ppm, jitterMs }) => {
        const test = changedCall(changes, ppm, jitterMs);
        const call = await spooled(test);
        const { recording } = await encodeEarly(
          test,
          call,
          moments.toSorted((a, b) => a - b),
        );
        expect(recording).toEqual(await atOnce(call));
      }),
      { numRuns: 15 },
    );
  });
});

const senders = new Map<SrtpKeys, SrtpSender>();
function protect(keys: SrtpKeys, bytes: Uint8Array, index: number): Uint8Array {
  if (index === 0) senders.set(keys, new SrtpSender(keys));
  return senders.get(keys)!.protect(Buffer.from(bytes));
}

interface Change {
  readonly atMs: number;
  readonly kind: string;
}

/** A call of 45 s in which all that may change does. */
function changedCall(changes: readonly Change[], ppm: number, jitterMs: number): TestCall {
  const keys = changes.some(({ kind }) => kind === 'keys') ? [newKeys(), newKeys()] : [];
  const of = (kind: string, now = Number.POSITIVE_INFINITY) =>
    changes.filter((change) => change.kind === kind && T0 + change.atMs <= now).toSorted((a, b) => a.atMs - b.atMs);
  const keysAt = of('keys')[0]?.atMs ?? 0;
  const streams = [0, 1, ...of('leg').map((_, index) => 2 + index)].map((leg) => {
    const fromMs = leg < 2 ? 0 : of('leg')[leg - 2]!.atMs;
    const packets = packetsOf({ leg, fromMs, untilMs: 45_000, ppm: leg === 1 ? ppm : 0 });
    return packets.flatMap((packet, index) => {
      const atMs = packet.arrivedAtMs - T0;
      if (of('loss').some((loss) => atMs >= loss.atMs && atMs < loss.atMs + 700 && index % 3 === leg)) return [];
      const wide = leg === 1 && of('type').some((type) => atMs >= type.atMs);
      const bytes = Buffer.from(packet.bytes);
      if (wide) bytes[1] = 9;
      return [{ ...packet, bytes, arrivedAtMs: packet.arrivedAtMs + ((index * 7919) % (jitterMs + 1)) }];
    });
  });
  const encrypted = streams.map((packets, leg) => {
    if (leg > 0 || keys.length === 0) return packets;
    const [one, other] = keys.map((key) => new SrtpSender(key));
    return packets.map((packet) => ({
      ...packet,
      bytes: (packet.arrivedAtMs < T0 + keysAt ? one! : other!).protect(Buffer.from(packet.bytes)),
    }));
  });
  return {
    packets: inOrderOfArrival(...encrypted),
    lengthMs: 45_000,
    legsAt: (now) =>
      [...twoLegs, ...of('leg', now).map((_, index) => g711Leg(2 + index, 'mixed'))].map((leg) => ({
        ...leg,
        ...(leg.leg === 1 && {
          codecs: [...leg.codecs, ...of('codec', now).map(({ atMs }) => ({ ...WIDEBAND, since: T0 + atMs }))],
        }),
        ...(leg.leg === 1 &&
          of('channel', now).length > 0 && {
            channelChanges: of('channel', now).map(({ atMs }, index) => ({
              since: T0 + atMs,
              channel: (['mixed', 'caller', 'callee'] as const)[index % 3]!,
            })),
          }),
        ...(leg.leg === 0 &&
          keys.length > 0 && {
            security: [
              { since: 0, keys: keys[0]! },
              ...(now < T0 + keysAt ? [] : [{ since: T0 + keysAt, keys: keys[1]! }]),
            ],
          }),
      })),
    pausesAt: (now) => [
      ...of('pause', now).map(({ atMs }, index) => {
        const until = T0 + atMs + 3000;
        return { leg: index % 2, from: T0 + atMs, until: until > now ? null : until };
      }),
      ...of('late-pause', now - 20_000).map(({ atMs }) => ({ leg: 0, from: T0 + atMs, until: T0 + atMs + 500 })),
    ],
  };
}
