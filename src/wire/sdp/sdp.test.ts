import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionDescription, type SessionDescription, recordableCodecs, writeAnswer } from './index.ts';

const lines = (...text: string[]): string => `${text.join('\r\n')}\r\n`;

const SESSION = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];

function offerOf(...media: string[]): SessionDescription {
  const read = readSessionDescription(lines(...SESSION, ...media));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

function answerTo(offer: SessionDescription): string[] {
  let port = 20000;
  const media = offer.media.map((line) => {
    const codecs = recordableCodecs(line);
    port += 2;
    return codecs.length === 0 ? null : { port: port - 2, codecs };
  });
  const text = writeAnswer({ offer, media, address: '198.51.100.7', origin: { sessionId: 7, version: 2 } });
  return text.trim().split('\r\n');
}

describe('readSessionDescription', () => {
  it('knows static payload types without rtpmap and takes sendrecv where no direction is said', () => {
    const [line] = offerOf('m=audio 4000 RTP/AVP 8 18 0').media;
    expect(line!.codecs.map((codec) => codec.name)).toEqual(['PCMA', 'G729', 'PCMU']);
    expect(line).toMatchObject({ direction: 'sendrecv', label: null, address: '192.0.2.1', onHold: false });
  });

  it.each(['1', '16777227', 'caller-leg', '007', '1e3'])('keeps the label %s as written', (label) => {
    expect(offerOf('m=audio 4000 RTP/AVP 8', `a=label:${label}`).media[0]!.label).toBe(label);
  });

  it('leaves out what the answer would repeat beyond all size: labels, formats, parameters', () => {
    const long = 'x'.repeat(60_000);
    const repeated = Array.from({ length: 9_000 }, () => '101').join(' ');
    for (const media of [
      ['m=audio 4000 RTP/AVP 8', `a=label:${long}`],
      [`m=audio 4000 RTP/AVP ${long}`],
      [`m=audio 4000 RTP/AVP 8 ${repeated}`, 'a=rtpmap:101 telephone-event/8000', `a=fmtp:101 ${'0-16,'.repeat(90)}`],
      ['m=audio 4000 RTP/AVP 8', `a=fmtp:8 ${long}`],
      [`m=${long} 4000 RTP/AVP 8`],
      [`m=audio 4000 ${long} 8`],
    ]) {
      expect(answerTo(offerOf(...media)).join('\r\n').length).toBeLessThan(1000);
    }
    const many = Array.from({ length: 5_000 }, () => 'm=a 1 x');
    expect(readSessionDescription(lines(...SESSION, ...many)).ok).toBe(false);
  });

  it('takes direction and address of the session for lines that have none of their own', () => {
    const { media } = offerOf('a=sendonly', 'm=audio 4000 RTP/AVP 8', 'm=audio 4002 RTP/AVP 8', 'a=inactive');
    expect(media.map((line) => line.direction)).toEqual(['sendonly', 'inactive']);
  });

  it.each([
    ['inactive', ['a=inactive']],
    ['address zero', ['c=IN IP4 0.0.0.0', 'a=sendonly']],
    ['IPv6 address zero', ['c=IN IP6 ::']],
  ])('sees hold by %s', (_, attributes) => {
    expect(offerOf('m=audio 4000 RTP/AVP 8', ...attributes).media[0]!.onHold).toBe(true);
  });

  it('reads lines that end with LF alone', () => {
    const read = readSessionDescription([...SESSION, 'm=audio 4000 RTP/AVP 8', 'a=label:2'].join('\n'));
    expect(read.ok && read.value.media[0]!.label).toBe('2');
  });

  it.each([
    ['nothing', ''],
    ['no m-line', lines(...SESSION)],
    ['too large a text', lines(...SESSION, 'm=audio 4000 RTP/AVP 8', `a=x:${'y'.repeat(70_000)}`)],
  ])('refuses %s', (_, text) => {
    expect(readSessionDescription(text).ok).toBe(false);
  });

  it.each([
    ['m=audio x RTP/AVP 8', 'm=audio 0 RTP/AVP 0'],
    ['m=audio 70000 RTP/AVP 8', 'm=audio 0 RTP/AVP 0'],
    ['m=', 'm=audio 0 RTP/AVP 0'],
    ['m=<b> 1 RTP/AVP 8', 'm=audio 0 RTP/AVP 0'],
    ['m=application 5000 UDP/DTLS/SCTP webrtc-datachannel', 'm=application 0 UDP/DTLS/SCTP webrtc-datachannel'],
    ['m=audio 4000 UDP/TLS/RTP/SAVPF 8', 'm=audio 0 UDP/TLS/RTP/SAVPF 8'],
    ['m=video 4000/2 RTP/AVP 31', 'm=video 0 RTP/AVP 31'],
  ])('%s is refused alone', (broken, refused) => {
    const answer = answerTo(offerOf('m=audio 4000 RTP/AVP 8', broken, 'm=audio 4002/2 RTP/AVP 0'));
    expect(answer.filter((line) => line.startsWith('m='))).toEqual([
      'm=audio 20000 RTP/AVP 8',
      refused,
      'm=audio 20004 RTP/AVP 0',
    ]);
  });

  it('of 40 audio lines records the first 32 in use, and refuses the others alone', () => {
    const media = Array.from({ length: 40 }, (_, index) => `m=audio ${index === 1 ? 0 : 4000} RTP/AVP 8`);
    const ports = answerTo(offerOf('m=video 4000 RTP/AVP 31', ...media))
      .filter((line) => line.startsWith('m='))
      .map((line) => Number(line.split(' ')[1]));
    expect(ports).toHaveLength(41);
    expect(ports.map((port) => port !== 0)).toEqual(ports.map((_, index) => index > 0 && index !== 2 && index <= 33));
  });

  it('reads where RTCP goes', () => {
    const { media } = offerOf('m=audio 4000 RTP/AVP 8', 'a=rtcp:5001 IN IP4 192.0.2.1', 'm=audio 4002 RTP/AVP 8');
    expect(media.map(({ rtcpPort }) => rtcpPort)).toEqual([5001, null]);
  });

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      ...SESSION,
      'm=audio 4000 RTP/AVP 8 101',
      'a=rtpmap:101',
      'a=label:',
      'm=',
      'a=fmtp:',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }), (some) => {
        expect(readSessionDescription(some.join('\r\n'))).toHaveProperty('ok');
      }),
    );
  });
});

