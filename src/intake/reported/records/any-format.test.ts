import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv, outcome, read, type Sent } from '../../../../test/kit/call-records.ts';

/** A call as all formats can say it: whole seconds. */
interface SomeCall {
  readonly start: number;
  readonly ringing: number;
  /** 0: not answered. */
  readonly talk: number;
  readonly caller: string;
  readonly callee: string;
  readonly id: string;
}

const someCall: fc.Arbitrary<SomeCall> = fc.record({
  start: fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 }),
  ringing: fc.integer({ min: 0, max: 180 }),
  talk: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
  caller: fc.integer({ min: 600_000_000, max: 609_999_999 }).map(String),
  callee: fc.integer({ min: 221_000_000, max: 221_999_999 }).map(String),
  id: fc.integer({ min: 1, max: 1_000_000 }).map((number) => `1773133200.${number}`),
});

const iso = (second: number): string => new Date(second * 1000).toISOString();
const local = (second: number): string => iso(second).slice(0, 19).replace('T', ' ');
const compact = (second: number): string => `${iso(second).slice(0, 19).replaceAll(/[-T:]/g, '')}.000`;
const timesOf = ({ start, ringing, talk }: SomeCall) => {
  const answer = talk === 0 ? null : start + ringing;
  return { start, answer, end: start + ringing + talk };
};
/** Empty for a time that is not known. */
const written = (second: number | null, write: (second: number) => string): string =>
  second === null ? '' : write(second);

const masterLine = (call: SomeCall): string => {
  const { start, answer, end } = timesOf(call);
  const { ringing, talk, caller, callee, id } = call;
  const channels = ['from-trunk', `"${caller}" <${caller}>`, 'PJSIP/trunk-1', 'PJSIP/101-2', 'Dial', 'PJSIP/101,30'];
  const times = [local(start), written(answer, local), local(end), ringing + talk, talk];
  const disposition = talk === 0 ? 'NO ANSWER' : 'ANSWERED';
  return csv('', caller, callee, ...channels, ...times, disposition, 'DOCUMENTATION', id, '');
};

const freeswitch = (call: SomeCall) => {
  const { start, answer, end } = timesOf(call);
  return {
    variables: { uuid: call.id, start_epoch: `${start}`, answer_epoch: `${answer ?? 0}`, end_epoch: `${end}` },
    callflow: {
      profile_index: '1',
      caller_profile: { caller_id_number: `%2B48${call.caller}`, destination_number: call.callee },
    },
  };
};

const elements = (value: object): string =>
  Object.entries(value)
    .map(([name, inner]) => `<${name}>${typeof inner === 'object' ? elements(inner) : inner}</${name}>`)
    .join('');

const slashed = (second: number) => local(second).replaceAll('-', '/');

const threeCx = (call: SomeCall): string => {
  const { start, answer, end } = timesOf(call);
  const times = [slashed(start), written(answer, slashed), slashed(end)];
  return ['Call 1', call.id, '', ...times, '', call.caller, call.callee].join(',');
};

const broadworks = (call: SomeCall): string => {
  const { start, answer, end } = timesOf(call);
  const columns = [
    '1',
    'x',
    'Normal',
    '',
    '',
    'Terminating',
    call.caller,
    'Public',
    call.callee,
    compact(start),
    '1+020000',
  ];
  const answered = [answer === null ? 'No' : 'Yes', written(answer, compact), compact(end)];
  return [...columns, ...answered, ...Array.from({ length: 30 }, () => ''), call.id].join(',');
};

const WRITERS: readonly [Sent, (call: SomeCall) => string][] = [
  [{ format: 'asterisk-csv', type: 'text/csv', zone: 'UTC' }, masterLine],
  [{ format: 'freeswitch-json', zone: null }, (call) => JSON.stringify(freeswitch(call))],
  [{ format: 'freeswitch-xml', type: 'text/xml', zone: null }, (call) => `<cdr>${elements(freeswitch(call))}</cdr>`],
  [{ format: '3cx', type: 'text/csv', zone: null }, threeCx],
  [{ format: 'broadworks', type: 'text/csv', zone: 'Europe/Warsaw' }, broadworks],
  [
    { format: 'csv', type: 'text/plain', zone: 'UTC' },
    (call) =>
      `from;to;start;duration;billsec;id\n${[call.caller, call.callee, local(call.start), call.ringing + call.talk, call.talk, call.id].join(';')}`,
  ],
  [
    { format: 'fonoteka', zone: null },
    (call) => {
      const { start, answer, end } = timesOf(call);
      const parties = { caller: call.caller, callee: Number(call.callee), externalId: call.id };
      return JSON.stringify({ startedAt: start, answeredAt: answer, endedAt: `${end}.000`, ...parties });
    },
  ],
];

describe('a call', () => {
  test.each(WRITERS)('is the same in each format: %j', (sent, write) => {
    fc.assert(
      fc.property(someCall, (call) => {
        const { start, answer, end } = timesOf(call);
        expect(read(write(call), sent).map(outcome)).toMatchObject([
          {
            startedAt: start * 1000,
            answeredAt: answer === null ? null : answer * 1000,
            endedAt: end * 1000,
            caller: `+48${call.caller}`,
            callee: `+48${call.callee}`,
            externalId: call.id,
          },
        ]);
      }),
      { numRuns: 50 },
    );
  });
});

test('a quote too many in a line of CSV changes no other line', () => {
  fc.assert(
    fc.property(
      fc.array(someCall, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      fc.boolean(),
      (calls, which, where, isQuoted) => {
        const lines = calls.map(isQuoted ? masterLine : broadworks);
        const sent: Sent = isQuoted
          ? { format: 'asterisk-csv', type: 'text/csv', zone: 'UTC' }
          : { format: 'broadworks', type: 'text/csv' };
        const right = read(lines.join('\n'), sent).map(outcome);
        const damaged = which % lines.length;
        const at = where % (lines[damaged]!.length + 1);
        lines[damaged] = `${lines[damaged]!.slice(0, at)}"${lines[damaged]!.slice(at)}`;
        const found = read(lines.join('\n'), sent).map(outcome);
        expect(found).toHaveLength(right.length);
        for (const [index, one] of found.entries()) if (index !== damaged) expect(one).toEqual(right[index]);
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever is sent, each record is a call, refused with known fields, or skipped', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.constant(null),
    fc.boolean(),
    fc.object({ maxDepth: 2 }),
  );
  const names = [
    'start',
    'answer',
    'end',
    'src',
    'dst',
    'variables',
    'callflow',
    'duration',
    'billsec',
    'disposition',
    'uniqueid',
    '__proto__',
    'time',
    'method',
  ];
  const record = fc.dictionary(fc.constantFrom(...names), value);
  const formats = ['fonoteka', 'asterisk-json', 'freeswitch-json', '3cx', 'kamailio-acc', 'broadworks', 'csv'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.array(record, { minLength: 1, maxLength: 3 }), (format, records) => {
      const found = read(JSON.stringify(records), { format });
      expect(found).toHaveLength(records.length);
      for (const { result } of found) {
        if ('skipped' in result || result.ok) continue;
        expect(result.reason.length).toBeGreaterThan(0);
        for (const { field } of result.reason)
          expect(field).toMatch(/^(startedAt|answeredAt|endedAt|caller|callee|direction|externalId|tenantId)?$/);
      }
    }),
    { numRuns: 300 },
  );
});
