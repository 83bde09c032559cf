import { describe, expect, test } from 'vitest';
import { fakeDirectory } from '../../test/kit/fake-directory.ts';
import { metadataOf, audioLine, offerOf, sessionBody } from '../../test/kit/session-request.ts';
import type { TenantId } from '../base/ids.ts';
import { type CapturedMessage, readCapturedMessage } from './captured-message.ts';
import { VENDOR_MAPPINGS } from './derivation/vendors.ts';
import { explainSession } from './explain-session.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');
const SDP = offerOf(...audioLine('1'), 'm=video 4002 RTP/AVP 96', ...audioLine('2', 4004));
const directory = fakeDirectory([{ id: FIRMA, numbers: ['+48221234567'] }], []);
const deps = { mappings: VENDOR_MAPPINGS, directory, source: null };

const { body, contentType } = sessionBody({ sdp: SDP, metadata: METADATA });
const HEAD = `INVITE sip:srs@192.0.2.1 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1
From: <sip:src@192.0.2.9>;tag=1
To: <sip:srs@192.0.2.1>
Call-ID: 1
CSeq: 1 INVITE
Content-Length: 7
Content-Type: ${contentType}
`;

function captured(text: string): CapturedMessage {
  const read = readCapturedMessage(Buffer.from(text));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const lines = (some: string | null | undefined): string | undefined => some?.replaceAll('\r\n', '\n').trim();

describe('a captured message', () => {
  const parts = { sdp: SDP, metadata: METADATA };
  test.each([
    ['a request with a wrong Content-Length', `${HEAD.replaceAll('\n', '\r\n')}\r\n${body.toString()}`, parts],
    ['a request whose line ends an editor changed', `\n\n${HEAD}\n${body.toString()}`.replaceAll('\r\n', '\n'), parts],
    ['a body with its type', `Content-Type: ${contentType}\n\n${body.toString()}`, parts],
    ['a body alone', body.toString(), parts],
    ['metadata', `\uFEFF  ${METADATA}`, { metadata: METADATA, sdp: null }],
    ['SDP', SDP, { sdp: SDP, metadata: null }],
  ])('is read: %s', (_, text, expected) => {
    const { body: read } = captured(text);
    expect(lines(read.sdp)).toBe(lines(expected.sdp));
    expect(lines(read.metadata && Buffer.from(read.metadata).toString())).toBe(lines(expected.metadata));
  });

  test.each([
    ['a response', 'SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.9\n\n', /no SIP request/],
    ['a request without Via', HEAD.replace(/Via.*\n/, ''), /cannot be read \(via/],
    ['another text', 'hello', /no SIP request/],
    ['a body of another kind', '--b\nContent-Type: text/plain\n\nhello\n--b--', /neither SDP nor metadata/],
  ])('is refused with the reason: %s', (_, text, reason) => {
    const read = readCapturedMessage(Buffer.from(text));
    expect(read.ok ? 'read' : read.reason).toMatch(reason);
  });
});

describe('explainSession', () => {
  test('says what is derived, and by what', () => {
    expect(explainSession([captured(`${HEAD}\n${body.toString()}`)], deps)).toEqual({
      tenant: { id: FIRMA, by: 'number' },
      direction: { value: 'outbound', guessed: false },
      caller: '+48221234567',
      callee: '+48512345678',
      dialled: null,
      callerBy: 'order',
      parties: [
        { number: '+48221234567', side: 'caller' },
        { number: '+48512345678', side: 'callee' },
      ],
      correlationId: 'group-1',
      streams: [
        { label: '1', channel: 'caller', by: 'sender' },
        { label: null, channel: null, by: 'not-recordable' },
        { label: '2', channel: 'callee', by: 'sender' },
      ],
      participants: [
        { id: 'p1', addresses: ['sip:+48221234567@pbx'], number: '+48221234567' },
        { id: 'p2', addresses: ['sip:+48512345678@pbx'], number: '+48512345678' },
      ],
      flags: [],
      fromVendor: [],
    });
  });

  test('takes later messages as changes of the session', () => {
    const held = METADATA.replaceAll(/<(send|recv)>[^<]*<\/\1>/g, '');
    const session = explainSession([captured(body.toString()), captured(held)], deps);
    expect(session.streams.map(({ channel }) => channel)).toEqual(['caller', null, 'callee']);
    expect(session.flags).toEqual([]);
  });

  test('works without a database', () => {
    const session = explainSession([captured(METADATA)], { ...deps, directory: null });
    expect(session).toMatchObject({ tenant: null, direction: null, caller: '+48221234567', streams: [] });
  });
});
