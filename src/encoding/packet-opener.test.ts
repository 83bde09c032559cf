import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { levelOf, NARROWBAND, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import type { LegSecurity, SpooledLeg, SpooledPacket } from '../spool/index.ts';
import { CRYPTO_SUITES, type CryptoSuiteName, type SrtpKeys, SrtpSender } from '../wire/srtp/index.ts';
import { playTimeLine } from './time-line.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const PCMA = { payloadType: 8, name: 'PCMA', clockRateHz: 8000 };
const RTCP = Buffer.from([0x80, 200, 0, 6, ...randomBytes(24)]);

function newKeys(suite: CryptoSuiteName = 'AES_CM_128_HMAC_SHA1_80'): SrtpKeys {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  return { suite, keys: [{ keySalt: randomBytes(keyBytes + saltBytes).toString('base64'), mki: '' }] };
}

const from = (keys: SrtpKeys | null, sinceMs = 0): LegSecurity => ({ since: sinceMs === 0 ? 0 : T0 + sinceMs, keys });

interface Piece {
  /** Null: sent as it is. */
  readonly keys: SrtpKeys | null;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A tone of one stream whose pieces are encrypted by their keys; a sender goes on with the rollover counter of its key. */
function encrypted(pieces: readonly Piece[], sequenceNumber = 65_500): SpooledPacket[] {
  const plain = rtpStream(tone(440, 4000), { startAt: T0, sequenceNumber });
  return pieces.flatMap(({ keys, fromMs, untilMs }) => {
    const sender = keys === null ? null : new SrtpSender(keys);
    const own = plain.filter(({ arrivedAtMs }) => arrivedAtMs >= T0 + fromMs && arrivedAtMs < T0 + untilMs);
    return own.map((packet) => ({ ...packet, bytes: sender?.protect(Buffer.from(packet.bytes)) ?? packet.bytes }));
  });
}

function render(packets: readonly SpooledPacket[], security: readonly LegSecurity[], storedUntil?: number) {
  const leg: SpooledLeg = { leg: 0, channel: 'caller', codecs: [PCMA], security };
  const pieces: Int16Array[] = [];
  const call = { ...NARROWBAND, captureStartedAt: T0, legs: [leg], ...(storedUntil !== undefined && { storedUntil }) };
  const { legs } = playTimeLine(call, packets, (left) => pieces.push(left.slice()));
  const sound = Int16Array.from(pieces.flatMap((piece) => [...piece]));
  return { ...legs[0]!, level: sound.length === 0 ? 0 : levelOf(440, sound), durationMs: sound.length / 8 };
}

describe('an encrypted leg', () => {
  it.each(Object.keys(CRYPTO_SUITES) as CryptoSuiteName[])('is heard: %s, through the wrap', (suite) => {
    const keys = newKeys(suite);
    const heard = render(encrypted([{ keys, fromMs: 0, untilMs: 4000 }]), [from(keys)]);
    expect(heard).toMatchObject({ packets: 200, lost: 0, unauthentic: 0, durationMs: 4000 });
    expect(heard.level).toBeGreaterThan(7000);
  });

  it('is heard from where another recording ends, although its counter has wrapped before that', () => {
    const keys = newKeys();
    const heard = render(encrypted([{ keys, fromMs: 0, untilMs: 4000 }]), [from(keys)], T0 + 1990);
    expect(heard).toMatchObject({ packets: 100, lost: 0, unauthentic: 0, durationMs: 2000 });
    expect(heard.level).toBeGreaterThan(7000);
  });

  it('of which no key opens a packet is silent, and its packets are counted', () => {
    const packets = encrypted([{ keys: newKeys(), fromMs: 0, untilMs: 4000 }]);
    expect(render(packets, [from(newKeys())])).toMatchObject({ packets: 0, unauthentic: 200, level: 0 });
  });

  it('takes nothing that is not encrypted', () => {
    const packets = encrypted([{ keys: null, fromMs: 0, untilMs: 4000 }]);
    expect(render(packets, [from(newKeys())])).toMatchObject({ packets: 0, unauthentic: 200 });
  });

  it('takes a repeated packet once', () => {
    const keys = newKeys();
    const packets = encrypted([{ keys, fromMs: 0, untilMs: 4000 }]);
    const twice = packets.flatMap((packet) => [packet, packet]);
    expect(render(twice, [from(keys)])).toMatchObject({ packets: 200, duplicates: 200, unauthentic: 0 });
  });

  it('SRTCP is neither sound nor refused', () => {
    const keys = newKeys();
    const packets = encrypted([{ keys, fromMs: 0, untilMs: 4000 }]);
    const report: SpooledPacket = { leg: 0, arrivedAtMs: T0 + 2000, bytes: RTCP };
    const [before, after] = [packets.slice(0, 100), packets.slice(100)];
    expect(render([...before, report, ...after], [from(keys)])).toMatchObject({
      packets: 200,
      ignored: 0,
      unauthentic: 0,
    });
  });
});

it('an event, of which the header alone is stored, is neither missing nor refused', () => {
  const keys = newKeys();
  const packets = encrypted([{ keys, fromMs: 0, untilMs: 4000 }]);
  packets[100] = { ...packets[100]!, bytes: packets[100]!.bytes.subarray(0, 12) };
  expect(render(packets, [from(keys)])).toMatchObject({ lost: 0, unauthentic: 0 });
});

describe('new keys', () => {
  it('open from then on; what comes late, or had not changed yet, still opens with the old ones', () => {
    const [first, second] = [newKeys(), newKeys('AEAD_AES_256_GCM')];
    const packets = encrypted([
      { keys: first, fromMs: 0, untilMs: 2300 },
      { keys: second, fromMs: 2300, untilMs: 4000 },
    ]);
    // The offer came at 2000 ms; the last packets under the old key arrive among those under the new one.
    const late = packets.splice(112, 3);
    packets.splice(120, 0, ...late.map((packet) => ({ ...packet, arrivedAtMs: T0 + 2420 })));
    expect(render(packets, [from(first), from(second, 2000)])).toMatchObject({ packets: 200, lost: 0, unauthentic: 0 });
  });

  it('of a stream that has wrapped are found, whether the sender counts on or begins again', () => {
    const [first, second] = [newKeys(), newKeys()];
    const packets = encrypted(
      [
        { keys: first, fromMs: 0, untilMs: 2000 },
        { keys: second, fromMs: 2000, untilMs: 4000 },
      ],
      65_500,
    );
    expect(render(packets, [from(first), from(second, 2000)])).toMatchObject({ packets: 200, unauthentic: 0 });
  });

  it('that the sender does not use after all harm nothing', () => {
    const keys = newKeys();
    const many = Array.from({ length: 20 }, (_, index) => from(newKeys(), 100 + index * 100));
    const packets = encrypted([{ keys, fromMs: 0, untilMs: 4000 }]);
    expect(render(packets, [from(keys), ...many])).toMatchObject({ packets: 200, unauthentic: 0 });
  });

  it('do not make packets of a third party heard: each is counted', () => {
    const keys = Array.from({ length: 20 }, (_, index) => from(newKeys(), index * 100));
    const packets = encrypted([{ keys: newKeys(), fromMs: 0, untilMs: 4000 }]);
    expect(render(packets, keys)).toMatchObject({ packets: 0, unauthentic: 200 });
  });
});

describe('a change between plain and encrypted media', () => {
  const keys = newKeys();

  it('is followed in both directions', () => {
    const packets = encrypted([
      { keys: null, fromMs: 0, untilMs: 1000 },
      { keys, fromMs: 1000, untilMs: 2000 },
      { keys: null, fromMs: 2000, untilMs: 4000 },
    ]);
    const security = [from(null), from(keys, 900), from(null, 1900)];
    expect(render(packets, security)).toMatchObject({ packets: 200, unauthentic: 0 });
  });

  it('ends the time in which plain packets are taken', () => {
    const packets = encrypted([{ keys: null, fromMs: 0, untilMs: 4000 }]);
    const heard = render(packets, [from(null), from(keys, 500)]);
    expect(heard).toMatchObject({ packets: 125, unauthentic: 75 });
  });
});
