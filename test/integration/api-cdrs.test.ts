import { beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { addSource, setCallRecording } from '../../src/tenants/index.ts';
import { PbxClient, refusal } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

const OWN = '+48224440001';
const OFF = '+48224440002';
const CALLER = '+48512345678';
const CALL = {
  startedAt: '2026-05-04T10:00:00Z',
  answeredAt: '2026-05-04T10:00:07Z',
  endedAt: '2026-05-04T10:03:00Z',
  caller: CALLER,
  callee: OWN,
};

const fonoteka = runningFonoteka();
let pbx: PbxClient;
let apiKey: string;
let boundPbx: PbxClient;
let tenantId: TenantId;
let off: TenantId;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  ({ tenantId: off } = await fonoteka.current.tenant('Wyłączona', [OFF], false));
  ({ apiKey } = await addSource(db, { name: 'PBX' }, Date.now()));
  const bound = await addSource(db, { name: 'Of one tenant', tenantId }, Date.now());
  pbx = new PbxClient(ready.http!, apiKey);
  boundPbx = new PbxClient(ready.http!, bound.apiKey);
});

interface ImportResult {
  readonly calls: readonly {
    readonly callId: string | null;
    readonly refused: string | null;
    readonly errors?: readonly { readonly record: number; readonly field: string; readonly message: string }[];
  }[];
}

async function importedCalls(answer: Promise<Response>): Promise<ImportResult['calls']> {
  const response = await answer;
  expect(response.status).toBe(200);
  return ((await response.json()) as ImportResult).calls;
}

/** The tenant's only call between two numbers. */
async function only(caller: string, owner = tenantId) {
  const calls = (await fonoteka.current.calls(owner)).filter((call) => call.caller === caller);
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

describe('a CDR', () => {
  test.each([
    ['+48(0)224440001', '+48600555001', null],
    ['224440001*101', '+48600555002', '224440001*101'],
    ['#31#224440001', '+48600555003', '#31#224440001'],
    ['22 444 00 01 wew. 7', '+48600555004', '224440001;ext=7'],
  ])('to %s finds the owner of the number, and keeps what was dialled', async (callee, caller, dialled) => {
    const [imported] = await importedCalls(pbx.reportCalls([{ ...CALL, caller, callee }]));
    expect(imported).toMatchObject({ refused: null });
    expect(await only(caller)).toMatchObject({ callee: OWN, dialled });
    expect(await (await pbx.policy(caller, callee)).json()).toMatchObject({ record: true, tenantId });
  });

  test.each([
    ['not-offered', OWN, {}],
    ['not-answered', OWN, { answeredAt: null }],
    ['recording-off', OFF, {}],
    ['internal-off', '102', { tenantId: 'own' }],
  ])('%s is the reason of a call without a recording session', async (reason, callee, change) => {
    const owner = callee === OFF ? off : tenantId;
    const caller = reason === 'internal-off' ? '101' : `+4860000${1000 + reason.length}`;
    const report = {
      ...CALL,
      caller,
      callee,
      externalId: reason,
      ...change,
      ...('tenantId' in change && { tenantId }),
    };
    const [first] = await importedCalls(pbx.reportCalls(report));
    expect(await importedCalls(pbx.reportCalls(report))).toEqual([first]);
    expect(await only(caller, owner)).toMatchObject({
      id: first!.callId,
      noRecordingReason: reason,
      startedAt: Date.parse(CALL.startedAt),
      endedAt: Date.parse(CALL.endedAt),
      recordings: [],
    });
  });

  test('and the call recorded over SIPREC are one call', async () => {
    const caller = '+48600200300';
    const startedAt = new Date().toISOString();
    const outcome = await fonoteka.current.call({ caller, callee: OWN, durationMs: 300 });
    expect(outcome.status).toBe(200);
    const report = { ...CALL, caller, startedAt, answeredAt: startedAt, endedAt: new Date().toISOString() };
    await importedCalls(pbx.reportCalls({ ...report, externalId: 'siprec' }));
    await until('the recording is listed', async () => (await only(caller)).recordings.length > 0);
    expect(await only(caller)).toMatchObject({ noRecordingReason: null, answeredAt: Date.parse(startedAt) });
  });

  test('and its upload are one call, in either order', async () => {
    const sound = wavFile({ channels: [[0.1, 0.2, 0.3]] });
    for (const [caller, cdrFirst] of [
      ['+48600200301', true],
      ['+48600200302', false],
    ] as const) {
      const report = { ...CALL, caller, externalId: caller };
      const reports = [() => pbx.reportCalls(report), () => pbx.upload(report, sound)];
      for (const one of cdrFirst ? reports : reports.toReversed()) expect((await one()).ok).toBe(true);
      expect(await only(caller)).toMatchObject({ noRecordingReason: null, recordings: [{ durationMs: 0 }] });
    }
  });
});

describe('many CDRs in one request', () => {
  test('have a result each; a refused one does not stop the others', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const calls = await importedCalls(
      pbx.reportCalls([
        { ...CALL, caller: '+48600300400', externalId: 'many-1' },
        { ...CALL, callee: '+48999999999' },
        { ...CALL, startedAt: future, answeredAt: future, endedAt: null },
        { ...CALL, caller: '+48600300401', externalId: 'many-2' },
      ]),
    );
    expect(calls.map(({ refused }) => refused)).toEqual([null, 'call-owner-unknown', 'call-in-the-future', null]);
    expect(calls.map(({ callId }) => callId === null)).toEqual([false, true, true, false]);
    expect(calls.map(({ errors }) => errors?.map(({ record, field }) => [record, field]))).toEqual([
      undefined,
      [[1, 'caller, callee']],
      [[2, 'startedAt']],
      undefined,
    ]);
    expect((await only('+48600300401')).id).toBe(calls[3]!.callId);
  });

  test('of several tenants are answered in their order; a repeated id is one call', async () => {
    const caller = '+48600300420';
    const [first, other, again] = await importedCalls(
      pbx.reportCalls([
        { ...CALL, caller, endedAt: null, externalId: 'repeated' },
        { ...CALL, caller, callee: OFF, externalId: 'repeated' },
        { ...CALL, caller, externalId: 'repeated' },
      ]),
    );
    expect(again).toEqual(first);
    expect(await only(caller)).toMatchObject({ id: first!.callId, endedAt: Date.parse(CALL.endedAt) });
    expect(await only(caller, off)).toMatchObject({ id: other!.callId, noRecordingReason: 'recording-off' });
  });

  test('one that cannot be read is refused alone, with its place, field and reason', async () => {
    const calls = await importedCalls(
      pbx.reportCalls([
        { ...CALL, caller: 600300410, externalId: 1, userfield: 'ignored' },
        { ...CALL, startedAt: 'yesterday' },
        { ...CALL, externalId: 'a\0' },
        7,
        { ...CALL, caller: '+48600300411', startedAt: Date.parse(CALL.startedAt) / 1000, endedAt: '' },
      ]),
    );
    expect(calls.map(({ refused }) => refused)).toEqual([
      null,
      'request-invalid',
      'request-invalid',
      'request-invalid',
      null,
    ]);
    const message = 'must be a time, like 2026-03-10T11:00:00+01:00 or 1773136800';
    expect(calls[1]).toEqual({
      callId: null,
      refused: 'request-invalid',
      errors: [{ record: 1, field: 'startedAt', message }],
    });
    expect((await only('+48600300410')).id).toBe(calls[0]!.callId);
    expect((await only('+48600300411')).id).toBe(calls[4]!.callId);
  });

  test.each([
    ['none', []],
    ['more than 500', Array.from({ length: 501 }, () => CALL)],
    ['not a call', 7],
  ])('are refused: %s', async (_, calls) => {
    expect(await refusal(pbx.reportCalls(calls))).toEqual({ status: 400, code: 'request-invalid' });
  });

  test('may be 500, with long ids', async () => {
    const { tenantId: owner } = await fonoteka.current.tenant('Duża', ['+48224440009']);
    const calls = Array.from({ length: 500 }, (_, index) => ({
      ...CALL,
      caller: `+486${String(10_000_000 + index)}`,
      callee: '+48224440009',
      externalId: `${index}`.padEnd(200, 'x'),
    }));
    expect(await importedCalls(pbx.reportCalls(calls))).toHaveLength(500);
    const { count } = await fonoteka.current.db
      .selectFrom('calls')
      .where('tenant_id', '=', owner)
      .select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(500);
  });
});

