import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL, START, WARSAW, outcome, read, readOne } from '../../../../test/kit/call-records.ts';
import { OWN_FORMAT, type RecordFormat } from '../../../tenants/index.ts';
import { readCallRecords } from './read-call-records.ts';

/** The formats of the integrators' page in the order of its table, each with its example. */
const FORMATS = readFileSync('docs/integrators/formats.md', 'utf8');
const named = [...FORMATS.matchAll(/^\| `([\w-]+)` \| .+ \| .+ \| .+ \|$/gm)].map(
  ([, format]) => format as RecordFormat,
);
const [, examples] = /One record of each format.*:\n([^]*?)\n- \*\*Legs/.exec(FORMATS)!;
const blocks = [...examples!.matchAll(/^```(\w+)\n([^]*?)^```/gm)].map(([, language, code]) => ({
  type: { csv: 'text/csv', json: 'application/json', xml: 'text/xml' }[language!],
  body: code!,
}));

test('the page has an example of each format but our own', () => {
  expect(named[0]).toBe('fonoteka');
  expect(blocks).toHaveLength(named.length - 1);
});

test.each(blocks.map((block, at) => ({ ...block, format: named[at + 1]! })))(
  'the example of $format is a call',
  ({ format, type, body }) => {
    expect(readOne(body, { format, type: type!, zone: format === '3cx' ? null : WARSAW })).toMatchObject({
      startedAt: START,
      caller: CALL.caller,
      callee: CALL.callee,
    });
  },
);

test('the example of our own names is taken and refused as the page says', () => {
  const [sent, answered] = FORMATS.split('- Senders that can only do HTTP Basic')[1]!.match(/(?<=```json\n)[^`]+/g)!;
  const { calls } = JSON.parse(answered!) as { calls: { errors?: { field: string; message: string }[] }[] };
  const results = read(sent, { format: 'fonoteka' }).map(({ result }) =>
    'skipped' in result || result.ok ? null : result.reason,
  );
  expect(results).toMatchObject(
    calls.map(({ errors }) => errors?.map(({ field, message }) => ({ field, message })) ?? null),
  );
});

const line = (from: string) => `x,2026-03-10 10:00:00,${from},221234567`;

describe('CSV', () => {
  const of = { format: 'csv', type: 'text/csv' } as const;
  const TIMES = '2026-03-10 10:00:00;2026-03-10 10:00:07;2026-03-10 10:01:07';
  test.each([
    ['our names', `startedAt;answeredAt;endedAt;caller;callee\n${TIMES};600100200;221234567`, {}],
    [
      'other names, a byte order mark',
      `\ufeffCall Start;Answer_Time;end time;Calling Number;CALLED-NUMBER;x\r\n${TIMES};600100200;221234567;y\r\n`,
      {},
    ],
    ['Polish names in Windows-1250', `początek;odebrano;koniec;dzwoniący;odbiorca\n${TIMES};600100200;221234567`, {}],
    [
      'names of the operator’s',
      `t0;t1;t2;a;b\n${TIMES};600100200;221234567`,
      { startedAt: 't0', answeredAt: 't1', endedAt: 't2', caller: 'a', callee: 'b' },
    ],
    [
      'numbers of columns',
      `${TIMES};600100200;221234567`,
      { startedAt: '1', answeredAt: '2', endedAt: '3', caller: '4', callee: '5' },
    ],
    [
      'seconds of ringing and talk',
      'start,duration,billsec,src,dst\n2026-03-10 10:00:00,67,60,600100200,221234567',
      {},
    ],
  ])('with %s', (name, body, fields) => {
    const bytes = name.includes('1250') ? Buffer.from(body.replaceAll('ą', '\xb9'), 'latin1') : Buffer.from(body);
    const found = readCallRecords(bytes, 'text/csv', { format: 'csv', fields }, WARSAW);
    expect(found.ok && found.value.records.map(outcome)).toMatchObject([CALL]);
  });

  test('a field over several lines is one', () => {
    const body =
      'note,start,from,to\n"a\nb",2026-03-10 10:00:00,600100200,221234567\nc,2026-03-10 10:00:00,600100201,221234567\n';
    expect(read(body, of).map(outcome)).toMatchObject([{ caller: '+48600100200' }, { caller: '+48600100201' }]);
  });

  test('two wrong quotes do not swallow what is between', () => {
    const body = ['note,start,from,to', `"a,${line('600100200')}`, line('600100201'), `${line('600100202')},"b`].join(
      '\n',
    );
    expect(read(body, of).map(outcome)).toMatchObject([' ()', { caller: '+48600100201' }, ' ()']);
  });
});

