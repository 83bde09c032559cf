import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCapturedMessage } from '../../src/intake/captured-message.ts';
import { VENDOR_MAPPINGS } from '../../src/intake/derivation/vendors.ts';
import { explainSession, type SessionExplanation } from '../../src/intake/explain-session.ts';
import { sampled } from '../kit/sampled.ts';
import { audioLine, offerOf, sessionBody } from '../kit/session-request.ts';
import { corpusScenarios } from '../kit/siprec-corpus.ts';
import { type DocumentStyle, documentOf, documentStyles, TRUE_CALL } from '../kit/siprec-document.ts';

const numRuns = sampled(300, 50_000);

function derive(metadata: string, labels: readonly string[]): SessionExplanation {
  const sdp = offerOf(...labels.flatMap((label, index) => audioLine(label, 4000 + 2 * index)));
  return explainBytes(sessionBody({ sdp, metadata }).body)!;
}

/** A session whose later snapshots say more or less than the first. */
function deriveSnapshots(styles: readonly DocumentStyle[], labels: readonly string[]): SessionExplanation {
  const sdp = offerOf(...labels.flatMap((label, index) => audioLine(label, 4000 + 2 * index)));
  const bodies = styles.map((style, index) =>
    sessionBody({ ...(index === 0 && { sdp }), metadata: documentOf(style) }),
  );
  const messages = bodies.map(({ body }) => readCapturedMessage(body)).flatMap((read) => (read.ok ? [read.value] : []));
  return explainSession(messages, { mappings: VENDOR_MAPPINGS, directory: null, source: null });
}

function explainBytes(bytes: Uint8Array): SessionExplanation | null {
  const read = readCapturedMessage(bytes);
  return read.ok ? explainSession([read.value], { mappings: VENDOR_MAPPINGS, directory: null, source: null }) : null;
}

const orders = fc.constantFrom(['1', '2'], ['2', '1']);
const truth = (labels: readonly string[]): string[] =>
  labels.map((label) => (label === TRUE_CALL.callerLabel ? 'caller' : 'callee'));

const saysOne = ({ callerSends, calleeSends, callerReceives, calleeReceives }: DocumentStyle): boolean =>
  callerSends || calleeSends || callerReceives || calleeReceives;

describe('a true description of a call, in whatever form', () => {
  test('has the right parties, and no voice on the other’s channel without a flag', () => {
    fc.assert(
      fc.property(documentStyles, orders, (style, labels) => {
        const { caller, callee, streams, flags } = derive(documentOf(style), labels);
        expect({ caller, callee }).toEqual({ caller: TRUE_CALL.caller, callee: TRUE_CALL.callee });
        const channels = streams.map(({ channel }) => channel);
        if (!flags.includes('channels-guessed')) expect(channels).toEqual(truth(labels));
      }),
      { numRuns },
    );
  });

  test('swaps no channel by later snapshots, whatever they leave out', () => {
    fc.assert(
      fc.property(fc.array(documentStyles, { minLength: 2, maxLength: 4 }), orders, (styles, labels) => {
        const { caller, callee, streams, flags } = deriveSnapshots(styles, labels);
        expect({ caller, callee }).toEqual({ caller: TRUE_CALL.caller, callee: TRUE_CALL.callee });
        const isKnown = styles.some(({ callerSends, calleeSends }) => callerSends || calleeSends);
        if (isKnown) expect(flags).not.toContain('channels-guessed');
        if (!flags.includes('channels-guessed')) expect(streams.map(({ channel }) => channel)).toEqual(truth(labels));
      }),
      { numRuns },
    );
  });

  test('is no guess where it says whose a stream is', () => {
    fc.assert(
      fc.property(documentStyles.filter(saysOne), orders, (style, labels) => {
        const { streams, flags } = derive(documentOf(style), labels);
        expect(streams.map(({ channel }) => channel)).toEqual(truth(labels));
        expect(flags).not.toContain('channels-guessed');
      }),
      { numRuns },
    );
  });

  test('keeps its parties, whatever was dialled', () => {
    const dialled = fc.stringMatching(/^[*#]?\d{2,12}[*#]?\d{0,9}$/);
    fc.assert(
      fc.property(documentStyles, dialled, (style, digits) => {
        const own = `<q:dialedDigits xmlns:q="q">${digits}</q:dialedDigits>`;
        const metadata = documentOf(style).replace('</w>', `${own}</w>`);
        const { caller, callee } = derive(metadata, ['1', '2']);
        expect({ caller, callee }).toEqual({ caller: TRUE_CALL.caller, callee: TRUE_CALL.callee });
      }),
      { numRuns },
    );
  });
});

const messages = corpusScenarios().flatMap(({ steps }) => steps.map(({ message }) => message));
const TOKENS = [
  '<',
  '>',
  '"',
  '/',
  '--',
  '\r\n',
  '&lt;',
  '<recording>',
  '</participant>',
  '<send/>',
  'a=label:',
  ';',
  ' ',
];

/** A message of the corpus with some of its bytes changed, removed, repeated or replaced by what parsers stumble over. */
const damaged = fc
  .record({
    message: fc.constantFrom(...messages),
    cuts: fc.array(
      fc.record({ at: fc.nat(8000), remove: fc.nat(60), repeat: fc.nat(3), insert: fc.constantFrom('', ...TOKENS) }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ message, cuts }) =>
    cuts.reduce((bytes, { at, remove, repeat, insert }) => {
      const from = at % bytes.length;
      const removed = bytes.subarray(from, from + remove);
      const pieces = [bytes.subarray(0, from), Buffer.from(insert), ...Array.from({ length: repeat }, () => removed)];
      return Buffer.concat([...pieces, bytes.subarray(from + remove)]);
    }, message),
  );

test('a damaged message is derived or refused, each stream has a channel, and nothing throws', () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      const found = explainBytes(bytes);
      if (found === null) return;
      for (const { channel, by } of found.streams) expect(channel === null).toBe(by === 'not-recordable');
      expect(new Set(found.flags).size).toBe(found.flags.length);
    }),
    { numRuns },
  );
});
