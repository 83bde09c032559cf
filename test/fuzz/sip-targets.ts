import assert from 'node:assert/strict';
import { createResponse } from '../../src/intake/sip/responses.ts';
import {
  MAX_BODY_BYTES,
  MAX_HEAD_BYTES,
  parseCSeq,
  parseDeltaSeconds,
  parseHostPort,
  parseMessage,
  parseNameAddr,
  parseSipUri,
  parseVia,
  type ReceivedMessage,
  SipStreamFramer,
  type StreamItem,
  writeMessage,
  writeVia,
} from '../../src/wire/sip/index.ts';
import { tortureMessage, tortureNames } from '../kit/rfc4475.ts';
import { corpusScenarios } from '../kit/siprec-corpus.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { Random } from './random.ts';

export const CORPUS_MESSAGES = corpusScenarios().flatMap(({ steps }) => steps.map(({ message }) => message));

/** What is accepted is written as it was read, and every part of it has a reader that does not throw. */
const message: FuzzTarget = {
  name: 'sip-message',
  seeds: [...CORPUS_MESSAGES, ...tortureNames().map(tortureMessage)],
  maxBytes: MAX_HEAD_BYTES + MAX_BODY_BYTES,
  check(input) {
    const read = parseMessage(input);
    if (!read.ok) {
      const { answerable, status } = read.reason;
      if (answerable !== null) checkResponse(answerable.headers, status);
      return;
    }
    readParts(read.value);
    if (read.value.kind === 'request') checkResponse(read.value.headers, 403);
    const again = parseMessage(writeMessage(read.value));
    // A line break in a value is written as a space, an invalid byte as three: what was just small enough is not.
    if (!again.ok) return assert.match(again.reason.reason, /too-long|too-large/);
    assert.equal(again.value.kind, read.value.kind);
    assert.deepEqual(comparable(again.value), comparable(read.value));
  },
};

/** No value of a request starts another header, or the body, of its response. */
function checkResponse(headers: ReceivedMessage['headers'], status: number): void {
  const response = createResponse(headers, { status }, { toTag: 'tag' });
  const lines = writeMessage(response).toString().split('\r\n');
  // Status line, Content-Length, the empty line and what is behind it.
  assert.equal(
    lines.length,
    response.headers.fields.filter(({ name }) => name.toLowerCase() !== 'content-length').length + 4,
  );
  assert.deepEqual(lines.slice(-2), ['', '']);
}

function comparable({ headers, body, callId, cseq, via }: ReceivedMessage): object {
  const fields = headers.fields.filter(({ name }) => name.toLowerCase() !== 'content-length');
  const values = fields.map(({ name, value }) => [name, value.replace(/[\r\n]+/g, ' ').trim()]);
  return { values, body, callId: callId.replace(/[\r\n]+/g, ' ').trim(), cseq, host: via.host };
}

function readParts({ headers }: ReceivedMessage): void {
  for (const { name, value } of headers.fields) {
    const address = parseNameAddr(value);
    if (address.ok) parseSipUri(address.value.uri);
    parseDeltaSeconds(value);
    parseCSeq(value);
    headers.list(name);
    const via = parseVia(value);
    if (!via.ok) continue;
    const again = parseVia(writeVia(via.value));
    assert.ok(again.ok, 'a Via that was written can be read');
    assert.deepEqual(again.value, via.value);
  }
}

/** However a stream is cut, the same messages come out, and it breaks at the same place. */
const stream: FuzzTarget = {
  name: 'sip-stream',
  seeds: CORPUS_MESSAGES.map((bytes) => withLength(bytes)).flatMap((bytes) => [
    bytes,
    Buffer.concat([bytes, Buffer.from('\r\n\r\n'), bytes]),
  ]),
  maxBytes: 64 * 1024,
  check(input) {
    const random = new Random(input.length);
    const whole = framed([input]);
    const cut: Buffer[] = [];
    for (let at = 0; at < input.length; ) {
      const next = at + 1 + random.size(random.pick([2, 40, 5000]));
      cut.push(input.subarray(at, next));
      at = next;
    }
    assert.deepEqual(framed(cut), whole);
    for (const item of whole) if (item.kind === 'message') parseMessage(item.bytes);
  },
};

function framed(chunks: readonly Buffer[]): StreamItem[] {
  const framer = new SipStreamFramer();
  return chunks.flatMap((chunk) => framer.push(chunk)).filter(({ kind }) => kind !== 'ping');
}

function withLength(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  const body = bytes.subarray(end + 4);
  return Buffer.concat([bytes.subarray(0, end), Buffer.from(`\r\nContent-Length: ${body.length}\r\n\r\n`), body]);
}

/** Values of header fields. */
const values: FuzzTarget = {
  name: 'sip-values',
  seeds: [
    '"Jan \\"3\\" <x>" <sip:+48221234567;noa=4@[2001:db8::1]:5060;transport=tcp?x=y>;tag=t;+sip.src;x="a;b, c"',
    'SIP / 2.0 / UDP  192.0.2.1:5060 ;branch=z9hG4bK1;rport;received=192.0.2.2',
    'tel:+48-22-123-45-67;phone-context=example.com',
    '1800;refresher=uac',
    '4711 INVITE',
  ].map((text) => Buffer.from(text)),
  maxBytes: 8 * 1024,
  check(input) {
    const text = input.toString();
    for (const read of [parseNameAddr, parseSipUri, parseVia, parseCSeq, parseDeltaSeconds, parseHostPort]) read(text);
    const address = parseNameAddr(text);
    if (address.ok) assert.ok(address.value.uri.length <= text.length);
  },
};

export const SIP_TARGETS: readonly FuzzTarget[] = [message, stream, values];
