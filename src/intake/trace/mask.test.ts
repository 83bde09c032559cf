import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { maskPersonalData } from './mask-personal-data.ts';
import { maskSecrets } from './mask-secrets.ts';

const METADATA = `<?xml version="1.0"?>
<recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>
<participant participant_id="srfBElmCRp2QB23b7Mpk0w=="><nameID aor="sip:+48600100200@pbx.example"><name xml:lang="it">Anna Nowak</name></nameID></participant>
<stream stream_id="hVpd7YQgRW2nD22h7q60JQ=="><label>1</label></stream>
<start-time>2026-03-10T10:00:00Z</start-time>
<extensiondata><v:userID>anna.nowak</v:userID><v:dialled>+48221234567</v:dialled><!-- Anna --></extensiondata></recording>`;
const SDP = `v=0\r\no=anna 123456 1 IN IP4 10.0.0.1\r\ns=Call of Anna\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 8\r
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4\r\na=label:1\r\n`;
const INVITE = [
  'INVITE sip:+48221234567@rec.example SIP/2.0',
  'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK776asdhds',
  'From: "Anna Nowak" <sip:+48600100200@pbx.example>;tag=8321234748',
  'Contact: <sip:48600100200@192.0.2.17:50612;transport=udp>',
  'X-Ids: 277604dab086a650, id48600100200x',
  'P-Asserted-Identity: sip:600-100-200, <sip:+48600100200>, <sip:192.0.2.44>',
  'To: Biuro <tel:+48221234567>',
  'Call-ID: a84b4c76e66710@pbx.example',
  'CSeq: 314159 INVITE',
  'Proxy-Authorization: Digest username="anna", realm="pbx",',
  ' response="6629fae49393a05397450978507c4ef1"',
  'X-Dialled: 600 100 200; 600100200',
  'Content-Type: multipart/mixed;boundary=b1',
  '',
  `--b1\r\nContent-Type: application/sdp\r\n\r\n${SDP}\r\n--b1\r\nContent-Type: application/rs-metadata+xml\r\n\r\n${METADATA}\r\n--b1\r\nContent-Type: application/gtd\r\n\r\nCGN,04,,1,y,4,48600100200\r\n--b1--\r\n`,
].join('\r\n');

describe('secrets', () => {
  test.each([
    ['the key of a crypto line', 'd0RmdmcmVCspeEc3'],
    ['the response of a digest in a folded header', '6629fae49393a053'],
    ['who authenticates', 'username'],
  ])('%s is masked', (_, secret) => {
    expect(INVITE).toContain(secret);
    expect(maskSecrets(INVITE)).not.toContain(secret);
  });

  test.each([
    'Authorization: Bearer abcdef',
    'AUTHORIZATION : Digest response="abcdef"',
    'Authentication-Info: rspauth="abcdef"',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 INLINE:abcdef;inline:abcdef',
    'a=ice-pwd:abcdef',
    'k=clear:abcdef',
    'X-Auth: response="abcdef"',
    'y: abcdef;info=<https://a.example>',
    'Contact: <sip:anna:abcdef@pbx.example>',
  ])('of %s the secret is masked, length and line stay', (line) => {
    const text = `A: b\r\n${line}\r\nCSeq: 1 ACK\r\n`;
    const masked = maskSecrets(text);
    expect(masked).not.toContain('abcdef');
    expect(masked).toHaveLength(text.length);
    expect(masked).toMatch(/\r\nCSeq: 1 ACK\r\n$/);
  });

  test('nothing else is', () => {
    const masked = maskSecrets(INVITE);
    for (const kept of [
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 ',
      'a=label:1',
      'Anna Nowak',
      'Proxy-Authorization: Digest',
    ]) {
      expect(masked).toContain(kept);
    }
  });
});

