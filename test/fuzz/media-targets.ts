import assert from 'node:assert/strict';
import { loadLibraryDecoders } from '../../src/encoding/decoders/library-decoders.ts';
import { openOpusDecoder } from '../../src/encoding/decoders/opus-decoder.ts';
import { openPlainDecoder } from '../../src/encoding/decoders/plain-decoders.ts';
import {
  isRtcp,
  parseRtcp,
  parseRtp,
  rtpHeaderBytes,
  writeReceiverReport,
  writeRtp,
} from '../../src/wire/rtp/index.ts';
import { CRYPTO_SUITES, type CryptoSuiteName, SrtpReceiver, SrtpSender } from '../../src/wire/srtp/index.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { Random } from './random.ts';

/** The largest datagram of UDP. */
const MAX_DATAGRAM_BYTES = 65_507;

const fields = { payloadType: 8, sequenceNumber: 65_534, timestampTicks: 4_294_967_000, ssrc: 0x1234_5678 };
const extension = { profile: 0xbede, data: new Uint8Array(8) };
const RTP_SEEDS = [
  writeRtp({ ...fields, payload: new Uint8Array(160).fill(0xd5) }),
  writeRtp({ ...fields, payload: new Uint8Array(33), csrcs: [1, 2], extension, marker: true }),
  Buffer.concat([
    Buffer.from([0xa0]),
    writeRtp({ ...fields, payload: new Uint8Array(20) }).subarray(1),
    Buffer.from([0, 0, 3]),
  ]),
];

/** What was read and written again is the same packet. */
const rtp: FuzzTarget = {
  name: 'rtp',
  seeds: RTP_SEEDS,
  maxBytes: MAX_DATAGRAM_BYTES,
  check(input) {
    isRtcp(input);
    const header = rtpHeaderBytes(input);
    const read = parseRtp(input);
    if (!read.ok) return;
    assert.ok(header !== null && header + read.value.payload.length <= input.length);
    const again = parseRtp(writeRtp(read.value));
    assert.deepEqual(again, read);
  },
};

const block = {
  ssrc: 7,
  fractionLost: 3,
  lost: -5,
  highestSequenceNumber: 70_000,
  jitterTicks: 9,
  lastSenderReport: 1,
  delaySinceLast: 2,
};
const senderReport = Buffer.from('80c80006123456780102030405060708090a0b0c0d0e0f1011121314', 'hex');

const rtcp: FuzzTarget = {
  name: 'rtcp',
  seeds: [
    writeReceiverReport({ ssrc: 1, cname: 'a@b', block, bye: true }),
    Buffer.concat([senderReport, writeReceiverReport({ ssrc: 1, cname: '', block: null, bye: true })]),
  ],
  maxBytes: MAX_DATAGRAM_BYTES,
  check(input) {
    const { sender, left } = parseRtcp(input);
    assert.ok(left.length <= input.length / 4);
    for (const ssrc of left) assert.ok(ssrc >= 0 && ssrc < 2 ** 32);
    if (sender !== null) assert.ok(input.length >= 28);
  },
};

const SUITES = (Object.keys(CRYPTO_SUITES) as CryptoSuiteName[]).map((suite) => {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  const key = (mki: string) => ({
    keySalt: Buffer.alloc(keyBytes + saltBytes, `${suite}${mki}`).toString('base64'),
    mki,
  });
  return { suite, keys: [key('')] as const, keysWithMki: [key('01'), key('02')] as const };
});

/** What was sealed is opened, once; what was changed, or was never sealed, is not. */
const srtp: FuzzTarget = {
  name: 'srtp',
  seeds: RTP_SEEDS,
  maxBytes: 2048,
  check(input) {
    const random = new Random(input.length * 31 + (input[0] ?? 0));
    const { suite, keys, keysWithMki } = random.pick(SUITES);
    const used = { suite, keys: random.chance(2) ? keys : keysWithMki };
    const receiver = new SrtpReceiver(used);
    assert.ok(!receiver.open({ packet: input, arrivedAtMs: 0 }).ok, 'what nobody sealed was opened');
    if (rtpHeaderBytes(input) === null) return;
    const sealed = new SrtpSender(used).protect(input);
    const changed = Buffer.from(sealed);
    changed[random.below(changed.length)]! ^= 1 << random.below(8);
    assert.ok(!receiver.open({ packet: changed, arrivedAtMs: 0 }).ok, 'what was changed was opened');
    assert.ok(!receiver.open({ packet: sealed.subarray(0, random.below(sealed.length)), arrivedAtMs: 0 }).ok);
    const opened = receiver.open({ packet: sealed, arrivedAtMs: 0 });
    assert.ok(opened.ok, 'what was sealed was not opened');
    assert.deepEqual(opened.value, input);
    assert.ok(!receiver.open({ packet: sealed, arrivedAtMs: 0 }).ok, 'it was opened twice');
  },
};

const libraries = loadLibraryDecoders();
const opus = await openOpusDecoder();
const codec = (name: string, clockRateHz: number) => ({ payloadType: 0, name, clockRateHz });
const DECODERS = [
  ...[codec('PCMA', 8000), codec('PCMU', 8000), codec('G722', 8000), codec('L16', 16_000)].map(
    (one) => openPlainDecoder(one)!,
  ),
  ...[...libraries].map(([name, open]) => open(codec(name, 8000))),
  ...[...libraries].map(([name, open]) => open({ ...codec(name, 8000), octetAligned: true })),
  opus,
];

/** Payloads of a stream; the first byte names the decoder, the second the size of the pieces. */
const decoders: FuzzTarget = {
  name: 'decoders',
  seeds: DECODERS.map((_, index) => Buffer.concat([Buffer.from([index, 33]), new Random(index).bytes(330)])),
  maxBytes: 1500,
  check(input) {
    const decoder = DECODERS[(input[0] ?? 0) % DECODERS.length]!;
    const size = Math.max(1, input[1] ?? 20);
    for (let at = 2; at < input.length; at += size) {
      const pcm = decoder.decode(input.subarray(at, at + size));
      // AMR-WB makes a frame of 320 samples of the six bits that say that there is none, Opus 120 ms of any packet.
      if (pcm !== null) assert.ok(pcm.length <= 427 * size + 1920);
    }
  },
};

export const MEDIA_TARGETS: readonly FuzzTarget[] = [rtp, rtcp, srtp, decoders];
