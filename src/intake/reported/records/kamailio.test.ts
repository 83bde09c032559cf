import { describe, expect, test } from 'vitest';
import { CALL, START, csv, readOne } from '../../../../test/kit/call-records.ts';

describe('Kamailio', () => {
  const of = { format: 'kamailio-acc' } as const;
  const row = {
    method: 'INVITE',
    from_tag: 'a',
    to_tag: 'b',
    callid: 'abc@10.0.0.1',
    sip_code: '200',
    sip_reason: 'OK',
    time: '2026-03-10 10:00:00',
    src_user: '600100200',
    dst_user: '221234567',
  };
  test.each([
    ['acc, answered', row, { startedAt: START, answeredAt: START, endedAt: null, externalId: 'abc@10.0.0.1' }],
    ['acc, busy', { ...row, sip_code: '486' }, { startedAt: START, answeredAt: null, endedAt: START }],
    [
      'the user part that was dialled',
      { ...row, dst_ouser: '#31#221234567', dst_user: '48221234567' },
      { callee: '+48221234567', dialled: '#31#221234567' },
    ],
    [
      'acc_cdrs',
      {
        start_time: '2026-03-10 10:00:00.000',
        end_time: '2026-03-10 10:01:07',
        duration: 67,
        src_user: '600100200',
        dst_user: '221234567',
        callid: 'x',
      },
      { startedAt: START, endedAt: CALL.endedAt, externalId: 'x' },
    ],
    [
      'cdrs',
      {
        cdr_id: 1,
        call_start_time: '2026-03-10 10:00:00',
        duration: 67,
        src_username: '600100200',
        dst_username: '221234567',
        sip_call_id: 'x',
      },
      { startedAt: START, endedAt: CALL.endedAt, externalId: 'x' },
    ],
  ])('%s', (_, body, expected) => {
    expect(readOne(body, of)).toMatchObject(expected);
    const lines = `${csv(...Object.keys(body))}\n${csv(...Object.values(body).map(String))}\n`;
    expect(readOne(lines, { ...of, type: 'text/csv' })).toMatchObject(expected);
  });

  test('a BYE is no call', () => {
    expect(readOne({ ...row, method: 'BYE' }, of)).toBe('skipped: not-a-call');
  });
});
