import * as fc from 'fast-check';

/** A call of two parties as it really is. */
export interface TrueCall {
  readonly caller: string;
  readonly callee: string;
  /** The label of the stream of each. */
  readonly callerLabel: string;
  readonly calleeLabel: string;
}

export const TRUE_CALL: TrueCall = {
  caller: '+48221234567',
  callee: '+48512345678',
  callerLabel: '1',
  calleeLabel: '2',
};

/** How an SRC writes the call, and what of it. Everything that it writes is true. */
export interface DocumentStyle {
  readonly prefix: string;
  readonly wrappers: number;
  /** The parts stand beside `recording`, which is empty. */
  readonly besideRecording: boolean;
  readonly calleeFirst: boolean;
  readonly streamsSwapped: boolean;
  readonly associationsInParticipant: boolean;
  readonly reference: 'text' | 'id' | 'attribute' | 'stream' | 'urn';
  readonly ids: 'id' | 'long';
  /** Which facts of the streams are written. */
  readonly callerSends: boolean;
  readonly calleeSends: boolean;
  readonly callerReceives: boolean;
  readonly calleeReceives: boolean;
  /** What says who called; `nothing` only where the caller comes first. */
  readonly marks: 'nothing' | 'participant' | 'caller' | 'callee' | 'recorded';
  readonly address: 'sip' | 'tel' | 'bare' | 'name-addr';
}

export const documentStyles: fc.Arbitrary<DocumentStyle> = fc
  .record({
    prefix: fc.constantFrom('', 'tns:', 'rec:'),
    wrappers: fc.nat(12),
    besideRecording: fc.boolean(),
    calleeFirst: fc.boolean(),
    streamsSwapped: fc.boolean(),
    associationsInParticipant: fc.boolean(),
    reference: fc.constantFrom('text', 'id', 'attribute', 'stream', 'urn'),
    ids: fc.constantFrom('id', 'long'),
    callerSends: fc.boolean(),
    calleeSends: fc.boolean(),
    callerReceives: fc.boolean(),
    calleeReceives: fc.boolean(),
    marks: fc.constantFrom('nothing', 'participant', 'caller', 'callee', 'recorded'),
    address: fc.constantFrom('sip', 'tel', 'bare', 'name-addr'),
  } as const)
  .filter(({ marks, calleeFirst }) => marks !== 'nothing' || !calleeFirst);

/** As BroadWorks writes an incoming call: parts beside an empty recording, streams named by elements, the callee first. */
export const BROADWORKS_STYLE: DocumentStyle = {
  prefix: '',
  wrappers: 0,
  besideRecording: true,
  calleeFirst: true,
  streamsSwapped: true,
  associationsInParticipant: true,
  reference: 'id',
  ids: 'id',
  callerSends: true,
  calleeSends: true,
  callerReceives: false,
  calleeReceives: false,
  marks: 'caller',
  address: 'sip',
};

/** The document of a call in a style. */
export function documentOf(style: DocumentStyle, call: TrueCall = TRUE_CALL): string {
  const { prefix: p, wrappers, besideRecording } = style;
  const id = (kind: string, value: string): string => `${style.ids === 'long' ? `${kind}_id` : 'id'}="${value}"`;
  const party = (name: 'caller' | 'callee'): string => {
    const marked = style.marks === 'participant' && name === 'caller' ? '<x:callingParty>true</x:callingParty>' : '';
    const inside = style.associationsInParticipant ? referencesOf(style, name) : '';
    return `<${p}participant ${id('participant', name)}><${p}nameID aor="${addressOf(style, call[name])}"/>${inside}<x:own xmlns:x="y">${marked}</x:own></${p}participant>`;
  };
  const parties = [party('caller'), party('callee')];
  const streams = [
    `<${p}stream ${id('stream', 'm-caller')}><${p}label>${call.callerLabel}</${p}label></${p}stream>`,
    `<${p}stream ${id('stream', 'm-callee')}><${p}label>${call.calleeLabel}</${p}label></${p}stream>`,
  ];
  const associations = style.associationsInParticipant
    ? []
    : (['callee', 'caller'] as const).map(
        (name) =>
          `<${p}participantstreamassoc ${id('participant', name)}>${referencesOf(style, name)}</${p}participantstreamassoc>`,
      );
  const parts = [
    ...(style.calleeFirst ? parties.toReversed() : parties),
    ...(style.streamsSwapped ? streams.toReversed() : streams),
    ...associations,
    ownWords(style, call),
  ].join('\n');
  const recording = besideRecording
    ? `<${p}recording ${id('recording', 'r')}/>${parts}`
    : `<${p}recording>${parts}</${p}recording>`;
  const root = besideRecording ? `<${p}recording_metadata>${recording}</${p}recording_metadata>` : recording;
  return `<w xmlns:tns="a" xmlns:rec="b">${'<v>'.repeat(wrappers)}${root}${'</v>'.repeat(wrappers)}</w>`;
}

function referencesOf(style: DocumentStyle, name: 'caller' | 'callee'): string {
  const own = `m-${name}`;
  const other = name === 'caller' ? 'm-callee' : 'm-caller';
  const sends = name === 'caller' ? style.callerSends : style.calleeSends;
  const receives = name === 'caller' ? style.callerReceives : style.calleeReceives;
  return (sends ? referenceTo(style, 'send', own) : '') + (receives ? referenceTo(style, 'recv', other) : '');
}

function referenceTo({ prefix: p, reference }: DocumentStyle, way: 'send' | 'recv', id: string): string {
  if (reference === 'attribute') return `<${p}${way} stream_id="${id}"/>`;
  const inside = {
    text: id,
    urn: ` urn:uuid:${id} `,
    id: `<${p}id>${id}</${p}id>`,
    stream: `<${p}stream id="${id}"/>`,
  }[reference];
  return `<${p}${way}>${inside}</${p}${way}>`;
}

function addressOf({ address }: DocumentStyle, number: string): string {
  return {
    sip: `sip:${number}@pbx.example;user=phone`,
    tel: `tel:${number};noa=4`,
    bare: number.replace('+48', ''),
    'name-addr': `&quot;Jan&quot; &lt;sip:${number}@pbx.example&gt;`,
  }[address];
}

function ownWords({ marks }: DocumentStyle, { caller, callee }: TrueCall): string {
  if (marks === 'caller') return own(`<z:callingPartyNumber>${caller}</z:callingPartyNumber>`);
  if (marks === 'callee') return own(`<z:calledPartyNumber>${callee}</z:calledPartyNumber>`);
  if (marks === 'recorded') {
    return own(`<z:callType>Terminating</z:callType><z:recordedParty>${callee}</z:recordedParty>`);
  }
  return '';
}

function own(words: string): string {
  return `<z:data xmlns:z="z">${words}</z:data>`;
}
