import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMultipart, readSessionBody, writeMultipart } from './index.ts';

const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8';
const XML = '<?xml version="1.0"?><recording/>';

const sdpPart = `Content-Type: application/sdp\r\n\r\n${SDP}`;
const xmlPart = `Content-Type: application/rs-metadata+xml\r\nContent-Disposition: recording-session\r\n\r\n${XML}`;

const read = (contentType: string, body: string): { sdp: string | null; metadata: string | null } => {
  const { sdp, metadata } = readSessionBody(contentType, undefined, Buffer.from(body));
  return { sdp, metadata: metadata === null ? null : Buffer.from(metadata).toString() };
};

const BOTH = { sdp: SDP, metadata: XML };

describe('readSessionBody', () => {
  it.each([
    ['as RFC 2046 has it', 'multipart/mixed;boundary=b1', `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1--\r\n`],
    ['boundary quoted', 'multipart/mixed; boundary="b 1"', `--b 1\r\n${sdpPart}\r\n--b 1\r\n${xmlPart}\r\n--b 1--`],
    [
      'space after the boundary',
      'Multipart/Mixed; boundary=b1 ',
      `--b1 \r\n${sdpPart}\r\n--b1 \r\n${xmlPart}\r\n--b1-- `,
    ],
    ['no final delimiter', 'multipart/mixed;boundary=b1', `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}`],
    ['metadata first', 'multipart/mixed;boundary=b1', `--b1\r\n${xmlPart}\r\n--b1\r\n${sdpPart}\r\n--b1--`],
    ['a preamble', 'multipart/mixed;boundary=b1', `hello\r\n--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1--\r\nbye`],
    ['another subtype', 'multipart/related;boundary=b1;type=x', `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1--`],
    ['no boundary announced', 'multipart/mixed', `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1--`],
    ['a wrong boundary announced', 'multipart/mixed;boundary=x', `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1--`],
    [
      'a part under a wrong boundary',
      'multipart/mixed;boundary=b1',
      `--b1\r\n${sdpPart}\r\n--b2\r\n${xmlPart}\r\n--b1--`,
    ],
    [
      'a third part',
      'multipart/mixed;boundary=b1',
      `--b1\r\n${sdpPart}\r\n--b1\r\n${xmlPart}\r\n--b1\r\nContent-Type: application/gtd\r\n\r\nIAM,\r\n--b1--`,
    ],
    [
      'no space after the colon, lengths in the parts',
      'multipart/mixed;boundary=b1',
      `--b1\r\nContent-Length:${SDP.length}\r\ncontent-type:application/sdp\r\n\r\n${SDP}\r\n--b1\r\nContent-Type:application/rs-metadata\r\n\r\n${XML}\r\n--b1--`,
    ],
    [
      'metadata known by its disposition alone',
      'multipart/mixed;boundary=b1',
      `--b1\r\n${sdpPart}\r\n--b1\r\nContent-Type: text/xml\r\nContent-Disposition: recording-session;handling=optional\r\n\r\n${XML}\r\n--b1--`,
    ],
  ])('finds both parts: %s', (_, contentType, body) => {
    expect(read(contentType, body)).toEqual(BOTH);
  });

  it('reads lines that end with LF alone', () => {
    const body = `--b1\n${sdpPart}\n--b1\n${xmlPart}\n--b1--\n`.replaceAll('\r\n', '\n');
    expect(read('multipart/mixed;boundary=b1', body)).toEqual({ sdp: SDP.replaceAll('\r\n', '\n'), metadata: XML });
  });

  it('reads a body of one kind', () => {
    expect(read('application/sdp', SDP)).toEqual({ sdp: SDP, metadata: null });
    expect(read('application/rs-metadata+xml;charset=utf-8', XML)).toEqual({ sdp: null, metadata: XML });
    expect(read('text/plain', 'hello')).toEqual({ sdp: null, metadata: null });
    expect(read('application/sdp', '')).toEqual({ sdp: null, metadata: null });
  });

  it('gives back what writeMultipart wrote', () => {
    const body = writeMultipart('unique', [
      { contentType: 'application/sdp', content: SDP },
      { contentType: 'application/rs-metadata+xml', disposition: 'recording-session', content: XML },
    ]);
    expect(read('multipart/mixed;boundary=unique', body.toString())).toEqual(BOTH);
  });
});

describe('parseMultipart', () => {
  it('keeps bytes that are no text', () => {
    const binary = Buffer.from([0, 255, 13, 10, 200, 45, 45]);
    const body = Buffer.concat([Buffer.from('--b\r\nContent-Type: a/b\r\n\r\n'), binary, Buffer.from('\r\n--b--')]);
    const parts = parseMultipart('multipart/mixed;boundary=b', body);
    expect(parts.ok && Buffer.from(parts.value[0]!.content)).toEqual(binary);
  });

  it('reads no more parts than its limit', () => {
    const body = Buffer.from('--b\r\nContent-Type: a/b\r\n\r\nx\r\n'.repeat(500));
    const parts = parseMultipart('multipart/mixed;boundary=b', body);
    expect(parts.ok && parts.value.length).toBe(16);
  });

  it('never throws and stays within the body, whatever comes', () => {
    const pieces = fc.constantFrom(
      '--',
      'b1',
      '\r\n',
      '\n',
      ' ',
      'Content-Type: ',
      'application/sdp',
      ':',
      '"',
      ';boundary=',
    );
    const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (header, body) => {
        const bytes = Buffer.from(body.join(''));
        const parts = parseMultipart(`multipart/mixed;boundary=${header.join('')}`, bytes);
        const total = parts.ok ? parts.value.reduce((sum, part) => sum + part.content.length, 0) : 0;
        expect(total).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('takes time in proportion to the body', () => {
    const body = Buffer.from('\n--'.repeat(100_000));
    expect(parseMultipart('multipart/mixed;boundary=b', body).ok).toBe(false);
  });
});
