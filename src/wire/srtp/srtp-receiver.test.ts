import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeRtp } from '../rtp/index.ts';
import { CRYPTO_SUITES, type CryptoSuiteName, type SrtpKeys, SrtpReceiver, SrtpSender } from './index.ts';

const SUITES = Object.keys(CRYPTO_SUITES) as CryptoSuiteName[];

function newKeys(suite: CryptoSuiteName, mki = ''): SrtpKeys {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  return { suite, keys: [{ keySalt: randomBytes(keyBytes + saltBytes).toString('base64'), mki }] };
}

const rtp = (sequenceNumber: number, more: Partial<Parameters<typeof writeRtp>[0]> = {}): Buffer =>
  writeRtp({
    payloadType: 8,
    sequenceNumber,
    timestampTicks: sequenceNumber * 160,
    ssrc: 7,
    payload: Buffer.alloc(160, sequenceNumber),
    ...more,
  });

/** `count` encrypted packets whose sequence numbers begin with `first`, with what they are of. */
function stream(keys: SrtpKeys, first: number, count: number): { plain: Buffer; packet: Buffer }[] {
  const sender = new SrtpSender(keys);
  return Array.from({ length: count }, (_, at) => {
    const plain = rtp(first + at);
    return { plain, packet: sender.protect(plain) };
  });
}

/** What becomes of packets that arrive 20 ms apart: `open`, or why not. */
function outcomes(
  receiver: SrtpReceiver,
  packets: readonly { plain: Buffer; packet: Buffer }[],
  startAt = 0,
): string[] {
  return packets.map(({ plain, packet }, at) => {
    const opened = receiver.open({ packet, arrivedAtMs: startAt + at * 20 });
    if (!opened.ok) return opened.reason;
    expect(opened.value).toEqual(plain);
    return 'open';
  });
}

/** A sender goes on with what nobody receives. */
function skipped(sender: SrtpSender, from: number, to: number): void {
  for (let number = from; number < to; number += 30_000) sender.protect(rtp(number));
}

const CM = 'AES_CM_128_HMAC_SHA1_80';

describe.each(SUITES)('%s', (suite) => {
  it('opens what was protected with it, whatever the packet', () => {
    const packets = fc.record({
      payload: fc.uint8Array({ maxLength: 300 }),
      csrcs: fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 15 }),
      extension: fc.option(fc.record({ profile: fc.constant(0xbede), data: fc.constant(new Uint8Array(8).fill(9)) })),
      ssrc: fc.integer({ min: 0, max: 0xffffffff }),
      sequenceNumber: fc.integer({ min: 0, max: 0xffff }),
      mki: fc.constantFrom('', '01', '00000001'),
    });
    fc.assert(
      fc.property(packets, ({ sequenceNumber, mki, ...more }) => {
        const keys = newKeys(suite, mki);
        const plain = rtp(sequenceNumber, more);
        expect(outcomes(new SrtpReceiver(keys), [{ plain, packet: new SrtpSender(keys).protect(plain) }])).toEqual([
          'open',
        ]);
      }),
    );
  });

  it('opens nothing of which a single bit was changed, and goes on after it', () => {
    const keys = newKeys(suite);
    const [first, second] = stream(keys, 100, 2);
    fc.assert(
      fc.property(fc.nat({ max: first!.packet.length * 8 - 1 }), (bit) => {
        const receiver = new SrtpReceiver(keys);
        const forged = Buffer.from(first!.packet);
        forged[bit >> 3]! ^= 1 << (bit & 7);
        expect(receiver.open({ packet: forged, arrivedAtMs: 0 }).ok).toBe(false);
        expect(outcomes(receiver, [first!, second!])).toEqual(['open', 'open']);
      }),
    );
  });

  it('opens nothing with another key', () => {
    expect(outcomes(new SrtpReceiver(newKeys(suite)), stream(newKeys(suite), 1, 2))).toEqual([
      'unauthentic',
      'unauthentic',
    ]);
  });
});

