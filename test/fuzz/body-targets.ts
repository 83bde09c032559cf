import assert from 'node:assert/strict';
import { readInstant } from '../../src/base/instant.ts';
import { fitsNoPlan, readNumber } from '../../src/base/phone-number.ts';
import { readCapturedMessage } from '../../src/intake/captured-message.ts';
import { VENDOR_MAPPINGS } from '../../src/intake/derivation/vendors.ts';
import { explainSession } from '../../src/intake/explain-session.ts';
import { mergeMetadataDocument, NO_METADATA, type SessionMetadata } from '../../src/intake/session/session-metadata.ts';
import { type MediaAnswer, readSessionDescription, recordableCodecs, writeAnswer } from '../../src/wire/sdp/index.ts';
import { readAddress, readDialled, readMetadata, readSessionBody } from '../../src/wire/siprec/index.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { CORPUS_MESSAGES } from './sip-targets.ts';

const BODIES = CORPUS_MESSAGES.map((message) => {
  const read = readCapturedMessage(message);
  return read.ok ? read.value.body : { sdp: null, metadata: null };
});
const ENCRYPTED =
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 FEC_ORDER=FEC_SRTP\r\n';
const OFFERS = BODIES.flatMap(({ sdp }) => (sdp === null ? [] : [sdp]));
const LINES = { origin: { sessionId: 1, version: 1 }, address: '192.0.2.1' };

/** The answer to what was read has each m-line in its place, and no value of the offer starts a line of its own. */
const sdp: FuzzTarget = {
  name: 'sdp',
  seeds: [...OFFERS, ...OFFERS.map((offer) => offer + ENCRYPTED)].map((text) => Buffer.from(text)),
  maxBytes: 64 * 1024,
  check(input) {
    const offer = readSessionDescription(input.toString());
    if (!offer.ok) return;
    for (const takes of [true, false]) {
      const media: MediaAnswer[] = offer.value.media.map((line) => {
        const codecs = recordableCodecs(line);
        return takes && codecs.length > 0 ? { port: 4000, codecs } : null;
      });
      const text = writeAnswer({ offer: offer.value, media, ...LINES });
      for (const line of text.split('\r\n').slice(0, -1)) assert.match(line, /^[vosctma]=/);
      assert.ok(text.length <= input.length * 4 + 2000);
      if (text.length > sdp.maxBytes) continue;
      const answer: ReturnType<typeof readSessionDescription> = readSessionDescription(text);
      assert.ok(answer.ok, `the answer cannot be read: ${text}`);
      assert.deepEqual(
        answer.value.media.map(({ port, label }) => ({ port, label })),
        offer.value.media.map(({ label }, index) => ({ port: media[index]?.port ?? 0, label })),
      );
    }
  },
};

/** The first line is the Content-Type. */
const multipart: FuzzTarget = {
  name: 'multipart',
  seeds: CORPUS_MESSAGES.map((message) => {
    const type = /^content-type: *(.*)$/im.exec(message.toString())?.[1] ?? '';
    return Buffer.concat([Buffer.from(`${type.trim()}\r\n`), message.subarray(message.indexOf('\r\n\r\n') + 4)]);
  }),
  maxBytes: 256 * 1024,
  check(input) {
    const end = input.indexOf(10);
    const body = input.subarray(end + 1);
    const read = readSessionBody(input.toString('utf8', 0, Math.max(end, 0)), undefined, body);
    if (read.metadata !== null) assert.ok(body.includes(Buffer.from(read.metadata)));
  },
};

