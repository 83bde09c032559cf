import type { Random } from './random.ts';

/** No mutation makes an input larger: more than any datagram or message that a parser is given. */
const MAX_INPUT_BYTES = 400 * 1024;

/** What parsers of SIP, SDP, MIME, XML, numbers and audio files stumble over. */
const TOKENS: readonly Buffer[] = [
  [
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\r\n ',
    '\t',
    ' ',
    '\0',
    ';',
    ',',
    ',,',
    ':',
    '=',
    '"',
    '\\',
    '\\"',
    '<',
    '>',
    '<>',
    '@',
    '%',
    '%00',
    '%zz',
    '/',
  ],
  ['-1', '0', '65536', '2147483648', '4294967296', '99999999999999999999', '1e9', 'NaN', '0x10', '٣', '+', '*', '#'],
  [
    '--',
    '--\r\n',
    '--b\r\nContent-Type: application/sdp\r\n\r\n',
    ';boundary=',
    ';boundary="',
    'Content-Length: ',
    'l: 0\r\n',
    'Content-Type: multipart/mixed\r\n',
  ],
  [
    'Via: SIP/2.0/UDP x\r\n',
    'v: SIP/2.0/TCP [::1]:1;branch=z9hG4bK\r\n',
    'SIP/2.0',
    ' SIP/2.0\r\n',
    'tel:',
    'sip:',
    'sips:',
    '[',
    ']',
    '[::1]',
    '::',
    'urn:uuid:',
  ],
  [
    'm=audio 0 RTP/AVP',
    'm=audio 1 RTP/AVP 0\r\n',
    'a=label:',
    'a=rtpmap:',
    'a=fmtp:',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:',
    'c=IN IP4 0.0.0.0\r\n',
    'a=inactive\r\n',
    '|2^20|1:4',
    '__proto__',
    'constructor',
  ],
  [
    '<recording>',
    '</recording>',
    '<a>',
    '</a>',
    '<a/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '&',
    '&#',
    '&#0;',
    '&#x110000;',
    '&lt;',
    '&a;',
    '<!DOCTYPE a [<!ENTITY a "aaaa">]>',
    ' xmlns:a="b"',
    ' a="',
    '<send>',
    '<recv>',
    '<participant id="1">',
    '<stream id="1">',
  ],
  ['\uFEFF', '\uD800', 'é', '😀', '\u202E', '1970-01-01T00:00:00Z', '9999-99-99', 'FNTK'],
  ['RIFF', 'WAVEfmt ', 'data', 'data\0\0\0\0', 'LIST\x01\0\0\0', 'ds64', 'TAG', 'TAG+', 'ID3\x04\0\0\0\0\0\0'],
  ['APETAGEX', 'LYRICSBEGIN', 'LYRICSEND', 'LYRICS200', 'Info', 'Xing', 'VBRI', 'OggS', 'fLaC', 'ftyp'],
]
  .flat()
  .map((text) => Buffer.from(text))
  // Headers of MP3 frames: of one kind, of another, of free format, of AAC.
  .concat(['ffe34800', 'fffb92c4', 'ffe30800', 'fff15080', 'ff', '00000000'].map((hex) => Buffer.from(hex, 'hex')));