describe('the order of packets', () => {
  it('opens each packet once, in any order within the window, also across the wrap of the sequence number', () => {
    const first = fc.integer({ min: 32_768, max: 65_535 });
    const order = fc.shuffledSubarray(
      Array.from({ length: 60 }, (_, at) => at),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(first, order, (start, places) => {
        const keys = newKeys(CM);
        const packets = stream(keys, start, 61);
        // The first packet comes first: of a stream that begins behind the wrap nothing before it can be placed.
        const arriving = [packets[0]!, ...places.map((place) => packets[1 + place]!)];
        const receiver = new SrtpReceiver(keys);
        expect(outcomes(receiver, arriving)).toEqual(arriving.map(() => 'open'));
        expect(outcomes(receiver, arriving)).toEqual(arriving.map(() => 'replayed'));
      }),
      { numRuns: 30 },
    );
  });

  it('follows the rollover counter through several wraps', () => {
    const keys = newKeys(CM);
    const receiver = new SrtpReceiver(keys);
    const sender = new SrtpSender(keys);
    for (let number = 65_000; number < 65_000 + 3 * 65_536; number += 997) {
      expect(receiver.open({ packet: sender.protect(rtp(number)), arrivedAtMs: number * 20 }).ok).toBe(true);
    }
    expect(receiver.highestIndex(7)).toBeGreaterThan(3 * 65_536);
  });

  it('a sender whose packets before the wrap were all lost is opened', () => {
    const keys = newKeys(CM);
    expect(outcomes(new SrtpReceiver(keys), stream(keys, 65_530, 10).slice(6))).toEqual([
      'open',
      'open',
      'open',
      'open',
    ]);
  });

  it('what is older than the window is refused, opened or not', () => {
    const keys = newKeys(CM);
    const packets = stream(keys, 10, 1100);
    const receiver = new SrtpReceiver(keys);
    expect(outcomes(receiver, [packets[0]!, packets.at(-1)!, packets[5]!, packets[200]!])).toEqual([
      'open',
      'open',
      'replayed',
      'open',
    ]);
  });

  it('a stream that was not received for a quarter of an hour is opened again, though its sequence number has wrapped', () => {
    const keys = newKeys(CM);
    const sender = new SrtpSender(keys);
    const receiver = new SrtpReceiver(keys);
    const at = (number: number) => receiver.open({ packet: sender.protect(rtp(number)), arrivedAtMs: number * 20 }).ok;
    expect(at(30_000)).toBe(true);
    // Sent during the pause and not kept: the sender counts on.
    for (const number of [60_000, 66_000, 100_000]) sender.protect(rtp(number));
    expect(at(30_000 + 45_000 + 65_536)).toBe(true);
  });

  it('a stream is opened after a pause of a day, in which its sender went on', () => {
    const keys = newKeys(CM);
    const [sender, receiver] = [new SrtpSender(keys), new SrtpReceiver(keys)];
    expect(receiver.open({ packet: sender.protect(rtp(100)), arrivedAtMs: 0 }).ok).toBe(true);
    const dayLater = 24 * 3600 * 50;
    skipped(sender, 30_100, dayLater);
    const arrivedAtMs = dayLater * 20;
    expect(receiver.open({ packet: sender.protect(rtp(dayLater)), arrivedAtMs }).ok).toBe(true);
    expect(receiver.open({ packet: sender.protect(rtp(dayLater + 1)), arrivedAtMs: arrivedAtMs + 20 }).ok).toBe(true);
  });

  it('a stream that had wrapped before we got its first packet is opened', () => {
    const keys = newKeys(CM);
    const sender = new SrtpSender(keys);
    skipped(sender, 0, 5 * 65_536 + 40_000);
    expect(
      outcomes(
        new SrtpReceiver(keys),
        [5 * 65_536 + 40_000, 5 * 65_536 + 40_001].map((number) => ({
          plain: rtp(number),
          packet: sender.protect(rtp(number)),
        })),
      ),
    ).toEqual(['open', 'open']);
  });

  it('of what no key opens the rollover counter is searched in a bounded number of packets, until one opens', () => {
    const keys = newKeys(CM);
    const [receiver, wrapped] = [new SrtpReceiver(keys), new SrtpSender(keys)];
    skipped(wrapped, 0, 3 * 65_536 + 1000);
    const open = (packet: Uint8Array) => receiver.open({ packet, arrivedAtMs: 0 }).ok;
    for (const { packet } of stream(newKeys(CM), 1, 200)) expect(open(packet)).toBe(false);
    expect(open(wrapped.protect(rtp(3 * 65_536 + 1001)))).toBe(false);
    expect(open(new SrtpSender(keys).protect(rtp(5, { ssrc: 8 })))).toBe(true);
    expect(open(wrapped.protect(rtp(3 * 65_536 + 1002)))).toBe(true);
  });

  it('streams of several SSRCs do not disturb each other, and the oldest are forgotten', () => {
    const keys = newKeys(CM);
    const receiver = new SrtpReceiver(keys);
    for (let ssrc = 1; ssrc <= 40; ssrc++) {
      const packet = new SrtpSender(keys).protect(rtp(500, { ssrc }));
      expect(receiver.open({ packet, arrivedAtMs: 0 }).ok).toBe(true);
    }
    expect(receiver.highestIndex(40)).toBe(500);
    expect(receiver.highestIndex(1)).toBeNull();
  });
});

describe('keys', () => {
  it('are distinguished by the identifier in the packet', () => {
    const [one, two] = [newKeys(CM, '01'), newKeys(CM, '02')];
    const receiver = new SrtpReceiver({ suite: CM, keys: [...one.keys, ...two.keys] });
    expect(outcomes(receiver, [stream(one, 1, 1)[0]!, stream(two, 2, 1)[0]!])).toEqual(['open', 'open']);
    expect(outcomes(receiver, stream(newKeys(CM, '03'), 3, 1))).toEqual(['unauthentic']);
  });

  it('a new one goes on with the rollover counter, or begins with 0', () => {
    const keys = newKeys(CM);
    const sender = new SrtpSender(keys);
    for (const number of [1, 40_000, 66_000]) sender.protect(rtp(number));
    const goesOn = new SrtpReceiver(keys).open({
      packet: sender.protect(rtp(66_001)),
      arrivedAtMs: 0,
      earlierIndex: 66_000,
    });
    const begins = new SrtpReceiver(keys).open({
      packet: new SrtpSender(keys).protect(rtp(66_001)),
      arrivedAtMs: 0,
      earlierIndex: 66_000,
    });
    expect([goesOn.ok, begins.ok]).toEqual([true, true]);
  });
});

it('any bytes get an answer, never an exception', () => {
  const keys = SUITES.map((suite) => newKeys(suite, '0102'));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ minLength: 12, maxLength: 80 }).map((noise) => Uint8Array.of(0x80 | (noise[0]! & 0x3f), ...noise)),
  );
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 1e7 }), (packet, arrivedAtMs) => {
      for (const each of keys) expect(new SrtpReceiver(each).open({ packet, arrivedAtMs }).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});
