import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRtcp, parseRtcp, writeReceiverReport } from './index.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A sender report without blocks, a CNAME, a goodbye of two sources with a reason. */
const SENDER_REPORT = bytes('80c80006 11223344 e9a0b1c2 d3e4f506 00000140 00000064 00003e80');
const DESCRIPTION = bytes('81ca0003 11223344 01046162 63640000');
const GOODBYE = bytes('82cb0004 11223344 55667788 06636c6f 73656400');

test('reads the sender report and goodbyes of a compound packet', () => {
  expect(parseRtcp(Buffer.concat([SENDER_REPORT, DESCRIPTION, GOODBYE]))).toEqual({
    sender: { ssrc: 0x11223344, ntpMiddle: 0xb1c2d3e4 },
    left: [0x11223344, 0x55667788],
  });
  expect(parseRtcp(DESCRIPTION)).toEqual({ sender: null, left: [] });
});

test('a cut packet leaves out its end', () => {
  expect(parseRtcp(Buffer.concat([SENDER_REPORT, GOODBYE.subarray(0, 10)]))).toMatchObject({ left: [] });
  expect(parseRtcp(GOODBYE.subarray(0, 3))).toEqual({ sender: null, left: [] });
});

test('no datagram makes it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (datagram) => void parseRtcp(datagram)));
  const header = fc.tuple(fc.integer({ min: 0x80, max: 0x9f }), fc.integer({ min: 200, max: 204 }));
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 60 }), ([first, type], rest) => {
      parseRtcp(Uint8Array.from([first, type, 0, rest.length >> 2, ...rest]));
    }),
  );
});

test('writes a receiver report as RFC 3550 §6.4.2 lays it out, with a CNAME', () => {
  const block = {
    ssrc: 0x11223344,
    fractionLost: 64,
    lost: -2,
    highestSequenceNumber: 0x10005,
    jitterTicks: 17,
    lastSenderReport: 0xb1c2d3e4,
    delaySinceLast: 65_536,
  };
  const report = writeReceiverReport({ ssrc: 0xcafe0001, cname: 'abcd', block, bye: false });
  expect(report.toString('hex')).toBe(
    '81c90007cafe0001' +
      '1122334440fffffe000100050000001' +
      '1b1c2d3e400010000' +
      '81ca0003cafe0001' +
      '0104616263640000',
  );
  expect(isRtcp(report)).toBe(true);
});

test('writes an empty report before anything came, and a goodbye', () => {
  const report = writeReceiverReport({ ssrc: 7, cname: 'abc', block: null, bye: true });
  expect(report.subarray(0, 8).toString('hex')).toBe('80c9000100000007');
  expect(report.length % 4).toBe(0);
  expect(parseRtcp(report)).toEqual({ sender: null, left: [7] });
});
