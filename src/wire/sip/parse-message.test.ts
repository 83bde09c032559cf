import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES, parseMessage, SipHeaders, writeMessage } from './index.ts';
import { MAX_HEADER_FIELDS } from './message-head.ts';

const LINES = [
  'INVITE sip:rec@192.0.2.9 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1;rport',
  'Max-Forwards: 70',
  'From: "PBX, first" <sip:pbx@192.0.2.1>;tag=abc',
  'To: <sip:rec@192.0.2.9>',
  'Call-ID: c1@192.0.2.1',
  'CSeq: 1 INVITE',
];
const message = (lines: readonly string[], body = '', eol = '\r\n'): Buffer =>
  Buffer.from([...lines, '', body].join(eol));
const replaced = (line: number, text: string): Buffer => message(LINES.with(line, text));

function read(bytes: Buffer) {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) throw new Error(parsed.reason.reason);
  return parsed.value;
}

function flaw(bytes: Buffer) {
  const parsed = parseMessage(bytes);
  return parsed.ok ? null : parsed.reason;
}

describe('a request', () => {
  test('is read with its essentials', () => {
    const request = read(message([...LINES, 'Content-Length: 4'], 'body and more'));
    expect(request).toMatchObject({
      kind: 'request',
      method: 'INVITE',
      uri: 'sip:rec@192.0.2.9',
      callId: 'c1@192.0.2.1',
      cseq: { number: 1, method: 'INVITE' },
      via: { transport: 'UDP', host: '192.0.2.1', port: 5070 },
      from: { displayName: 'PBX, first', uri: 'sip:pbx@192.0.2.1' },
    });
    expect(request.from.parameters.get('tag')).toBe('abc');
    expect(request.body.toString()).toBe('body');
  });

  test('keeps the raw bytes of its body', () => {
    const body = Buffer.from([0, 255, 13, 10, 13, 10, 128]);
    const request = read(Buffer.concat([message([...LINES, `Content-Length: ${body.length}`]), body]));
    expect(request.body).toEqual(body);
  });

  test('keeps headers of many values in order', () => {
    const request = read(message([...LINES, 'Via: SIP/2.0/TCP b, SIP/2.0/TCP c', 'X: 1', 'via: SIP/2.0/TCP d']));
    expect(request.headers.list('Via').map((via) => via.slice(-1))).toEqual(['t', 'b', 'c', 'd']);
  });

  test.each<[string, Buffer]>([
    ['LF alone', message(LINES, '', '\n')],
    ['empty lines before it', Buffer.concat([Buffer.from('\r\n\r\n'), message(LINES)])],
    ['no empty line at the end', Buffer.from(`${LINES.join('\r\n')}\r\n`)],
    ['a Via without a port', replaced(1, 'Via: SIP/2.0/UDP pbx.example;branch=z9hG4bK1')],
    ['an IPv6 Via', replaced(1, 'Via: SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bK1')],
    ['white space in Via', replaced(1, 'Via:  SIP / 2.0 / UDP  192.0.2.1 : 5070 ;branch = z9hG4bK1')],
    ['no angle brackets', replaced(3, 'From: sip:pbx@192.0.2.1;tag=abc')],
    ['a tel URI', replaced(3, 'From: <tel:+48-22-123-45-67>;tag=abc')],
    ['empty Supported', message([...LINES, 'Supported:', 'Recv-Info: '])],
    ['two Content-Types', message([...LINES, 'Content-Type: application/sdp', 'Content-Type:'])],
    ['equal Content-Lengths', message([...LINES, 'Content-Length: 0', 'l: 0'])],
    ['a folded header', message([...LINES, 'Subject: one', '\ttwo', '  three'])],
    ['more spaces in the start line', replaced(0, 'INVITE  sip:rec@192.0.2.9  SIP/2.0 ')],
  ])('is read with %s', (_, bytes) => {
    expect(read(bytes)).toMatchObject({ method: 'INVITE', callId: 'c1@192.0.2.1' });
  });

  test('is read in compact form and with folded lines', () => {
    const lines = [
      'BYE sip:a SIP/2.0',
      'v: SIP/2.0/TCP h',
      'f:',
      ' <sip:f>;tag=1',
      't: sip:t;tag=2',
      'i: 1',
      'CSeq: 2 BYE',
    ];
    const request = read(message([...lines, 'k: siprec,', ' timer', 'l: 0']));
    expect(request.headers.list('Supported')).toEqual(['siprec', 'timer']);
    expect(request.from.uri).toBe('sip:f');
  });

  test('an ACK may have another method in CSeq', () => {
    expect(read(replaced(0, 'ACK sip:rec@192.0.2.9 SIP/2.0'))).toMatchObject({ method: 'ACK' });
  });
});

