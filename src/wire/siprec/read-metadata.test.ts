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

const withIds = (id: string): string =>
  `<recording><session session_id="${id}"/><stream stream_id="${id}" session_id="${id}"/></recording>`;

/** Of 400 participants with their streams and sessions. */
function partialDocument(number: number): RecordingMetadata {
  const ids = Array.from({ length: 400 }, (_, index) => `${number}-${index}`);
  const parts = ids.map(
    (id) =>
      `<participant id="p${id}"/><stream id="s${id}"/><session id="q${id}"/><group id="g${id}"/><participantstreamassoc id="p${id}"><send>s${id}</send></participantstreamassoc>`,
  );
  return metadataOf(`<recording><datamode>partial</datamode>${parts.join('')}</recording>`);
}

const nested = (levels: number, inside: string): string => `${'<w>'.repeat(levels)}${inside}${'</w>'.repeat(levels)}`;

describe('readMetadata', () => {
  it('reads what writeMetadata wrote', () => {
    expect(metadataOf(writeMetadata(CALL))).toEqual({
      dataMode: 'complete',
      groups: [{ id: 'g1', extensions: [] }],
      sessions: [{ id: 's1', groupId: 'g1', sipSessionId: null, startedAt: CALL.startedAt, extensions: [] }],
      participants: [
        { id: 'p1', addresses: ['sip:+48221234567@pbx.example'], extensions: [] },
        { id: 'p2', addresses: ['tel:+48512345678'], extensions: [] },
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
        { participantId: 'p1', sessionId: 's1', joinedAt: CALL.startedAt, left: false },
        { participantId: 'p2', sessionId: 's1', joinedAt: CALL.startedAt, left: false },
      ],
      extensions: [],
      repeatedIds: [],
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
    expect(metadata.sessions[0]!.extensions).toContainEqual({ path: 'session/extensiondata/ucid', value: '00FA08' });
    expect(metadata.participants[0]!.extensions).toEqual(
      expect.arrayContaining([
        { path: 'participant/extensiondata/callingparty', value: 'true' },
        { path: 'participant/extensiondata/x-isr-ucid', value: 'u-1' },
      ]),
    );
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

  it('knows prefixes, later versions of the namespace, roots of a vendor, a BOM and blank lines before the declaration', () => {
    const participants =
      '<tns:participant tns:participant_id="p1"><tns:nameID tns:aor="48221234567"/></tns:participant>';
    for (const text of [
      `<tns:recording xmlns:tns="urn:x">${participants}</tns:recording>`,
      `<recording xmlns="urn:ietf:params:xml:ns:recording:2" xmlns:tns="urn:x">${participants}</recording>`,
      `\ufeff<recording_metadata>${participants}</recording_metadata>`,
      `\r\n\r\n<?xml version="1.0"?><x:siprec xmlns:x="y"><x:recording>${participants}</x:recording></x:siprec>`,
    ]) {
      expect(metadataOf(text).participants).toEqual([{ id: 'p1', addresses: ['48221234567'], extensions: [] }]);
    }
  });

  it.each([
    ['2026-03-10T10:00:00Z', '2026-03-10T10:00:00Z'],
    ['2026-03-10T10:00:00.123456Z', '2026-03-10T10:00:00.123Z'],
    ['2026-03-10T11:00:00+0100', '2026-03-10T10:00:00Z'],
    ['2026-03-10T11:00:00+01:00', '2026-03-10T10:00:00Z'],
    ['2026-03-10T10:00:00', '2026-03-10T10:00:00Z'],
    ['2026-03-10 11:00:00+01', '2026-03-10T10:00:00Z'],
    ['1773136800', '2026-03-10T10:00:00Z'],
    ['1773136800123', '2026-03-10T10:00:00.123Z'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00Z'],
    ['1970-01-01T00:00:07Z', null],
    ['yesterday', null],
  ])('reads the time %s', (written, instant) => {
    const text = `<recording><session session_id="s"><start-time>${written}</start-time></session></recording>`;
    expect(metadataOf(text).sessions[0]!.startedAt).toBe(instant === null ? null : Date.parse(instant));
  });

  it('reads a time without offset in the zone of the source', () => {
    const text =
      '<recording><session session_id="s"><start-time>2026-03-10T11:00:00</start-time></session></recording>';
    const read = readMetadata(Buffer.from(text), 'Europe/Warsaw');
    expect(read.ok && read.value.sessions[0]!.startedAt).toBe(Date.parse('2026-03-10T10:00:00Z'));
  });

  it('counts the first of two elements with one id, and reports the id (§6.10)', () => {
    const participants =
      '<participant participant_id="p"><nameID aor="101"/></participant><participant participant_id="p"/>';
    const read = metadataOf(`<recording>${participants}</recording>`);
    expect(read.participants.map(({ addresses }) => addresses)).toEqual([['101']]);
    expect(read.repeatedIds).toEqual(['p']);
  });

  it('attributes no label to one of two streams with one id', () => {
    const text =
      '<recording><stream stream_id="m"><label>1</label></stream><stream stream_id="m"><label>2</label></stream></recording>';
    expect(metadataOf(text)).toMatchObject({ streams: [{ id: 'm', label: null }], repeatedIds: ['m'] });
  });

  it('compares the ids of different kinds only if they are unique ids', () => {
    expect(metadataOf(withIds('1')).repeatedIds).toEqual([]);
    expect(metadataOf(withIds('B2cqB3uSTBJ8oZ6tVQd+xw==')).repeatedIds).toEqual(['B2cqB3uSTBJ8oZ6tVQd+xw==']);
  });

  it.each([
    ['as text', '<send>m1</send>'],
    ['as an element', '<send><id>m1</id></send>'],
    ['as an element of the namespace', '<send><x:stream_id xmlns:x="y"> m1 </x:stream_id></send>'],
    ['as an attribute', '<send stream_id="m1"/>'],
    ['as an attribute of an element', '<send><stream id="m1"/></send>'],
    ['as an element of an element', '<send><stream><id>urn:uuid:m1</id></stream></send>'],
  ])('reads the reference to a stream %s', (_, send) => {
    for (const text of [
      `<recording><participantstreamassoc participant_id="p">${send}</participantstreamassoc></recording>`,
      `<recording><participantstreamassoc><participant><id>p</id></participant>${send}</participantstreamassoc></recording>`,
      `<recording><participant id="p" session="s">${send}</participant></recording>`,
    ]) {
      expect(metadataOf(text).participantStreams).toEqual([{ participantId: 'p', sends: ['m1'], receives: [] }]);
    }
  });

  it('reads several streams of one reference', () => {
    const send = '<send>m1 m2</send><send><id>m3</id><id>m4</id></send><recv stream_id="m5"/>';
    const text = `<recording><participantstreamassoc participant_id="p">${send}</participantstreamassoc></recording>`;
    expect(metadataOf(text).participantStreams).toEqual([
      { participantId: 'p', sends: ['m1', 'm2', 'm3', 'm4'], receives: ['m5'] },
    ]);
  });

  const parts =
    '<session id="s"/><participant id="p"><aor>101</aor></participant><stream id="m"><label>1</label></stream>';
  it.each([
    ['beside an empty recording', `<recording_metadata><recording id="r"/>${parts}</recording_metadata>`],
    ['in a recording within another', `<recording><recording>${parts}</recording></recording>`],
    ['below an element that has one of them itself', `<w><session id="x"/><recording>${parts}</recording></w>`],
    ['under another name', `<siprec><conversation>${parts}</conversation></siprec>`],
    ['deep in a vendor’s elements', nested(12, `<recording>${parts}</recording>`)],
  ])('finds the parts of the recording %s', (_, text) => {
    const { sessions, participants, streams } = metadataOf(text);
    expect([sessions[0]?.id, participants[0]?.addresses, streams[0]?.label]).toEqual(['s', ['101'], '1']);
  });

  it('keeps what a vendor writes around the recording', () => {
    const text = `<w><own in="x"><userID>u</userID></own><recording>${parts}</recording></w>`;
    expect(metadataOf(text).extensions).toEqual([
      { path: 'recording/own', value: '' },
      { path: 'recording/own/@in', value: 'x' },
      { path: 'recording/own/userid', value: 'u' },
    ]);
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
  it('keeps a limited number of elements, however many partial documents come', () => {
    const merged = Array.from({ length: 10 }, (_, number) => partialDocument(number)).reduce(mergeMetadata);
    expect(merged.participants).toHaveLength(1000);
    for (const kept of [merged.streams, merged.sessions, merged.groups, merged.participantStreams]) {
      expect(kept.length).toBeLessThanOrEqual(1000);
    }
    const left = metadataOf(
      '<recording><datamode>partial</datamode><participantstreamassoc id="p0-0"><send>s0-1</send></participantstreamassoc></recording>',
    );
    expect(mergeMetadata(merged, left).participantStreams[0]).toMatchObject({ participantId: 'p0-0', sends: ['s0-1'] });
  });

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

  it('ends the streams of an association that has ended', () => {
    const news = metadataOf(
      '<recording><datamode>partial</datamode><participantstreamassoc participant_id="p1"><send>m1</send><disassociate-time>2026-03-10T10:00:00Z</disassociate-time></participantstreamassoc></recording>',
    );
    expect(mergeMetadata(known, news).participantStreams[0]).toEqual({ participantId: 'p1', sends: [], receives: [] });
  });

  it('keeps vendors’ values and repeated ids of all documents, the newer value', () => {
    const groups = '<group id="g"/><group id="g"/>';
    const first = metadataOf(`<recording>${groups}<own><a>1</a><b>2</b></own></recording>`);
    const update = metadataOf('<recording datamode="partial"><own><b>3</b><c>4</c></own></recording>');
    const merged = mergeMetadata(first, update);
    expect(merged.extensions.filter(({ value }) => value !== '')).toEqual([
      { path: 'recording/own/a', value: '1' },
      { path: 'recording/own/b', value: '3' },
      { path: 'recording/own/c', value: '4' },
    ]);
    expect(merged.repeatedIds).toEqual(['g']);
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
