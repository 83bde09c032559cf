import { describe, expect, test } from 'vitest';
import { readPbxCall } from './pbx-call.ts';

const CALL = { startedAt: '2026-05-04T10:00:00Z', caller: '+48512345678', callee: '+48224440001' };
const START = Date.parse(CALL.startedAt);

describe('a reported call', () => {
  test.each([
    [
      'numbers as numbers',
      { ...CALL, caller: 48512345678, callee: 224440001, externalId: 4711 },
      { externalId: '4711' },
    ],
    ['Unix time', { ...CALL, startedAt: START / 1000, answeredAt: `${START}` }, { answeredAt: START }],
    ['a field that is not known', { ...CALL, disposition: 'ANSWERED', amaflags: 3, nested: { a: [1] } }, {}],
    [
      'an answer half a second early',
      { ...CALL, startedAt: '2026-05-04T10:00:00.500Z', answeredAt: '2026-05-04 10:00:00Z' },
      { startedAt: START + 500, answeredAt: START + 500 },
    ],
    ['empty fields', { ...CALL, answeredAt: '', endedAt: ' ', externalId: '', tenantId: '', direction: '' }, {}],
    [
      'extensions behind the numbers',
      { ...CALL, caller: '512345678,,55', callee: '22 444 00 01 wew. 101' },
      { dialled: '224440001;ext=101', extensions: [{ number: '+48224440001', extension: '101' }] },
    ],
    ['a format of audio without a header', { ...CALL, audioFormat: 'g726-32' }, { audioFormat: 'g726-32' }],
    ['a format of audio that its content says', { ...CALL, audioFormat: 'mp3' }, {}],
    ['not answered', { ...CALL, answeredAt: null }, { answeredAt: null }],
  ])('%s', (_, written, expected) => {
    expect(readPbxCall(written, null)).toEqual({
      ok: true,
      value: {
        startedAt: START,
        caller: '+48512345678',
        callee: '+48224440001',
        endedAt: null,
        tenantId: null,
        direction: null,
        externalId: null,
        dialled: null,
        extensions: [],
        ...expected,
      },
    });
  });

  test('has a withheld party where it is empty', () => {
    expect(readPbxCall({ ...CALL, caller: '', callee: null }, null)).toMatchObject({
      value: { caller: null, callee: null },
    });
  });

  test('without an offset is in the zone of its source', () => {
    const written = { ...CALL, startedAt: '2026-05-04 12:00:00' };
    expect(readPbxCall(written, 'Europe/Warsaw')).toMatchObject({ value: { startedAt: START } });
    expect(readPbxCall(written, null)).toEqual({
      ok: false,
      reason: [{ field: 'startedAt', message: 'has no UTC offset, and no time zone is set for the source' }],
    });
  });

  test.each([
    ['startedAt', { ...CALL, startedAt: 'yesterday' }],
    ['startedAt', { ...CALL, startedAt: '' }],
    ['startedAt', { ...CALL, startedAt: true }],
    ['startedAt', { ...CALL, startedAt: '0000-06-01T00:00:00Z' }],
    ['answeredAt', { ...CALL, answeredAt: 0 }],
    ['endedAt', { ...CALL, endedAt: '2026-05-04T09:59:00Z' }],
    ['caller', { ...CALL, caller: undefined }],
    ['caller', { ...CALL, caller: 1.5 }],
    ['caller', { ...CALL, caller: ['+48512345678'] }],
    ['callee', { ...CALL, callee: '1'.repeat(257) }],
    ['externalId', { ...CALL, externalId: 'a\0' }],
    ['externalId', { ...CALL, externalId: 'x'.repeat(201) }],
    ['tenantId', { ...CALL, tenantId: 'bakery' }],
    ['direction', { ...CALL, direction: 'sideways' }],
    ['', 7],
    ['', null],
    ['', [CALL]],
  ])('is refused and the field is named: %s', (field, written) => {
    const read = readPbxCall(written, null);
    expect(read.ok ? [] : read.reason.map((error) => error.field)).toEqual([field]);
    expect(JSON.stringify(read)).not.toMatch(/yesterday|48512345678|bakery|sideways/);
  });

  test('names each field that is wrong', () => {
    const read = readPbxCall({ ...CALL, caller: {}, externalId: [], direction: 7 }, null);
    expect(read.ok ? [] : read.reason.map(({ field }) => field)).toEqual(['caller', 'direction', 'externalId']);
  });
});