test('a response is read', () => {
  expect(read(replaced(0, 'SIP/2.0 405 Method Not Allowed'))).toMatchObject({
    kind: 'response',
    status: 405,
    reason: 'Method Not Allowed',
  });
  expect(read(replaced(0, 'SIP/2.0 200'))).toMatchObject({ status: 200, reason: '' });
});

describe('a malformed request', () => {
  test.each<[string, number, Buffer]>([
    ['start-line-malformed', 400, replaced(0, 'INVITE sip:a b SIP/2.0')],
    ['version-not-supported', 505, replaced(0, 'INVITE sip:a SIP/7.0')],
    ['from-malformed', 400, replaced(3, 'From: <>')],
    ['to-malformed', 400, message(LINES.toSpliced(4, 1))],
    ['call-id-missing', 400, replaced(5, 'Call-ID:')],
    ['cseq-malformed', 400, replaced(6, 'CSeq: INVITE')],
    ['cseq-too-large', 400, replaced(6, 'CSeq: 2147483648 INVITE')],
    ['cseq-of-another-method', 400, replaced(6, 'CSeq: 1 BYE')],
    ['header-malformed', 400, message([...LINES, 'no colon here'])],
    ['header-too-long', 400, message([...LINES, `X: ${'x'.repeat(9000)}`])],
    ['content-length-malformed', 400, message([...LINES, 'Content-Length: -1'])],
    ['content-length-malformed', 400, message([...LINES, 'Content-Length: 1', 'Content-Length: 2'], 'xx')],
    ['body-cut', 400, message([...LINES, 'Content-Length: 10'], 'short')],
    ['body-too-large', 413, message([...LINES, `Content-Length: ${MAX_BODY_BYTES + 1}`])],
  ])('%s is answered with %d', (reason, status, bytes) => {
    expect(flaw(bytes)).toMatchObject({ reason, status, answerable: { via: { host: '192.0.2.1' } } });
  });

  test.each<[string, Buffer]>([
    ['a Via that does not read', replaced(1, 'Via: nonsense')],
    ['an ACK', message(['ACK sip:a SIP/3.0', ...LINES.slice(1)])],
    ['a response', message(['SIP/2.0 200 OK', ...LINES.slice(1, 4)])],
    ['too many headers', message([...LINES, ...Array<string>(MAX_HEADER_FIELDS).fill('X: y')])],
    ['a head that is too large', Buffer.concat([message(LINES).subarray(0, -2), Buffer.alloc(70_000, 'x')])],
    ['garbage', Buffer.from([1, 2, 3, 0, 255])],
    ['nothing', Buffer.alloc(0)],
  ])('%s is answered with nothing', (_, bytes) => {
    expect(flaw(bytes)).toMatchObject({ answerable: null });
  });
});

describe('any input', () => {
  const good = message([...LINES, 'Content-Length: 4'], 'body');

  test('is read or refused, never thrown', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void parseMessage(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseMessage(message([text, ...LINES.slice(1)]))),
    );
  });

  test('cut anywhere or with bytes changed does not throw', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.nat(good.length), fc.array(change, { maxLength: 8 }), (end, changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        parseMessage(bytes.subarray(0, end));
      }),
    );
  });

  test.each([':', ',', ';', '"', '<', '[', ' ', '\\', '\n ', 'a:', '0'])(
    '64 KiB of %j takes no time',
    (piece) => {
      const long = piece.repeat(64_000 / piece.length);
      for (const line of LINES.keys()) {
        const name = LINES[line]!.split(' ')[0]!;
        parseMessage(replaced(line, `${name} ${long}`));
        parseMessage(replaced(line, `${name} ${long.slice(0, 8000)}x`));
      }
    },
    5_000,
  );

  test('what is written reads as the same', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
    const fields = fc.array(
      fc.record({ name: word.map((w) => `X-${w}`), value: fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/) }),
    );
    fc.assert(
      fc.property(word, fields, fc.uint8Array(), (user, extra, body) => {
        const headers = new SipHeaders([...read(good).headers.without('Content-Length').fields, ...extra]);
        const sent = {
          kind: 'request',
          method: 'INVITE',
          uri: `sip:${user}@h`,
          headers,
          body: Buffer.from(body),
        } as const;
        const got = read(writeMessage(sent));
        expect(got).toMatchObject({ uri: sent.uri, body: sent.body });
        expect(got.headers.without('Content-Length').fields).toEqual(headers.fields);
      }),
    );
  });

  test('no value begins another header', () => {
    const headers = read(good).headers.with('Subject', 'a\r\nX-Evil: 1');
    const bytes = writeMessage({ kind: 'request', method: 'INVITE', uri: 'sip:a', headers, body: Buffer.alloc(0) });
    expect(read(bytes).headers.has('X-Evil')).toBe(false);
  });
});
