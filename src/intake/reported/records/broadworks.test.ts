import { describe, expect, test } from 'vitest';
import { CALL, outcome, read, readOne } from '../../../../test/kit/call-records.ts';

const line = (change: Record<number, string> = {}): string => {
  const columns = Array.from({ length: 120 }, () => '');
  const known = {
    1: '00021833850019BB2A1C2F120260310090000.2471-010000',
    2: 'Operator',
    3: 'Normal',
    4: '+48221234567',
    6: 'Terminating',
    7: '+48600100200',
    8: 'Public',
    9: '+48221234567',
    10: '20260310090000.000',
    11: '1+010000',
    12: 'Yes',
    13: '20260310090007.000',
    14: '20260310090107.000',
    43: 'public',
    45: '25160047719:0',
    46: '',
    ...change,
  };
  for (const [place, value] of Object.entries(known)) columns[Number(place) - 1] = value;
  return columns.join(',');
};

describe('BroadWorks', () => {
  const of = { format: 'broadworks', type: 'text/csv' } as const;

  test.each([
    ['GMT whatever the zones', line(), { ...CALL, direction: 'inbound', externalId: '25160047719:0' }],
    ['not answered', line({ 12: 'No', 13: '' }), { answeredAt: null, endedAt: CALL.endedAt }],
    ['after a redirection', line({ 12: 'Yes-PostRedirection' }), CALL],
    ['withheld from the user', line({ 8: 'Private' }), { caller: null }],
    [
      'withheld by the user',
      line({ 6: 'Originating', 8: 'Private' }),
      { caller: '+48600100200', direction: 'outbound' },
    ],
    [
      'within a group: the id of who calls',
      line({ 43: 'private', 46: '17:0' }),
      { direction: null, externalId: '17:0' },
    ],
  ])('%s', (_, body, expected) => {
    expect(readOne(body, of)).toMatchObject(expected);
  });

  test('head, start, end and long calls are no calls', () => {
    const body = [
      'version=19.0 encoding=ISO-8859-1',
      line({ 3: 'Start' }),
      line({ 3: 'Long Duration' }),
      line(),
      line({ 3: 'End' }),
    ];
    const skipped = 'skipped: not-a-call';
    expect(read(body.join('\n'), of).map(outcome)).toMatchObject([skipped, skipped, skipped, CALL, skipped]);
  });
});
