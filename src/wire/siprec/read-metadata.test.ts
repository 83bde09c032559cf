import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeMetadata, type RecordingMetadata, readMetadata, writeMetadata } from './index.ts';

function metadataOf(text: string): RecordingMetadata {
  const read = readMetadata(Buffer.from(text));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const refused = (text: string): string => {
  const read = readMetadata(Buffer.from(text));
  return read.ok ? 'read' : read.reason;
};

const CALL = {
  groupId: 'g1',
  sessionId: 's1',
  startedAt: Date.parse('2026-03-10T10:00:00Z'),
  parties: [
    { address: 'sip:+48221234567@pbx.example', participantId: 'p1', streamId: 'm1', label: '1' },
    { address: 'tel:+48512345678', participantId: 'p2', streamId: 'm2', label: '2' },
  ],
};

describe('readMetadata', () => {
  it('reads what writeMetadata wrote', () => {
    expect(metadataOf(writeMetadata(CALL))).toEqual({
      dataMode: 'complete',
      groups: [{ id: 'g1', extensions: new Map() }],
      sessions: [{ id: 's1', groupId: 'g1', sipSessionId: null, startedAt: CALL.startedAt, extensions: new Map() }],
      participants: [
        { id: 'p1', addresses: ['sip:+48221234567@pbx.example'], extensions: new Map() },
        { id: 'p2', addresses: ['tel:+48512345678'], extensions: new Map() },
      ],
      streams: [
        { id: 'm1', sessionId: 's1', label: '1' },
        { id: 'm2', sessionId: 's1', label: '2' },
      ],
      participantStreams: [
        { participantId: 'p1', sends: ['m1'], receives: ['m2'] },
        { participantId: 'p2', sends: ['m2'], receives: ['m1'] },
      ],
      participantSessions: [
        { participantId: 'p1', sessionId: 's1', left: false },
        { participantId: 'p2', sessionId: 's1', left: false },
      ],
      extensions: new Map(),
    });
  });

  it('writes any text so that it reads the same', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/), (address) => {
        const parties = [{ ...CALL.parties[0]!, address }];
        expect(metadataOf(writeMetadata({ ...CALL, parties })).participants[0]!.addresses).toEqual([address]);
      }),
    );
  });

  it('reads the form before RFC 7865: ids and sessions as attributes, streams inside the participant', () => {
    const metadata = metadataOf(`<?xml version='1.0' encoding='UTF-8'?>
      <recording xmlns='urn:ietf:params:xml:ns:recording'><dataMode>complete</dataMode>
        <session id="BYiC7u=="><associate-time>2026-03-10T10:00:00</associate-time>
          <extensiondata xmlns:apkt="http://acmepacket.com/siprec/extensiondata"><apkt:ucid>00FA08</apkt:ucid></extensiondata>
        </session>
        <participant id="p1" session="BYiC7u=="><nameID aor="sip:+48221234567@192.0.2.1"><name>A</name></nameID>
          <send>m1</send>
          <extensiondata xmlns:apkt="http://acmepacket.com/siprec/extensiondata"><apkt:callingParty>true</apkt:callingParty>
            <apkt:header label="X-ISR-UCID"><value>u-1</value></apkt:header></extensiondata>
        </participant>
        <stream id="m1" session="BYiC7u=="><label>16777227</label><mode>separate</mode></stream>
      </recording>`);
    expect(metadata.sessions[0]).toMatchObject({ id: 'BYiC7u==', startedAt: Date.parse('2026-03-10T10:00:00Z') });
    expect(metadata.sessions[0]!.extensions.get('ucid')).toBe('00FA08');
    expect(metadata.participants[0]!.extensions.get('callingparty')).toBe('true');
    expect(metadata.participants[0]!.extensions.get('x-isr-ucid')).toBe('u-1');
    expect(metadata.participantStreams).toEqual([{ participantId: 'p1', sends: ['m1'], receives: [] }]);
    expect(metadata.streams).toEqual([{ id: 'm1', sessionId: 'BYiC7u==', label: '16777227' }]);
  });

  it.each([
    ['an element', '<recording><datamode>partial</datamode></recording>', 'partial'],
    ['camel case', '<recording><dataMode>Partial</dataMode></recording>', 'partial'],
    ['an attribute', '<recording dataMode="partial"/>', 'partial'],
    ['not at all', '<recording/>', 'complete'],
  ])('takes the data mode from %s', (_, text, dataMode) => {
    expect(metadataOf(text).dataMode).toBe(dataMode);
  });

  it('knows prefixes, roots of a vendor, a BOM and blank lines before the declaration', () => {
    const participants =
      '<tns:participant tns:participant_id="p1"><tns:nameID tns:aor="48221234567"/></tns:participant>';
    for (const text of [
      `<tns:recording xmlns:tns="urn:x">${participants}</tns:recording>`,
      `\ufeff<recording_metadata>${participants}</recording_metadata>`,
      `\r\n\r\n<?xml version="1.0"?><x:siprec xmlns:x="y"><x:recording>${participants}</x:recording></x:siprec>`,
    ]) {
      expect(metadataOf(text).participants).toEqual([{ id: 'p1', addresses: ['48221234567'], extensions: new Map() }]);
    }
  });

  it.each([
    ['2026-03-10T10:00:00Z', '2026-03-10T10:00:00Z'],
    ['2026-03-10T10:00:00.123456Z', '2026-03-10T10:00:00.123Z'],
    ['2026-03-10T11:00:00+0100', '2026-03-10T10:00:00Z'],
    ['2026-03-10T11:00:00+01:00', '2026-03-10T10:00:00Z'],
    ['2026-03-10T10:00:00', '2026-03-10T10:00:00Z'],
    ['1970-01-01T00:00:07Z', null],
    ['yesterday', null],
  ])('reads the time %s', (written, instant) => {
    const text = `<recording><session session_id="s"><start-time>${written}</start-time></session></recording>`;
    expect(metadataOf(text).sessions[0]!.startedAt).toBe(instant === null ? null : Date.parse(instant));
  });

  it('counts the first of two elements with one id', () => {
    const text =
      '<recording><stream stream_id="m"><label>1</label></stream><stream stream_id="m"><label>2</label></stream></recording>';
    expect(metadataOf(text).streams.map((stream) => stream.label)).toEqual(['1']);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE recording [<!ENTITY a "b">]><recording/>', 'DOCTYPE is not allowed'],
    ['an unknown entity', '<recording><participant id="&a;"/></recording>', /entity/],
    ['a deep nest', '<a>'.repeat(65), 'nested too deep'],
    ['a flood of elements', `<recording>${'<a/>'.repeat(10_000)}</recording>`, 'too many elements'],
    ['a large document', `<recording>${' '.repeat(256 * 1024)}</recording>`, 'document too large'],
    ['a document cut short', '<recording><participant id="p1">', /unclosed/],
    ['another document', '<html/>', 'no recording element'],
    ['nothing', '', /./],
  ])('refuses %s', (_, text, reason) => {
    expect(refused(text)).toMatch(reason);
  });

  it('never throws, whatever comes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '<recording>',
      '<participant id="p">',
      '</participant>',
      '&lt;',
      '"',
      '<![CDATA[',
      '<!--',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 40 }), (some) => {
        expect(readMetadata(Buffer.from(some.join('')))).toHaveProperty('ok');
      }),
    );
    const whole = Buffer.from(writeMetadata(CALL));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const mutated = Buffer.from(whole);
        mutated[at] = value;
        expect(readMetadata(mutated)).toHaveProperty('ok');
        expect(readMetadata(whole.subarray(0, at))).toHaveProperty('ok');
      }),
    );
  });
});

describe('mergeMetadata', () => {
  const known = metadataOf(writeMetadata(CALL));

  it('replaces all by a complete document', () => {
    const news = metadataOf('<recording><participant id="p9"/></recording>');
    expect(mergeMetadata(known, news)).toBe(news);
  });

  it('replaces by id what a partial document names, and keeps the rest in its order', () => {
    const news = metadataOf(
      '<recording><datamode>partial</datamode><participant participant_id="p1"><nameID aor="sip:101@x"/></participant><participant participant_id="p3"/></recording>',
    );
    const merged = mergeMetadata(known, news);
    expect(merged.participants.map(({ id, addresses }) => [id, addresses[0]])).toEqual([
      ['p1', 'sip:101@x'],
      ['p2', 'tel:+48512345678'],
      ['p3', undefined],
    ]);
    expect(merged.streams).toEqual(known.streams);
  });

  it('ends a stream that a partial association no longer names', () => {
    const news = metadataOf(
      '<recording><datamode>partial</datamode><participantstreamassoc participant_id="p1"><recv>m2</recv></participantstreamassoc></recording>',
    );
    expect(mergeMetadata(known, news).participantStreams[0]).toEqual({
      participantId: 'p1',
      sends: [],
      receives: ['m2'],
    });
  });
});
