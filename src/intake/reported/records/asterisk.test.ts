import { describe, expect, test } from 'vitest';
import { CALL, START, csv, outcome, read, readOne } from '../../../../test/kit/call-records.ts';

const line = (
  change: Partial<Record<string, string | number>> = {},
  more: readonly (string | number)[] = [],
): string => {
  const columns = {
    accountcode: '',
    src: '600100200',
    dst: '221234567',
    dcontext: 'from-trunk',
    clid: '"Jan Kowalski" <600100200>',
    channel: 'PJSIP/trunk-00000001',
    dstchannel: 'PJSIP/101-00000002',
    lastapp: 'Dial',
    lastdata: 'PJSIP/101,30',
    start: '2026-03-10 10:00:00',
    answer: '2026-03-10 10:00:07',
    end: '2026-03-10 10:01:07',
    duration: 67,
    billsec: 60,
    disposition: 'ANSWERED',
    amaflags: 'DOCUMENTATION',
    ...change,
  };
  return `${csv(...Object.values(columns).map((value) => value ?? ''), ...more)}\n`;
};

describe('Asterisk', () => {
  const of = { format: 'asterisk-csv', type: 'text/csv' } as const;
  const UNIQUE = '1773133200.12';

  test.each([
    ['16 columns', line(), expect.stringMatching(/^record-[0-9a-f]{32}$/)],
    ['a unique id', line({}, [UNIQUE]), UNIQUE],
    ['a user field, no unique id', line({}, ['queue 1']), expect.stringMatching(/^record-/)],
    ['unique id and user field', line({}, [UNIQUE, 'queue 1']), UNIQUE],
    ['all columns', line({}, [UNIQUE, '', 'acc', '1773133100.3', 7]), '1773133100.3'],
    [
      'the later columns, no user field',
      line({}, ['pbx1-1773133200.12', '', 'pbx1-1773133100.3', 7]),
      'pbx1-1773133100.3',
    ],
    [
      'a header line',
      `start,answer,end,src,dst,uniqueid\n2026-03-10 10:00:00,2026-03-10 10:00:07,2026-03-10 10:01:07,600100200,221234567,${UNIQUE}`,
      UNIQUE,
    ],
  ])('Master.csv with %s', (_, body, externalId) => {
    expect(readOne(body, of)).toMatchObject({ ...CALL, externalId });
  });

  test.each([
    ['NO ANSWER', { disposition: 'NO ANSWER', answer: '', billsec: 0 }, null],
    ['BUSY, with an answer time', { disposition: 'BUSY' }, null],
    ['CONGESTION', { disposition: 'CONGESTION', answer: '0000-00-00 00:00:00' }, null],
    ['8', { disposition: '8' }, START + 7000],
    ['another word, billsec 0', { disposition: '', answer: '', billsec: 0 }, null],
    ['ANSWERED, no answer time', { disposition: 'ANSWERED', answer: '' }, START + 7000],
  ])('%s', (_, change, answeredAt) => {
    expect(readOne(line(change), of)).toMatchObject({ answeredAt, endedAt: CALL.endedAt });
  });

  test.each([
    [
      'of a queue',
      { channel: 'Local/101@from-queue-00000003;2' },
      [UNIQUE, '', '', '1773133100.3', 7],
      'skipped: leg-of-another-call',
    ],
    ['without a linked id', { channel: 'Local/101@from-queue-00000003;2' }, [UNIQUE], 'skipped: leg-of-another-call'],
    [
      'that the call began with',
      { channel: 'Local/101@dial-00000003;1' },
      [UNIQUE, '', '', UNIQUE, 7],
      expect.objectContaining(CALL),
    ],
  ])('a Local channel %s', (_, change, more, expected) => {
    expect(readOne(line(change, more), of)).toEqual(expected);
  });

  test('a wrong quote refuses its line alone', () => {
    const broken = line().replace('"from-trunk"', '"from-trunk');
    const records = read(line() + broken + line({ src: '600100201' }), of);
    expect(records.map(outcome)).toMatchObject([{ caller: '+48600100200' }, ' ()', { caller: '+48600100201' }]);
    expect(JSON.stringify(records[1]!.result)).not.toMatch(/600100200/);
  });

  const of2 = { format: 'asterisk-json' } as const;
  test.each([
    [
      'cdr_adaptive_odbc of FreePBX',
      {
        calldate: '2026-03-10 10:00:00',
        clid: 'x',
        src: '600100200',
        dst: '221234567',
        duration: '67',
        billsec: '60',
        disposition: 'ANSWERED',
        uniqueid: UNIQUE,
        did: '221234567',
        recordingfile: '',
      },
    ],
    [
      'the AMI event',
      {
        Event: 'Cdr',
        Source: '600100200',
        Destination: '221234567',
        StartTime: '2026-03-10 10:00:00',
        AnswerTime: '2026-03-10 10:00:07',
        EndTime: '2026-03-10 10:01:07',
        Duration: '67',
        BillableSeconds: '60',
        Disposition: 'ANSWERED',
        UniqueID: UNIQUE,
      },
    ],
    [
      'numbers as JSON numbers',
      {
        src: 600100200,
        dst: 221234567,
        start: START / 1000,
        answer: START / 1000 + 7,
        end: START / 1000 + 67,
        disposition: 'ANSWERED',
        uniqueid: 1773133200.12,
      },
    ],
  ])('%s', (_, body) => {
    expect(readOne(body, of2)).toMatchObject({ ...CALL, externalId: UNIQUE });
  });

  test('names what is wrong by both names', () => {
    expect(readOne(line({ start: 'yesterday' }, [UNIQUE]), of)).toBe('startedAt (start)');
    expect(readOne({ start: START, dst: '1' }, of2)).toBe('caller (src, source, cnum)');
    expect(readOne(line(), { ...of, zone: null })).toBe('startedAt (start)');
  });
});