test('JSON that is nested too deep is refused for itself', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const name of ['start', 'note']) {
    const body = `[{"start": ${START}, "from": "1", "to": "2"}, {"from": "1", "${name}": ${deep}}]`;
    expect(read(body, { format: 'csv' }).map(outcome)).toMatchObject([{ startedAt: START }, ' ()']);
  }
  const variables = { format: 'freeswitch-json' } as const;
  expect(readOne(`{"variables": ${deep}}`, variables)).toBe(' ()');
});

const withIdOf = (id: string) => `{"start": ${START}, "from": "1", "to": "2", "id": ${id}}`;

test('an id that JSON cannot have as a number is refused: two calls would have the same', () => {
  expect(readOne(withIdOf('1234567890123456789'), { format: 'csv' })).toBe('externalId (id)');
  expect(readOne(withIdOf('123456789012345'), { format: 'csv' })).toMatchObject({ externalId: '123456789012345' });
  expect(readOne(withIdOf('1773133200.12'), { format: 'csv' })).toMatchObject({ externalId: '1773133200.12' });
});

test('an answer that follows from end and talk time is in the second hour where the clock goes back during the call', () => {
  const call = { start: '2026-10-25 02:50:00', end: '2026-10-25 02:10:00', 'talk duration': 60, from: '1', to: '2' };
  expect(readOne(call, { format: 'csv' })).toMatchObject({
    startedAt: Date.parse('2026-10-25T02:50:00+02:00'),
    answeredAt: Date.parse('2026-10-25T02:09:00+01:00'),
    endedAt: Date.parse('2026-10-25T02:10:00+01:00'),
  });
});

test('the same record without an id is one call', () => {
  const body = { start: '2026-03-10 10:00:00', src: '1', dst: '2' };
  const [first, again, other] = read([body, body, { ...body, dst: '3' }], { format: 'asterisk-json' }).map(outcome) as {
    externalId: string;
  }[];
  expect(again).toEqual(first);
  expect(other!.externalId).not.toBe(first!.externalId);
});

describe('our own names', () => {
  const body = { startedAt: START, caller: null, callee: '221234567' };
  test('as they are, in lines of JSON and in CSV', () => {
    expect(readOne(body, { format: 'fonoteka' })).toMatchObject({ startedAt: START, caller: null, externalId: null });
    const lines = `${JSON.stringify(body)}\n{\n7\n${JSON.stringify(body)}\n`;
    expect(read(lines, { format: 'fonoteka', type: 'application/x-ndjson' }).map(outcome)).toMatchObject([
      { startedAt: START },
      ' ()',
      ' ()',
      { startedAt: START },
    ]);
    expect(
      readOne(`startedAt,caller,callee\n${START},,221234567\n`, { format: 'fonoteka', type: 'text/csv' }),
    ).toMatchObject({ caller: null });
  });

  test('of several places the first with a value counts; times follow from seconds', () => {
    const fields = { startedAt: 'begin', callee: 'did, ext', duration: 'secs', talkTime: 'talk' };
    const sent = { begin: START, caller: '101', did: '', ext: '102', secs: 67, talk: '00:01:00' };
    expect(readOne(sent, { format: 'fonoteka', fields })).toMatchObject({
      callee: '102',
      answeredAt: START + 7000,
      endedAt: START + 67_000,
    });
    expect(readOne({ ...sent, did: '103', talk: 0 }, { format: 'fonoteka', fields })).toMatchObject({
      callee: '103',
      answeredAt: null,
    });
  });

  test('a field may be elsewhere', () => {
    const fields = { caller: 'party.a', startedAt: 'begin' };
    expect(readOne({ begin: START, party: { a: '101' }, callee: '102' }, { format: 'fonoteka', fields })).toMatchObject(
      { caller: '101' },
    );
    expect(readOne({ begin: 'soon', party: { a: '101' }, callee: '102' }, { format: 'fonoteka', fields })).toBe(
      'startedAt (begin)',
    );
  });
});

test.each([
  ['application/json', '{'],
  ['application/json', '[]'],
  ['application/json', JSON.stringify(Array.from({ length: 501 }, () => ({})))],
  ['text/csv', ''],
  ['text/csv', 'a,b\n1,2\n'],
  ['text/csv', `startedAt\n${'1\n'.repeat(2001)}`],
  ['text/xml', '<cdr>'],
  ['text/xml', '<!DOCTYPE a><a/>'],
  ['application/octet-stream', 'x'],
  ['application/x-www-form-urlencoded', 'cdr=%'],
])('%s without records is refused whole: %j', (type, body) => {
  const found = readCallRecords(Buffer.from(body), type, OWN_FORMAT, null);
  expect(found).toMatchObject(body === 'cdr=%' ? { ok: true } : { ok: false });
});