describe('recordableCodecs', () => {
  it('keeps every codec it can take, events included, in the order of the offer', () => {
    const [line] = offerOf('m=audio 4000 RTP/AVP 18 8 101 0', 'a=rtpmap:101 telephone-event/8000').media;
    expect(recordableCodecs(line!).map((codec) => codec.payloadType)).toEqual([8, 101, 0]);
  });

  const MANY = offerOf(
    'm=audio 4000 RTP/AVP 111 9 97 98 3 18 0 13 101 102 99',
    'a=rtpmap:111 OPUS/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:97 L16/16000',
    'a=rtpmap:98 L16/8000/1',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=rtpmap:102 telephone-event/48000',
    'a=rtpmap:99 speex/16000',
  );

  it('takes wideband codecs, comfort noise and events of every clock', () => {
    expect(recordableCodecs(MANY.media[0]!).map(({ payloadType }) => payloadType)).toEqual([
      111, 9, 97, 98, 0, 13, 101, 102,
    ]);
    expect(answerTo(MANY).slice(5, -1)).toEqual([
      'm=audio 20000 RTP/AVP 111 9 97 98 0 13 101 102',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:9 G722/8000',
      'a=rtpmap:97 L16/16000',
      'a=rtpmap:98 L16/8000/1',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:13 CN/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=rtpmap:102 telephone-event/48000',
      'a=fmtp:111 minptime=10;useinbandfec=1',
      'a=fmtp:101 0-16',
    ]);
  });

  it('takes codecs of libraries where this machine has them', () => {
    expect(recordableCodecs(MANY.media[0]!, new Set(['GSM'])).map(({ name }) => name)).toContain('GSM');
    expect(recordableCodecs(MANY.media[0]!, new Set(['GSM'])).map(({ name }) => name)).not.toContain('G729');
  });

  it('takes AMR in the formats that can be read, and repeats its parameters', () => {
    const offer = offerOf(
      'm=audio 4000 RTP/AVP 96 97 98 99 100',
      'a=rtpmap:96 AMR/8000/1',
      'a=fmtp:96 mode-set=0,2,7; Octet-Align=1',
      'a=rtpmap:97 AMR-WB/16000',
      'a=rtpmap:98 AMR/8000',
      'a=fmtp:98 octet-align=1; crc=1',
      'a=rtpmap:99 AMR/8000',
      'a=fmtp:99 interleaving=30',
      'a=rtpmap:100 AMR/8000/2',
    );
    const libraries = new Set(['AMR', 'AMR-WB']);
    expect(recordableCodecs(offer.media[0]!, libraries).map(({ payloadType }) => payloadType)).toEqual([96, 97]);
    expect(recordableCodecs(offer.media[0]!)).toEqual([]);
    const codecs = recordableCodecs(offer.media[0]!, libraries);
    const origin = { sessionId: 7, version: 2 };
    const answer = writeAnswer({ offer, media: [{ port: 20_000, codecs }], address: '198.51.100.7', origin });
    expect(answer).toContain('a=rtpmap:96 AMR/8000/1\r\na=rtpmap:97 AMR-WB/16000');
    expect(answer).toContain('a=fmtp:96 mode-set=0,2,7; Octet-Align=1');
  });

  it.each([
    ['events alone', ['m=audio 4000 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000']],
    ['G.729 alone', ['m=audio 4000 RTP/AVP 18']],
    ['SRTP', ['m=audio 4000 RTP/SAVP 8']],
    ['video', ['m=video 4000 RTP/AVP 8']],
    ['a removed stream', ['m=audio 0 RTP/AVP 8']],
    ['a wideband PCMA', ['m=audio 4000 RTP/AVP 96', 'a=rtpmap:96 PCMA/16000']],
    ['L16 in stereo', ['m=audio 4000 RTP/AVP 96', 'a=rtpmap:96 L16/16000/2']],
    ['comfort noise alone', ['m=audio 4000 RTP/AVP 13']],
  ])('takes nothing of %s', (_, media) => {
    expect(recordableCodecs(offerOf(...media).media[0]!)).toEqual([]);
  });
});