describe('personal data', () => {
  const masked = maskPersonalData(INVITE);

  test('no name, number or unknown text is left, in headers, SDP, metadata and other parts', () => {
    expect(masked.toLowerCase()).not.toMatch(/anna|nowak|biuro|600.?100|221234|48600/);
  });

  test('what support needs is left', () => {
    for (const kept of [
      'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK776asdhds',
      ';tag=8321234748',
      'CSeq: 314159 INVITE',
      '@192.0.2.17:50612;transport=udp',
      'X-Ids: 277604dab086a650,',
      '<sip:192.0.2.44>',
      'm=audio 4000 RTP/SAVP 8',
      'c=IN IP4 10.0.0.1',
      'a=label:1',
      '<label>1</label>',
      'stream_id="hVpd7YQgRW2nD22h7q60JQ=="',
      '<start-time>2026-03-10T10:00:00Z</start-time>',
      '<datamode>complete</datamode>',
    ])
      expect(masked).toContain(kept);
    expect(masked).toContain('sip:**********00@pbx.example');
    expect(masked).toContain('67@rec.example');
  });

  test.each([
    ['a header of free text', 'Subject: Anna Nowak'],
    ['a header that nobody knows', 'X-Caller-Name: Anna Nowak, agent=Nowak'],
    ['a quoted name without an end', 'From: "Anna Nowak <sip:1@pbx.example>;tag=1'],
    ['a quoted name with quotes in it', 'From: "Pani \\"Anna\\" Nowak" <sip:1@pbx.example>'],
    ['a long name', `From: "${'Anna '.repeat(200)}" <sip:1@pbx.example>`],
    ['a user with parameters', 'To: <sip:anna.nowak;phone-context=pbx.example@pbx.example>'],
    ['the extension of Cisco’s parameters', 'From: <sip:a@cucm.example;x-farendaddr=anna;x-nearendaddr=4860>'],
  ])('%s is masked', (_, line) => {
    const text = `INVITE sip:a SIP/2.0\r\n${line}\r\nCSeq: 1 INVITE\r\n\r\n`;
    const masked = maskPersonalData(text);
    expect(masked).toHaveLength(text.length);
    expect(masked).not.toMatch(/anna|nowak|pani|4860/i);
    expect(masked).toMatch(/\r\nCSeq: 1 INVITE\r\n\r\n$/);
  });

  test.each([
    ['an attribute on two lines', 'application/rs-metadata+xml', '<a aor\n= "sip:anna@pbx" x\t=\n"Nowak"/>'],
    ['an attribute with `>`', 'application/rs-metadata+xml', '<a name="Anna > Nowak"/>'],
    ['an attribute without quotes', 'application/rs-metadata+xml', '<a name=Anna nowak />'],
    ['an attribute whose name is not of ASCII', 'application/rs-metadata+xml', '<a imię="Anna Nowak"/>'],
    ['a number as an id', 'application/rs-metadata+xml', '<a id="+48600100200-1"><id>tel:48600100200</id></a>'],
    ['a text behind an id', 'application/rs-metadata+xml', '<a><id>1</id>Anna Nowak</a>'],
    ['a source’s name in SDP', 'application/sdp', 'a=ssrc:1 cname:anna.nowak@pbx.example'],
    ['an unknown attribute of SDP', 'application/sdp', 'a=X-agent:Anna Nowak'],
    ['another body than its header says', 'application/sdp', '<name>Anna Nowak</name>\r\nv=0\r\nAnna'],
  ])('in a body %s is masked', (_, type, body) => {
    const head = `INVITE sip:a SIP/2.0\r\nContent-Type: ${type}\r\n\r\n`;
    const text = head + Buffer.from(body).toString('latin1');
    const masked = maskPersonalData(text);
    expect(masked).toHaveLength(text.length);
    expect(masked).not.toMatch(/anna|nowak|48600/i);
  });

  test('lengths stay', () => expect(masked).toHaveLength(INVITE.length));

  test('of no message of the corpus a telephone number is left', () => {
    const corpus = 'test/corpus/siprec';
    const files = readdirSync(corpus, { recursive: true }).filter((name) => String(name).endsWith('.sip'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const text = readFileSync(join(corpus, String(file)), 'latin1');
      const masked = maskPersonalData(maskSecrets(text));
      expect(masked).toHaveLength(text.length);
      expect([file, masked.match(/(?<![\w.:-])\+?48\d{9}(?!\d)/g)]).toEqual([file, null]);
      expect([file, masked.match(/(?<![\w.:-])\+48\d{4,}/g)]).toEqual([file, null]);
    }
  });

  test.each([
    '1 ',
    'sip:',
    '"\\"',
    'a',
    ' ',
    'a=crypto:',
    '<a ',
    '@',
    '1',
    'response ',
    'x="',
    '--b',
    '<!--',
    '<![CDATA[',
  ])('a message of nothing but %j is masked in time that grows with its length', (unit) => {
    const long = unit.repeat(64_000 / unit.length);
    const text = `INVITE sip:a SIP/2.0\r\nX: ${long}\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\nContent-Type: text/xml\r\n\r\n${long}`;
    expect(maskPersonalData(maskSecrets(text))).toHaveLength(text.length);
  });

  test('garbage stays as long as it was', () => {
    for (const text of [
      '',
      '\r\n\r\n',
      'INVITE',
      '<',
      '"',
      'A:\r\n\r\n<a <b>>',
      'Content-Type: multipart/mixed\r\n\r\n--x',
    ]) {
      expect(maskPersonalData(text)).toHaveLength(text.length);
    }
  });
});