test('a single refused CDR gets an error response', async () => {
  expect(await refusal(pbx.reportCalls({ ...CALL, callee: '+48999999999' }))).toEqual({
    status: 422,
    code: 'call-owner-unknown',
  });
  const unreadable = await pbx.reportCalls({ ...CALL, answeredAt: 'soon' });
  expect(await unreadable.json()).toMatchObject({ code: 'request-invalid', errors: [{ field: 'answeredAt' }] });
  expect(await refusal(boundPbx.reportCalls({ ...CALL, tenantId: off }))).toEqual({
    status: 403,
    code: 'tenant-not-of-source',
  });
});

async function policyOf(caller: string, callee: string, who = pbx): Promise<unknown> {
  return (await who.policy(caller, callee)).json();
}

/** Where the database takes longer than two seconds, on a busy machine, the answer is from the last known directory. */
function policyBecomes(record: boolean): Promise<void> {
  return until(`record is ${record}`, async () => {
    const policy = (await policyOf(CALLER, OFF)) as { record: boolean };
    return policy.record === record;
  });
}

describe('the recording policy', () => {
  test('is the same as for a recording session of the call', async () => {
    expect(await policyOf('512 345 678', '22 444 00 01')).toEqual({ record: true, tenantId, reason: null });
    expect(await policyOf(CALLER, OFF)).toEqual({ record: false, tenantId: off, reason: 'recording-off' });
    expect(await policyOf(CALLER, CALLER)).toEqual({ record: false, tenantId: null, reason: 'tenant-unknown' });
    expect(await policyOf('101', '102', boundPbx)).toEqual({ record: false, tenantId, reason: 'internal-off' });
    expect(await policyOf(CALLER, OFF, boundPbx)).toEqual({ record: true, tenantId, reason: null });
  });

  test('is the current one', async () => {
    const { db } = fonoteka.current;
    await setCallRecording(db, off, { enabled: true }, Date.now());
    await policyBecomes(true);
    await setCallRecording(db, off, { enabled: false }, Date.now());
    await policyBecomes(false);
  });

  test('needs both numbers, and a key', async () => {
    const url = `${fonoteka.current.ready.http}/api/v1/recording-policy?caller=101`;
    const headers = { authorization: `Bearer ${apiKey}` };
    expect(await refusal(fetch(url, { headers }))).toEqual({ status: 400, code: 'request-invalid' });
    expect(await refusal(fetch(`${url}&callee=102`))).toEqual({ status: 401, code: 'api-key-invalid' });
  });
});