describe('writeAnswer', () => {
  it('gives a line of another family its own address', () => {
    const offer = offerOf('m=audio 4000 RTP/AVP 8', 'm=audio 4002 RTP/AVP 8', 'c=IN IP6 2001:db8::1');
    const codecs = recordableCodecs(offer.media[0]!);
    const media = [
      { port: 20_000, codecs, address: '198.51.100.7' },
      { port: 20_002, codecs, address: '2001:db8::7' },
    ];
    const answer = writeAnswer({ offer, media, address: '198.51.100.7', origin: { sessionId: 7, version: 1 } });
    expect(answer.match(/^c=.*$/gm)).toEqual(['c=IN IP4 198.51.100.7', 'c=IN IP6 2001:db8::7']);
    expect(answer.indexOf('IP6')).toBeGreaterThan(answer.indexOf('m=audio 20002'));
  });

  it('answers every m-line in its place, with its label, refused ones with port 0', () => {
    const answer = answerTo(
      offerOf(
        'm=audio 4002 RTP/AVP 0 101',
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-16',
        'a=label:2',
        'a=sendonly',
        'm=video 4004 RTP/AVP 96',
        'a=label:9',
        'm=audio 4000 RTP/AVP 8',
        'a=label:1',
        'a=ptime:30',
      ),
    );
    expect(answer).toEqual([
      'v=0',
      'o=- 7 2 IN IP4 198.51.100.7',
      's=fonoteka',
      'c=IN IP4 198.51.100.7',
      't=0 0',
      'm=audio 20000 RTP/AVP 0 101',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=recvonly',
      'a=label:2',
      'm=video 0 RTP/AVP 96',
      'a=label:9',
      'm=audio 20004 RTP/AVP 8',
      'a=rtpmap:8 PCMA/8000',
      'a=ptime:30',
      'a=recvonly',
      'a=label:1',
    ]);
  });

  it('repeats no recording indication and preference: they are of the recorded call (RFC 7866 §7.1.2)', () => {
    const offer = offerOf('a=record:on', 'm=audio 4000 RTP/AVP 8', 'a=record:paused', 'a=recordpref:off', 'a=sendonly');
    const answer = answerTo(offer);
    expect(answer).toContain('a=recvonly');
    expect(answer.filter((line) => line.startsWith('a=record'))).toEqual([]);
  });

  it.each(['a=inactive', 'a=recvonly', 'c=IN IP4 0.0.0.0'])('answers %s with inactive', (attribute) => {
    expect(answerTo(offerOf('m=audio 4000 RTP/AVP 8', attribute))).toContain('a=inactive');
  });

  const KEY = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
  const line = fc.record({
    kind: fc.constantFrom('audio', 'audio', 'audio', 'video', 'application'),
    port: fc.constantFrom(0, 4000, 4002),
    protocol: fc.constantFrom('RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVPF', 'TCP/RTP/AVP'),
    types: fc.subarray([8, 0, 18, 101, 99], { minLength: 1 }),
    more: fc.subarray([
      'a=rtpmap:101 telephone-event/8000',
      'a=rtcp-mux',
      'a=rtcp:5005',
      'a=mid:1',
      'a=ice-lite',
      'a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host',
      'a=rtcp-fb:* nack',
      KEY,
    ]),
    direction: fc.constantFrom('sendonly', 'sendrecv', 'recvonly', 'inactive'),
    label: fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/),
  });

  it('keeps the rules of RFC 3264 for every offer: lines, order, labels, payload types, directions', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (all) => {
        const offer = offerOf(
          'a=group:BUNDLE 1',
          ...all.flatMap(({ kind, port, protocol, types, more, direction, label }) => [
            `m=${kind} ${port} ${protocol} ${types.join(' ')}`,
            ...more,
            `a=${direction}`,
            `a=label:${label}`,
          ]),
        );
        const answer = answerTo(offer);
        expect(answer.filter((text) => /^a=(group|mid|candidate|ice|rtcp-fb)/.test(text))).toEqual([]);
        const again = readSessionDescription(lines(...answer));
        if (!again.ok) throw new Error(again.reason);
        const heads = again.value.media.map(({ kind, protocol, label }) => ({ kind, protocol, label }));
        expect(heads).toEqual(all.map(({ kind, protocol, label }) => ({ kind, protocol, label })));
        for (const [index, { port, formats, direction, rtcpMux }] of again.value.media.entries()) {
          const offered = all[index]!;
          expect(rtcpMux && !offered.more.includes('a=rtcp-mux')).toBe(false);
          if (offered.port === 0 || offered.kind !== 'audio' || !/^RTP\/S?AVPF?$/.test(offered.protocol))
            expect(port).toBe(0);
          if (port === 0) continue;
          expect(rtcpMux).toBe(offered.more.includes('a=rtcp-mux'));
          expect(offered.types.map(String)).toEqual(expect.arrayContaining(formats.split(' ')));
          expect(direction).toBe(offered.direction.startsWith('send') ? 'recvonly' : 'inactive');
        }
      }),
    );
  });
});
