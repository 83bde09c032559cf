import * as fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeCall, addExtendedRetention, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import type { TenantId } from '../base/ids.ts';
import { saveUnrecordedCall } from '../calls/index.ts';
import {
  type CallFilter,
  fileOfDay,
  filesOfDay,
  listCalls,
  openRecording,
  periodsWithRecordings,
  type TenantScope,
  waveformOf,
  wholeTenant,
} from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-20T12:00:00Z');
const catalog = { db, clock, panelWindowDays: 30 };
const firstPage = { cursor: null, limit: 50 };

async function listed(scope: TenantScope, filter: CallFilter = {}): Promise<string[]> {
  return (await listCalls(catalog, scope, { ...filter, ...firstPage })).calls.map(({ id }) => id);
}

function at(time: string): number {
  return Date.parse(`2026-03-10T${time}Z`);
}

describe('listCalls', () => {
  let tenant: TenantId;
  const ids: Record<'morning' | 'noon' | 'foreign' | 'internal', string> = {
    morning: '',
    noon: '',
    foreign: '',
    internal: '',
  };

  beforeAll(async () => {
    tenant = await insertTenant(db);
    ids.morning = await insertRecordedCall(db, describeCall(tenant, { startedAt: at('07:00:00') }));
    const noon = describeCall(tenant, { startedAt: at('11:00:00'), direction: 'inbound', caller: null });
    ids.noon = await saveUnrecordedCall(db, { ...noon, endedAt: null, reason: 'recording-off' });
    ids.foreign = await insertRecordedCall(
      db,
      describeCall(tenant, { startedAt: at('12:00:00'), callee: '+493012345678' }),
    );
    const internal = { direction: 'internal', caller: '101', callee: '102', extensions: ['101', '102'] } as const;
    ids.internal = await insertRecordedCall(db, describeCall(tenant, { startedAt: at('13:00:00'), ...internal }));
  });

  test('shows calls newest first, each with its recordings', async () => {
    const { calls, nextCursor } = await listCalls(catalog, wholeTenant(tenant), firstPage);
    expect(nextCursor).toBeNull();
    expect(calls.map(({ id }) => id)).toEqual([ids.internal, ids.foreign, ids.noon, ids.morning]);
    expect(calls[2]).toMatchObject({ noRecordingReason: 'recording-off', recordings: [], durationMs: null });
    expect(calls[3]).toMatchObject({
      startedAt: Date.parse('2026-03-10T07:00:00Z'),
      direction: 'outbound',
      noRecordingReason: null,
      recordings: [
        {
          sizeBytes: 240_000,
          durationMs: 60_000,
          path: '2026/03/10/2026-03-10_08-00-00_out_48221234567_48512345678.mp3',
          playable: true,
          flags: [],
        },
      ],
    });
  });

  test.each<[string, CallFilter, (keyof typeof ids)[]]>([
    ['from', { from: Date.parse('2026-03-10T12:00:00Z') }, ['internal', 'foreign']],
    ['until', { until: Date.parse('2026-03-10T12:00:00Z') }, ['noon', 'morning']],
    ['direction', { direction: 'inbound' }, ['noon']],
    ['with a recording', { recorded: true }, ['internal', 'foreign', 'morning']],
    ['without one', { recorded: false }, ['noon']],
    ['a number as it is stored', { number: '+48512345678' }, ['noon', 'morning']],
    ['a number in nine digits', { number: '512 345 678' }, ['noon', 'morning']],
    ['a number with 00', { number: '0048 512-345-678' }, ['noon', 'morning']],
    ['a foreign number', { number: '+49 30 12345678' }, ['foreign']],
    ['the beginning of a number', { number: '+49 30' }, ['foreign']],
    ['a part of a number', { number: '301' }, ['foreign']],
    ['a long part of a number', { number: '8512345678' }, ['noon', 'morning']],
    ['an extension', { number: '101' }, ['internal']],
    ['a number nobody has', { number: '600 700 800' }, []],
    ['all of it at once', { number: '512345678', direction: 'outbound', recorded: true }, ['morning']],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await listed(wholeTenant(tenant), filter)).toEqual(expected.map((name) => ids[name]));
  });

  test('finds a call by what was dialled, in full and in part', async () => {
    const other = await insertTenant(db);
    const hunted = describeCall(other, { direction: 'inbound', callee: '101', dialled: '+48221234500' });
    const id = await insertRecordedCall(db, hunted);
    await insertRecordedCall(db, describeCall(other, { dialled: '*11' }));
    expect(await listed(wholeTenant(other), { number: '22 123 45 00' })).toEqual([id]);
    expect(await listed(wholeTenant(other), { number: '4500' })).toEqual([id]);
  });

  test.each([
    ['+48(0)512 345 678', '+48512345678'],
    ['#31#512345678', '+48512345678'],
    ['512 345 678 wew. 101', '+48512345678'],
    ['1234567', '1234567'],
    ['123 45 67', '1234567'],
    ['00123', '00123'],
    ['*21*512345678#', '*21*512345678#'],
    ['*302100', '*302100'],
    // As an earlier version stored digits that fit no plan.
    ['1234567', '+1234567'],
    ['00221234567', '+221234567'],
  ])('%s finds %s', async (typed, callee) => {
    const other = await insertTenant(db);
    const id = await insertRecordedCall(db, describeCall(other, { startedAt: at('07:00:00'), caller: null, callee }));
    const unlike = { startedAt: at('08:00:00'), caller: null, callee: '+48600700800' };
    await insertRecordedCall(db, describeCall(other, unlike));
    expect(await listed(wholeTenant(other), { number: typed })).toEqual([id]);
  });

  test.each(['12', 'a', '%', '+4_8'])('refuses to look for the number %j', async (number) => {
    await expect(listed(wholeTenant(tenant), { number })).rejects.toMatchObject({ code: 'request-invalid' });
  });

  test('any three digits or more of a number find its calls', async () => {
    const part = fc.tuple(fc.nat(8), fc.integer({ min: 3, max: 11 }));
    await fc.assert(
      fc.asyncProperty(part, async ([from, length]) => {
        const digits = '48512345678'.slice(from, from + length);
        if (digits.length < 3) return;
        expect(await listed(wholeTenant(tenant), { number: digits })).toContain(ids.morning);
      }),
      { numRuns: 40 },
    );
  });

  test('an agent sees the calls of their extensions, and without any none', async () => {
    expect(await listed({ tenantId: tenant, numbers: ['102', '777'] })).toEqual([ids.internal]);
    expect(await listed({ tenantId: tenant, numbers: [] })).toEqual([]);
  });

  test('recordings leave the panel with the window', async () => {
    const youngest = { db, clock, panelWindowDays: 9 };
    const { calls } = await listCalls(youngest, wholeTenant(tenant), firstPage);
    expect(calls.flatMap(({ recordings }) => recordings.map(({ playable }) => playable))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('pages follow each other without gap or repetition, equal instants included', async () => {
    const many = await insertTenant(db);
    const all: string[] = [];
    for (let i = 0; i < 23; i++) {
      const startedAt = Date.parse('2026-03-11T09:00:00Z') + Math.floor(i / 5) * 1000;
      const call = { ...describeCall(many, { startedAt }), endedAt: null, reason: 'not-offered' as const };
      all.push(await saveUnrecordedCall(db, call));
    }
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
      const page = await listCalls(catalog, wholeTenant(many), { cursor, limit: 4 });
      seen.push(...page.calls.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(new Set(all));
  });

  test.each(['', 'x', 'MTIz', Buffer.from('1/not-an-id').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      const asked = listCalls(catalog, wholeTenant(tenant), { cursor, limit: 5 });
      await expect(asked).rejects.toMatchObject({ code: 'request-invalid' });
    },
  );
});

describe('one recording', () => {
  test('opens with what is needed to send it', async () => {
    const tenant = await insertTenant(db);
    const call = describeCall(tenant);
    await insertRecordedCall(db, call);
    const opened = await openRecording(catalog, wholeTenant(tenant), call.recordingId);
    expect(opened).toMatchObject({
      objectKey: `objects/${call.recordingId}`,
      startedAt: call.startedAt,
      playable: true,
    });
    expect(opened!.checksum).toHaveLength(64);
    expect(await waveformOf(catalog, wholeTenant(tenant), call.recordingId)).toEqual({
      sliceMs: 100,
      caller: [1, 2],
      callee: [3, 4],
    });
  });

  test('a text that is no id opens nothing', async () => {
    const tenant = await insertTenant(db);
    expect(await openRecording(catalog, wholeTenant(tenant), "' OR 1=1")).toBeNull();
    expect(await waveformOf(catalog, wholeTenant(tenant), '')).toBeNull();
  });
});

describe('the tree', () => {
  const range = { first: '0001-01-01', end: '9999-12-31' };

  test('has the years, months and days that have recordings, and the files of a day by name', async () => {
    const tenant = await insertTenant(db);
    await addExtendedRetention(db, tenant, { units: 3 });
    const starts = ['2025-12-31T22:30:00Z', '2025-12-31T23:30:00Z', '2026-03-01T10:00:00Z', '2026-03-29T00:59:59Z'];
    const calls = starts.map((start) => describeCall(tenant, { startedAt: Date.parse(start) }));
    for (const call of calls) await insertRecordedCall(db, call);
    await insertRecordedCall(db, describeCall(tenant, { startedAt: Date.parse('2026-03-01T10:00:00Z') }), 2);
    const scope = wholeTenant(tenant);
    expect(await periodsWithRecordings(catalog, scope, { period: 'year', ...range })).toEqual([
      '2025-12-31',
      '2026-01-01',
    ]);
    expect(
      await periodsWithRecordings(catalog, scope, { period: 'month', first: '2026-01-01', end: '2027-01-01' }),
    ).toEqual(['2026-01-01', '2026-03-01']);
    expect(
      await periodsWithRecordings(catalog, scope, { period: 'day', first: '2026-03-01', end: '2026-04-01' }),
    ).toEqual(['2026-03-01', '2026-03-29']);
    const names: string[] = [];
    for await (const file of filesOfDay(catalog, scope, '2026-03-01')) names.push(file.name);
    const stem = '2026-03-01_11-00-00_out_48221234567_48512345678';
    expect(names).toEqual([`${stem}.mp3`, `${stem}_2.mp3`]);
    expect(await fileOfDay(catalog, scope, { day: '2026-03-01', name: `${stem}.mp3` })).toMatchObject({
      id: calls[2]!.recordingId,
      storedAt: calls[2]!.startedAt + 66_000,
    });
    expect(await fileOfDay(catalog, scope, { day: '2026-03-02', name: `${stem}.mp3` })).toBeNull();
  });

  test('reads a day of more files than one query gives', async () => {
    const tenant = await insertTenant(db);
    const callId = await insertRecordedCall(db, describeCall(tenant));
    await sql`INSERT INTO recordings (id, tenant_id, call_id, started_at, warsaw_day, file_name, object_key, size_bytes,
        duration_ms, sha256, waveform, stored_at)
      SELECT gen_random_uuid(), ${tenant}, ${callId}, now(), '2026-03-02', n || '.mp3', gen_random_uuid(), 1, 1, '', '{}', now()
      FROM generate_series(1, 2500) n`.execute(db);
    const names: string[] = [];
    for await (const file of filesOfDay(catalog, wholeTenant(tenant), '2026-03-02')) names.push(file.name);
    expect(names).toEqual(Array.from({ length: 2500 }, (_, n) => `${n + 1}.mp3`).sort());
  });
});

test('no query in one tenant’s scope returns anything of another', async () => {
  const tenants = [await insertTenant(db, 'A'), await insertTenant(db, 'B')];
  const owners = new Map<string, TenantId>();
  const recordings: string[] = [];
  for (const tenant of tenants) {
    for (let n = 0; n < 5; n++) {
      const startedAt = Date.parse('2026-03-10T09:00:00Z') + n * 86_400_000;
      const call = describeCall(tenant, { startedAt, correlationId: `call ${n}`, extensions: ['101'] });
      owners.set(await insertRecordedCall(db, call), tenant).set(call.recordingId, tenant);
      recordings.push(call.recordingId);
    }
  }
  const filter = fc.record(
    {
      from: fc.constant(Date.parse('2026-03-11T00:00:00Z')),
      number: fc.constantFrom('512345678', '345', '+48 5', '221234567'),
      direction: fc.constantFrom('inbound', 'outbound'),
      recorded: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const day = fc.integer({ min: 9, max: 15 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
  let borrowedCursor: string | null = null;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...tenants),
      fc.boolean(),
      filter,
      fc.constantFrom(...recordings),
      day,
      async (tenant, agent, asked, id, folder) => {
        const scope = agent ? { tenantId: tenant, numbers: ['101'] } : wholeTenant(tenant);
        const page = await listCalls(catalog, scope, { ...asked, cursor: borrowedCursor, limit: 2 });
        borrowedCursor = page.nextCursor;
        const seen = page.calls.flatMap((call) => [call.id, ...call.recordings.map((recording) => recording.id)]);
        for await (const file of filesOfDay(catalog, scope, folder)) seen.push(file.id);
        for (const each of seen) expect(owners.get(each)).toBe(tenant);
        const own = owners.get(id) === tenant;
        expect((await openRecording(catalog, scope, id)) !== null).toBe(own);
        expect((await waveformOf(catalog, scope, id)) !== null).toBe(own);
      },
    ),
    { numRuns: 60 },
  );
});
