import { describe, expect, test } from 'vitest';
import { CALL, START, WARSAW, readOne } from '../../../../test/kit/call-records.ts';

const line = (change: Partial<Record<string, string>> = {}): string => {
  const columns = {
    historyid: 'Call 15',
    callid: '00000143C2CA4B3E_15',
    duration: '00:01:00',
    'time-start': '2026/03/10 09:00:00',
    'time-answered': '2026/03/10 09:00:07',
    'time-end': '2026/03/10 09:01:07',
    'reason-terminated': 'TerminatedByDst',
    'from-no': '600100200',
    'to-no': 'Ext.101',
    'from-dn': '10000',
    'to-dn': '101',
    'dial-no': '221234567',
    ...change,
  };
  return Object.values(columns).join(',');
};

const types = (from: string, to: string): string => `,,,,,,,,Chain: ${from};,${from},${to},${to}`;

describe('3CX', () => {
  const of = { format: '3cx', type: 'text/plain', zone: null } as const;

  test.each([
    [
      'inbound: the public number was dialled',
      line() + types('Line', 'Extension'),
      { ...CALL, direction: 'inbound', externalId: '00000143C2CA4B3E_15' },
    ],
    ['dots in dates', line({ 'time-start': '2026.03.10 09:00:00' }), CALL],
    ['not answered', line({ 'time-answered': '' }), { answeredAt: null, endedAt: CALL.endedAt }],
    [
      'outbound',
      line({ 'from-no': 'Ext.101', 'to-no': '600100200', 'dial-no': '0600100200' }) + types('Extension', 'Line'),
      { caller: '101', callee: '+48600100200', direction: 'outbound' },
    ],
    [
      'internal',
      line({ 'from-no': 'Ext.101', 'to-no': 'Ext.102', 'dial-no': '102' }),
      { caller: '101', callee: '102', direction: null },
    ],
    [
      'columns of the operator’s',
      '2026/03/10 09:00:00;2026/03/10 09:00:07;2026/03/10 09:01:07;600100200;221234567',
      CALL,
      { startedAt: '1', answeredAt: '2', endedAt: '3', caller: '4', callee: '5' },
    ],
  ])('%s', (_, body, expected, fields?) => {
    expect(readOne(body, { ...of, ...(fields && { fields }) })).toMatchObject(expected);
  });

  test('in the zone of the source where it has one', () => {
    expect(
      readOne(line({ 'time-start': '2026/03/10 10:00:00', 'time-answered': '', 'time-end': '' }), {
        ...of,
        zone: WARSAW,
      }),
    ).toMatchObject({ startedAt: START });
  });
});