type Mutation = (input: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const splice = (input: Buffer, from: number, to: number, ...pieces: readonly Uint8Array[]): Buffer =>
  Buffer.concat([input.subarray(0, from), ...pieces, input.subarray(to)]);

/** A random part of the input. */
function part(input: Buffer, random: Random, max = input.length): readonly [number, number] {
  const from = random.below(input.length + 1);
  return [from, Math.min(input.length, from + random.size(max + 1))];
}

/** A random line, its line break included. */
function line(input: Buffer, random: Random): readonly [number, number] {
  const at = random.below(input.length + 1);
  const from = at === 0 ? 0 : input.lastIndexOf(10, at - 1) + 1;
  const end = input.indexOf(10, from);
  return [from, end === -1 ? input.length : end + 1];
}

const times = (piece: Uint8Array, count: number): Uint8Array[] => Array.from({ length: count }, () => piece);

const MUTATIONS: readonly Mutation[] = [
  function flipByte(input, random) {
    const at = random.below(input.length + 1);
    return splice(input, at, at + 1, Buffer.from([random.below(256)]));
  },
  function flipBit(input, random) {
    const at = random.below(Math.max(1, input.length));
    return splice(input, at, at + 1, Buffer.from([(input[at] ?? 0) ^ (1 << random.below(8))]));
  },
  (input, random) => splice(input, ...part(input, random, 64)),
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  function insertToken(input, random) {
    const at = random.below(input.length + 1);
    return splice(input, at, at, ...times(random.pick(TOKENS), 1 + random.size(4)));
  },
  (input, random) => splice(input, ...part(input, random, 8), random.pick(TOKENS)),
  function insertNoise(input, random) {
    const at = random.below(input.length + 1);
    return splice(input, at, at, random.bytes(random.size(40)));
  },
  function repeatPart(input, random) {
    const [from, to] = part(input, random, 200);
    return splice(input, to, to, ...times(input.subarray(from, to), random.pick([1, 2, 10, 300])));
  },
  function repeatLine(input, random) {
    const [from, to] = line(input, random);
    return splice(input, to, to, ...times(input.subarray(from, to), random.pick([1, 2, 40, 300])));
  },
  (input, random) => splice(input, ...line(input, random)),
  function moveLine(input, random) {
    const [from, to] = line(input, random);
    const [at] = line(input, random);
    return splice(input, at, at, input.subarray(from, to));
  },
  function foldLine(input, random) {
    const at = random.below(input.length + 1);
    return splice(input, at, at, Buffer.from(random.pick(['\r\n ', '\n\t', '\r\n  \r\n '])));
  },
  function changeNumber(input, random) {
    const numbers = [...input.toString('latin1').matchAll(/\d+/g)];
    if (numbers.length === 0) return input;
    const { 0: digits, index } = random.pick(numbers);
    const other = random.pick([
      '0',
      '-1',
      '1',
      '999999999999',
      '4294967295',
      '65535',
      '256',
      '00000000001',
      `${digits}0`,
    ]);
    return splice(input, index, index + digits.length, Buffer.from(other));
  },
  function changeCase(input, random) {
    const [from, to] = part(input, random, 40);
    const text = input.toString('latin1', from, to);
    return splice(input, from, to, Buffer.from(random.chance(2) ? text.toUpperCase() : text.toLowerCase(), 'latin1'));
  },
  function lineEnds(input, random) {
    const ends = random.pick(['\n', '\r', '\r\r\n', '\n\r', '\u2028']);
    return Buffer.from(input.toString('latin1').replaceAll('\r\n', ends), 'latin1');
  },
  function otherEncoding(input, random) {
    const [from, to] = part(input, random);
    const text = input.toString('utf8', from, to);
    return splice(input, from, to, random.chance(2) ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'latin1'));
  },
  function crossOver(input, random, others) {
    const other = random.pick(others);
    return splice(input, ...part(input, random), other.subarray(...part(other, random)));
  },
  function nest(input, random) {
    const [from, to] = part(input, random, 400);
    const depth = random.pick([2, 20, 70, 5000]);
    const name = random.pick(['a', 'recording', 'send', 'participant', 'x:y']);
    return splice(
      input,
      from,
      to,
      Buffer.from(`<${name}>`.repeat(depth)),
      input.subarray(from, to),
      Buffer.from(`</${name}>`.repeat(depth)),
    );
  },
  function entities(input, random) {
    const bomb = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
    const at = Math.max(0, input.indexOf(random.pick(['<?xml', '<recording', '<'])));
    return splice(input, at, at, Buffer.from(`<!DOCTYPE r [<!ENTITY e0 "ha">${bomb}]><r>&e9;</r>`));
  },
];

/** An input with one to some changes. */
export function mutate(input: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutated = input;
  for (let left = 1 + random.size(8); left > 0; left--) {
    mutated = random.pick(MUTATIONS)(mutated, random, others).subarray(0, MAX_INPUT_BYTES);
  }
  return Buffer.from(mutated);
}

/** An input that can be made longer by one part that is repeated: what shows how the time grows. */
export interface PumpedInput {
  /** With so many bytes, or one part more. */
  ofSize(bytes: number): Buffer;
}

export function pumped(input: Buffer, random: Random): PumpedInput {
  const isLines = random.chance(2);
  const piece = isLines ? input.subarray(...line(input, random)) : unitOf(input, random);
  const unit = piece.length === 0 ? Buffer.from(' ') : piece;
  const at = isLines ? line(input, random)[0] : random.below(input.length + 1);
  const last = random.chance(2) || isLines ? Buffer.alloc(0) : random.pick(TOKENS);
  return {
    ofSize: (bytes) =>
      splice(input, at, at, Buffer.alloc(Math.ceil(bytes / unit.length) * unit.length, unit), last).subarray(
        0,
        MAX_INPUT_BYTES,
      ),
  };
}

/** Some tokens, or parts of the input. */
function unitOf(input: Buffer, random: Random): Buffer {
  const [from, to] = part(input, random, 120);
  return Buffer.concat(
    Array.from({ length: 1 + random.size(4) }, () =>
      random.chance(3) ? input.subarray(from, to) : random.pick(TOKENS),
    ),
  );
}