const xml: FuzzTarget = {
  name: 'metadata',
  seeds: BODIES.flatMap(({ metadata }) => (metadata === null ? [] : [Buffer.from(metadata)])),
  maxBytes: 256 * 1024,
  check(input) {
    const once = mergeMetadataDocument(NO_METADATA, input);
    const twice = mergeMetadataDocument(once, input);
    checkPartial(once, Buffer.from(input.toString().replace('complete', 'partial')));
    const read = readMetadata(input);
    assert.equal(once.metadata !== null, read.ok);
    // The same snapshot again changes nothing.
    if (read.ok && read.value.dataMode === 'complete') assert.deepEqual(twice.senders, once.senders);
    const [first, second] = [once, twice].map(({ metadata }) => ({ ...metadata, dataMode: null }));
    if (read.ok && read.value.dataMode === 'complete') assert.deepEqual(second, first);
  },
};

/** A partial document changes nothing when it comes again, and adds no more than there may be. */
function checkPartial(known: SessionMetadata, document: Buffer): void {
  const once = mergeMetadataDocument(known, document);
  const twice = mergeMetadataDocument(once, document);
  assert.deepEqual(twice.metadata, once.metadata);
  assert.deepEqual(new Set(twice.senders.keys()), new Set(once.senders.keys()));
}

/** The whole derivation: each stream has a channel or is refused, flags stand once. */
const session: FuzzTarget = {
  name: 'session',
  seeds: CORPUS_MESSAGES,
  maxBytes: 300 * 1024,
  check(input) {
    const read = readCapturedMessage(input);
    if (!read.ok) return;
    const found = explainSession([read.value, read.value], {
      mappings: VENDOR_MAPPINGS,
      directory: null,
      source: null,
    });
    for (const { channel, by } of found.streams) assert.equal(channel === null, by === 'not-recordable');
    assert.equal(new Set(found.flags).size, found.flags.length);
    for (const number of [found.caller, found.callee]) assert.match(number ?? '', STORED_NUMBER);
  },
};

/** Of parties: what is longer than E.164 is as it was dialled. */
const STORED_NUMBER = /^(\+?\d{1,40})?$/;

const addresses: FuzzTarget = {
  name: 'addresses',
  seeds: [
    '"Jan" <sip:+48221234567;noa=4@pbx>',
    'tel:0048221234567',
    '22 123-45-67',
    '*11',
    '2026-03-10T10:00:00+0100',
    'anonymous@anonymous.invalid',
  ].map((text) => Buffer.from(text)),
  maxBytes: 256 * 1024,
  check(input) {
    const text = input.toString();
    readInstant(text, { zone: 'Europe/Warsaw' });
    const address = readAddress(text);
    if (address?.number != null) assert.match(address.number, STORED_NUMBER);
    assert.match(readDialled(text) ?? '1', /^[+\d*#,;=a-z]{1,80}$/);
  },
};

/** What is stored reads as itself, and so does the number in what was dialled. */
const numbers: FuzzTarget = {
  name: 'numbers',
  seeds: [
    '+48(0)22 123-45-67',
    '0048 (0) 22 123 45 67 wew. 101',
    '#31#600100200',
    '*67221234567',
    '1033 00 49 30 1234567',
    '221234567*101,,55',
    'tel:1234567;phone-context=+4822;ext=12;isub=3',
    '"Jan" <sip:%2331%23+48221234567;noa=4@pbx>',
    '*21*+48221234567#',
    '1234567',
  ].map((text) => Buffer.from(text)),
  maxBytes: 4096,
  check(input) {
    const { number, kind, dialled } = readNumber(input.toString());
    if (number === null) return assert.equal(dialled, null);
    assert.match(number, /^[+\d*#]{1,40}$/);
    const again = readNumber(number);
    assert.deepEqual([again.number, again.kind, again.dialled], [number, kind, null]);
    assert.equal(fitsNoPlan(number), kind === 'unknown');
    if (kind === 'public') assert.match(number, /^\+\d{1,15}$/);
    if (kind === 'public' && dialled !== null) assert.equal(readNumber(dialled).number, number);
  },
};

export const BODY_TARGETS: readonly FuzzTarget[] = [sdp, multipart, xml, session, addresses, numbers];
