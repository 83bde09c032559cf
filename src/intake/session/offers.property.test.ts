import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { TenantId } from '../../base/ids.ts';
import { readSessionDescription } from '../../wire/sdp/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { openSession } from './open-session.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const PBX = '192.0.2.9';

/** One m-line of an offer or answer of the PBX. */
interface Line {
  readonly kind: string;
  readonly port: number;
  readonly types: readonly number[];
  readonly direction: string;
  readonly label: string;
}

const line: fc.Arbitrary<Line> = fc.record({
  kind: fc.constantFrom('audio', 'audio', 'audio', 'video'),
  port: fc.constantFrom(0, 4000, 4002),
  types: fc.subarray([8, 0, 18, 107], { minLength: 1 }),
  direction: fc.constantFrom('sendonly', 'inactive'),
  label: fc.constantFrom('1', '2', '3'),
});

/** Null: the request has no SDP; then the ACK answers our offer. */
const requests = fc.array(
  fc.record({ method: fc.constantFrom('INVITE', 'UPDATE'), sdp: fc.option(fc.array(line, { maxLength: 5 })) }),
  { minLength: 1, maxLength: 6 },
);

function requestOf(method: string, lines: readonly Line[] | null): ReceivedRequest {
  const media = (lines ?? []).flatMap(({ kind, port, types, direction, label }) => [
    `m=${kind} ${port} RTP/AVP ${types.join(' ')}`,
    'a=rtpmap:107 opus/48000/2',
    `a=${direction}`,
    `a=label:${label}`,
  ]);
  const { contentType, body } = sessionBody(lines === null ? {} : { sdp: offerOf(...media) });
  const headers = new SipHeaders(lines === null ? [] : [{ name: 'Content-Type', value: contentType }]);
  const content = lines === null ? Buffer.alloc(0) : body;
  return { kind: 'request', method, uri: 'sip:srs@192.0.2.1', headers, body: content } as unknown as ReceivedRequest;
}

const versionOf = (sdp: string) => Number(/o=- \d+ (\d+)/.exec(sdp)![1]);

/** RFC 3264 §6, §8: every description of ours has the lines of the other one in its order; what was removed never listens again. */
it('keeps the rules of offer and answer over any sequence of offers of both sides', async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(fc.array(line, { minLength: 1, maxLength: 4 })), requests, async (first, changes) => {
      const capture = new FakeCapture();
      const opened = await openSession({
        invite: requestOf('INVITE', first),
        peer: { transport: 'udp', address: PBX, port: 5060 },
        directory: readerOf(fakeDirectory([{ id: FIRMA, numbers: [] }], [{ address: PBX, defaultTenantId: FIRMA }])),
        capture,
        clock: new ManualClock('2026-03-10T10:00:00Z'),
        publicAddress: '198.51.100.7',
        draining: false,
        onQuiet: { onRtpTimeout: () => undefined },
      });
      // Without an audio line there is nothing to record.
      if (!opened.ok) return;
      const session = opened.value;
      const [call] = capture.calls;
      let version = 0;
      let lineCount = 0;
      const check = (theirs: readonly Line[] | null): void => {
        const sdp = session.media.description;
        const read = readSessionDescription(sdp);
        if (!read.ok) throw new Error(read.reason);
        const { media } = read.value;
        expect(versionOf(sdp)).toBeGreaterThan(version);
        version = versionOf(sdp);
        if (theirs === null) expect(media.length).toBeGreaterThanOrEqual(lineCount);
        else expect(media.map(({ kind }) => kind)).toEqual(theirs.map(({ kind }) => kind));
        lineCount = Math.max(lineCount, media.length);
        const used = media.filter(({ port }) => port !== 0);
        expect(new Set(used.map(({ port }) => port)).size).toBe(used.length);
        const removed = new Set(call!.removed.map((leg) => call!.ports[leg]));
        expect(used.filter(({ port }) => removed.has(port))).toEqual([]);
        expect(removed.size).toBe(call!.removed.length);
        for (const [index, { port, kind, formats, direction }] of media.entries()) {
          if (port === 0) continue;
          expect(kind).toBe('audio');
          expect(direction).toBe(theirs === null || theirs[index]!.direction === 'sendonly' ? 'recvonly' : 'inactive');
          if (theirs !== null) {
            expect(theirs[index]!.types.map(String)).toEqual(expect.arrayContaining(formats.split(' ')));
          }
        }
      };
      check(first);
      for (const { method, sdp } of changes) {
        const lines = sdp === null || sdp.length === 0 ? null : sdp;
        const isOurs = session.media.isOwnOffer;
        if (isOurs) await session.acknowledge(requestOf('ACK', lines));
        const { status, content, isOffer } = await session.change(requestOf(method, lines));
        expect(isOffer === true).toBe(status === 200 && method === 'INVITE' && lines === null);
        if (content !== undefined) check(isOffer === true ? null : lines);
      }
    }),
  );
});
