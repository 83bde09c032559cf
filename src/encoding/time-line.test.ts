import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  g711Leg,
  inOrderOfArrival,
  levelOf,
  NARROWBAND,
  rtpStream,
  type StreamOptions,
  tone,
} from '../../test/kit/synthetic-rtp.ts';
import type { SpooledLeg, SpooledPacket } from '../spool/index.ts';
import { writeRtp } from '../wire/rtp/index.ts';
import { playTimeLine, type TimeLineResult } from './time-line.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const CALLER = g711Leg(0, 'caller');
const CALLEE = g711Leg(1, 'callee');
const MS = 8;

interface Rendered extends TimeLineResult {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

function render(packets: Iterable<SpooledPacket>, legs: readonly SpooledLeg[] = [CALLER, CALLEE]): Rendered {
  const left: Int16Array[] = [];
  const right: Int16Array[] = [];
  const account = playTimeLine({ ...NARROWBAND, captureStartedAt: T0, legs }, packets, (l, r) => {
    left.push(l.slice());
    right.push(r.slice());
  });
  return { ...account, left: joined(left), right: joined(right) };
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Where sound begins and ends: runs of samples, gaps of less than 5 ms not counted. */
function soundIn(pcm: Int16Array): { fromMs: number; toMs: number }[] {
  const runs: { fromMs: number; toMs: number }[] = [];
  pcm.forEach((sample, at) => {
    if (Math.abs(sample) < 1000) return;
    const ms = at / MS;
    const last = runs.at(-1);
    if (last && ms - last.toMs < 5) last.toMs = ms;
    else runs.push({ fromMs: ms, toMs: ms });
  });
  return runs.map(({ fromMs, toMs }) => ({ fromMs: Math.round(fromMs), toMs: Math.round(toMs) }));
}

const stream = (durationMs: number, options: Partial<StreamOptions> = {}): SpooledPacket[] =>
  rtpStream(tone(440, durationMs), { startAt: T0, ...options });

const delayed = (packets: readonly SpooledPacket[], ms: number): SpooledPacket[] =>
  packets.map((packet) => ({ ...packet, arrivedAtMs: packet.arrivedAtMs + ms }));

const burst = (startAt: number, ssrc: number): SpooledPacket[] =>
  rtpStream(tone(2000, 300), { startAt, ssrc }).map((packet) => ({ ...packet, arrivedAtMs: startAt }));

const near = (pcm: Int16Array, expected: readonly { fromMs: number; toMs: number }[]): void => {
  const runs = soundIn(pcm);
  expect(runs.length, JSON.stringify(runs)).toBe(expected.length);
  expected.forEach(({ fromMs, toMs }, index) => {
    expect(Math.abs(runs[index]!.fromMs - fromMs), JSON.stringify(runs)).toBeLessThanOrEqual(3);
    expect(Math.abs(runs[index]!.toMs - toMs), JSON.stringify(runs)).toBeLessThanOrEqual(3);
  });
};

describe('legs', () => {
  test('are on the left and right, aligned by arrival whatever their timestamps', () => {
    const caller = rtpStream(tone(440, 3000), { startAt: T0 + 500, timestampTicks: 0xffffff00, sequenceNumber: 65530 });
    const callee = rtpStream(tone(1000, 2000), { leg: 1, law: 'PCMU', startAt: T0 + 1100, timestampTicks: 77 });
    const { left, right, samples, legs } = render(inOrderOfArrival(caller, callee));
    expect(samples).toBe(3000 * MS);
    near(left, [{ fromMs: 0, toMs: 3000 }]);
    near(right, [{ fromMs: 600, toMs: 2600 }]);
    expect(levelOf(440, left)).toBeGreaterThan(7500);
    expect(levelOf(1000, left)).toBeLessThan(50);
    expect(levelOf(1000, right.subarray(600 * MS, 2600 * MS))).toBeGreaterThan(7500);
    expect(legs).toMatchObject([
      { leg: 0, channel: 'caller', packets: 150, lost: 0, duplicates: 0, reordered: 0, ignored: 0 },
      { leg: 1, channel: 'callee', packets: 100, lost: 0, duplicates: 0, reordered: 0, ignored: 0 },
    ]);
  });

  test('read one after the other, as the spool may return them, give the same recording', () => {
    const caller = stream(3000);
    const callee = rtpStream(tone(1000, 3000), { leg: 1, startAt: T0 + 40 });
    expect(render([...caller, ...callee])).toEqual(render(inOrderOfArrival(caller, callee)));
    expect(render([...callee, ...caller])).toEqual(render(inOrderOfArrival(caller, callee)));
  });

  test('a mixed stream is heard on both sides', () => {
    const { left, right } = render(stream(500), [g711Leg(0, 'mixed')]);
    near(left, [{ fromMs: 0, toMs: 500 }]);
    expect(right).toEqual(left);
  });

  test('a stream that becomes the other party’s changes its side there, and not before', () => {
    const legs = [
      { ...CALLER, channelChanges: [{ since: T0 + 1300, channel: 'callee' as const }] },
      { ...CALLEE, channelChanges: [{ since: T0 + 1300, channel: 'caller' as const }] },
    ];
    const other = rtpStream(tone(1000, 3000), { leg: 1, startAt: T0 });
    const { left, right } = render(inOrderOfArrival(stream(3000), other), legs);
    for (const [before, after] of [
      [440, 1000],
      [1000, 440],
    ] as const) {
      const side = before === 440 ? left : right;
      expect(levelOf(before, side.subarray(0, 1290 * MS))).toBeGreaterThan(7500);
      expect(levelOf(after, side.subarray(0, 1290 * MS))).toBeLessThan(50);
      expect(levelOf(after, side.subarray(1310 * MS, 2900 * MS))).toBeGreaterThan(7500);
      expect(levelOf(before, side.subarray(1310 * MS, 2900 * MS))).toBeLessThan(50);
    }
  });

  test('only one leg: the other side is silent', () => {
    const { left, right } = render(stream(100));
    expect(left.length).toBe(100 * MS);
    expect(right).toEqual(new Int16Array(100 * MS));
  });

  test('two legs of one party add up and clip', () => {
    const second = rtpStream(tone(1000, 200, 30000), { leg: 1, startAt: T0 });
    const both = inOrderOfArrival(rtpStream(tone(440, 200, 30000), { startAt: T0 }), second);
    const { left } = render(both, [CALLER, g711Leg(1, 'caller')]);
    expect(Math.max(...left)).toBe(32767);
    expect(levelOf(1000, left)).toBeGreaterThan(15000);
  });

  test('no packets: no sound', () => {
    expect(render([])).toMatchObject({ samples: 0, legs: [{ packets: 0 }, { packets: 0 }] });
  });
});

describe('what the network does', () => {
  const jitterMs = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 180 }) },
  );

  test('any order and any duplicates within the jitter make the same sound', () => {
    const packets = stream(2000, { timestampTicks: 0xfffffff0, sequenceNumber: 65500 });
    const expected = render(packets);
    fc.assert(
      fc.property(
        fc.array(jitterMs, { minLength: 100, maxLength: 100 }),
        fc.array(fc.nat(99), { maxLength: 20 }),
        (jitter, twice) => {
          const moved = packets.map((packet, at) => ({
            ...packet,
            arrivedAtMs: packet.arrivedAtMs + (at % 4 ? jitter[at]! : 0),
          }));
          const copies = twice.map((at) => ({ ...moved[at]!, arrivedAtMs: moved[at]!.arrivedAtMs + 30 }));
          const { left, legs, samples } = render(inOrderOfArrival(moved, copies));
          expect(samples).toBe(expected.samples);
          expect(Buffer.compare(Buffer.from(left.buffer), Buffer.from(expected.left.buffer))).toBe(0);
          expect(legs[0]).toMatchObject({ packets: 100, lost: 0, duplicates: copies.length, ignored: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a stall of two seconds delivers all its packets at once: no sound moves', () => {
    const packets = stream(8000).map((packet) => {
      const sinceStart = packet.arrivedAtMs - T0;
      return sinceStart >= 3000 && sinceStart < 5000 ? { ...packet, arrivedAtMs: T0 + 5000 } : packet;
    });
    const { left, samples } = render(packets);
    expect(samples).toBe(8000 * MS);
    near(left, [{ fromMs: 0, toMs: 8000 }]);
  });

  test.each([
    ['a stall', 1600, 2310],
    ['a recorder that stands still for twelve seconds', 60, 12_200],
  ])('%s at the end of the call, whose last packets come late: the call is not longer', (_, fromMs, readAtMs) => {
    const packets = stream(2000).map((packet) =>
      packet.arrivedAtMs >= T0 + fromMs ? { ...packet, arrivedAtMs: T0 + readAtMs } : packet,
    );
    const { left, samples } = render(packets);
    expect(samples).toBe(2000 * MS);
    near(left, [{ fromMs: 0, toMs: 2000 }]);
  });

  test.each([
    ['far from all', 3_000_000_000],
    ['8 s behind', (3000 - 8000) * MS],
    ['9 s ahead', (3000 + 9000) * MS],
  ])('a single wrong timestamp, %s, is ignored', (_, timestampTicks) => {
    const wild = rtpStream(tone(2000, 20), { startAt: T0 + 3010, ssrc: 1000, sequenceNumber: 40_000, timestampTicks });
    const { left, samples, legs } = render(inOrderOfArrival(stream(6000), wild));
    expect(samples).toBe(6000 * MS);
    near(left, [{ fromMs: 0, toMs: 6000 }]);
    expect(legs[0]!.ignored).toBe(1);
  });

  test('a leg with most packets delayed is aligned by the others', () => {
    const caller = stream(3000);
    const callee = stream(3000, { leg: 1 }).map((packet, at) => (at % 4 === 0 ? packet : delayed([packet], 60)[0]!));
    const { left, right } = render(inOrderOfArrival(caller, callee));
    expect(right).toEqual(left);
  });

  test('a few packets sent too early move no sound', () => {
    const caller = stream(3000);
    const callee = stream(3000, { leg: 1 }).map((packet, at) => (at % 40 === 39 ? delayed([packet], -60)[0]! : packet));
    const { left, right } = render(inOrderOfArrival(caller, callee));
    expect(right).toEqual(left);
  });
});

describe('pauses', () => {
  test('discontinuous transmission: silence where nothing was sent', () => {
    const all = stream(6000);
    const spoken = all.filter((packet) => packet.arrivedAtMs < T0 + 1000 || packet.arrivedAtMs >= T0 + 4000);
    const renumbered = spoken.map(renumber());
    const { left, legs } = render(renumbered);
    near(left, [
      { fromMs: 0, toMs: 1000 },
      { fromMs: 4000, toMs: 6000 },
    ]);
    expect(legs[0]!.lost).toBe(0);
  });

  test('discontinuous transmission through several stalls in a row: nothing behind them moves', () => {
    // Of stalls at random times: these made everything behind them 0.45 s late.
    const begins = [3280, 4974, 6297, 7659, 9241, 10_211, 11_265, 11_653];
    const lengths = [1262, 732, 934, 1155, 887, 404, 121, 1187];
    const words = [{ fromMs: 0, toMs: 1000 }];
    for (let at = 2300; at < 20_000; at += 2000) words.push({ fromMs: at, toMs: at + 500 });
    const isSpoken = (ms: number): boolean => words.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    const packets = stream(20_000)
      .filter(({ arrivedAtMs }) => isSpoken(arrivedAtMs - T0))
      .map((packet, sequenceNumber) => {
        const sent = packet.arrivedAtMs - T0;
        const stall = begins.findIndex((at, index) => sent >= at && sent < at + lengths[index]!);
        const bytes = Buffer.from(packet.bytes);
        bytes.writeUInt16BE(sequenceNumber, 2);
        return {
          ...packet,
          bytes,
          arrivedAtMs: stall < 0 ? packet.arrivedAtMs : T0 + begins[stall]! + lengths[stall]!,
        };
      });
    near(render(packets).left, words);
  });

  test('a hold during which the timestamps do not advance keeps its length', () => {
    const before = stream(2000);
    const after = stream(2000, { startAt: T0 + 32_000, timestampTicks: 2000 * MS, sequenceNumber: 100 });
    const { left } = render([...before, ...after]);
    near(left, [
      { fromMs: 0, toMs: 2000 },
      { fromMs: 32_000, toMs: 34_000 },
    ]);
  });

  test('a hold of more than a stall, after which hardly anything comes, keeps its length', () => {
    const last = stream(20, { startAt: T0 + 10_000, sequenceNumber: 100, timestampTicks: 2000 * MS });
    expect(render(inOrderOfArrival(stream(2000), last)).samples).toBe(10_020 * MS);
  });

  test('several holds within a second', () => {
    const pieces = [0, 700, 1400, 2100].map((startMs, index) =>
      stream(300, { startAt: T0 + startMs, timestampTicks: index * 300 * MS, sequenceNumber: index * 15 }),
    );
    const { left } = render(pieces.flat());
    near(
      left,
      [0, 700, 1400, 2100].map((fromMs) => ({ fromMs, toMs: fromMs + 300 })),
    );
  });

  test('comfort noise is silence', () => {
    const noise = writeRtp({
      payloadType: 13,
      sequenceNumber: 50,
      timestampTicks: 1000 * MS,
      ssrc: 1000,
      payload: Buffer.of(60),
    });
    const packets = [
      ...stream(1000),
      { leg: 0, arrivedAtMs: T0 + 1000, bytes: noise },
      ...stream(1000, { startAt: T0 + 2000, timestampTicks: 2000 * MS, sequenceNumber: 51 }),
    ];
    const { left, legs } = render(packets);
    near(left, [
      { fromMs: 0, toMs: 1000 },
      { fromMs: 2000, toMs: 3000 },
    ]);
    expect(legs[0]).toMatchObject({ lost: 0, ignored: 0 });
  });
});

describe('senders that change', () => {
  test("packets of the port's last call are ignored", () => {
    const last = rtpStream(tone(2000, 300), { startAt: T0, ssrc: 5 });
    const { left, legs } = render([...last, ...stream(3000, { startAt: T0 + 300 })]);
    near(left, [{ fromMs: 0, toMs: 3000 }]);
    expect(legs[0]).toMatchObject({ packets: 150, ignored: 15 });
  });

  test('timestamps that jump either way are placed by arrival', () => {
    for (const timestampTicks of [500_000_000, 3_900_000_000]) {
      const { left, samples } = render([
        ...stream(3000),
        ...stream(3000, { startAt: T0 + 3000, timestampTicks, sequenceNumber: 150 }),
      ]);
      expect(samples).toBe(6000 * MS);
      near(left, [{ fromMs: 0, toMs: 6000 }]);
    }
  });

  test('timestamps that jump during a stall: what came late is sound of before, and nothing behind it moves', () => {
    const before = stream(3000, { timestampTicks: 500_000 });
    const after = stream(3000, { startAt: T0 + 3000, sequenceNumber: 150, timestampTicks: 3_000_000_000 });
    const stalled = inOrderOfArrival(before, after).map((packet) => {
      const sinceStart = packet.arrivedAtMs - T0;
      return sinceStart >= 2580 && sinceStart < 3210 ? { ...packet, arrivedAtMs: T0 + 3210 } : packet;
    });
    const { left, samples } = render(stalled);
    expect(samples).toBe(6000 * MS);
    near(left, [{ fromMs: 0, toMs: 6000 }]);
  });

  test('a new SSRC is placed by its arrival', () => {
    const { left, legs } = render([
      ...stream(2000),
      ...stream(2000, { startAt: T0 + 2500, ssrc: 7, sequenceNumber: 9000 }),
    ]);
    near(left, [
      { fromMs: 0, toMs: 2000 },
      { fromMs: 2500, toMs: 4500 },
    ]);
    expect(legs[0]).toMatchObject({ packets: 200, lost: 0, ignored: 0 });
  });

  test('a new SSRC in the last tenth of a second is recorded too', () => {
    const { samples } = render([...stream(2000), ...stream(100, { startAt: T0 + 2000, ssrc: 7 })]);
    expect(samples).toBe(2100 * MS);
  });

  test('a foreign burst is ignored, before and during the call', () => {
    const { left, legs } = render(
      inOrderOfArrival(burst(T0, 8), stream(5000, { startAt: T0 + 100 }), burst(T0 + 2003, 9)),
    );
    near(left, [{ fromMs: 0, toMs: 5000 }]);
    expect(levelOf(2000, left)).toBeLessThan(20);
    expect(legs[0]).toMatchObject({ packets: 250, ignored: 30 });
  });

  test('payload types that were not negotiated, events, and garbage are not sound', () => {
    const intruder = (payloadType: number, afterMs: number): SpooledPacket[] => {
      const place = { sequenceNumber: afterMs / 20, timestampTicks: afterMs * MS };
      return rtpStream(tone(2000, 100), { startAt: T0 + afterMs, ssrc: 1000, payloadType, ...place });
    };
    const between = stream(500, { startAt: T0 + 1100, sequenceNumber: 55, timestampTicks: 1100 * MS });
    const after = stream(1300, { startAt: T0 + 1700, sequenceNumber: 85, timestampTicks: 1700 * MS });
    const garbage = { leg: 0, arrivedAtMs: T0 + 500, bytes: Buffer.from('not RTP at all') };
    const unknownLeg = { leg: 9, arrivedAtMs: T0 + 500, bytes: Buffer.alloc(40) };
    const { left, legs } = render(
      inOrderOfArrival(stream(1000), intruder(101, 1000), between, intruder(96, 1600), after, [garbage, unknownLeg]),
    );
    near(left, [
      { fromMs: 0, toMs: 1000 },
      { fromMs: 1100, toMs: 1600 },
      { fromMs: 1700, toMs: 3000 },
    ]);
    expect(legs[0]).toMatchObject({ packets: 140, lost: 0, ignored: 6 });
  });

  test('our clock set back an hour neither loses sound nor makes it silent', () => {
    const { left, samples } = render([
      ...stream(3000),
      ...delayed(stream(3000, { startAt: T0 + 3000, timestampTicks: 3000 * MS, sequenceNumber: 150 }), -3_600_000),
    ]);
    expect(samples).toBe(6000 * MS);
    near(left, [{ fromMs: 0, toMs: 6000 }]);
  });
});

function renumber(): (packet: SpooledPacket, index: number) => SpooledPacket {
  return (packet, index) => {
    const bytes = Buffer.from(packet.bytes);
    bytes.writeUInt16BE(index, 2);
    return { ...packet, bytes };
  };
}
