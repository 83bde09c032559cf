import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { type CallId, newId, type RecordingId, type TenantId, type UserId } from '../base/ids.ts';
import { saveUnrecordedCall } from '../calls/index.ts';
import type { CallParty } from '../recording/index.ts';
import { isName, PhoneBook } from '../tenants/index.ts';
import {
  type CallFilter,
  callTotals,
  listCalls,
  periodsWithRecordings,
  type TenantScope,
  type TreePeriod,
} from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-20T12:00:00Z');
const catalog = { db, clock, panelWindowDays: 30 };
const START = Date.parse('2026-02-25T09:00:00Z');
/** Some ten seconds on a machine with nothing else to do. */
const LONGEST_MS = 100_000;
/** From one start to the next: days of two months. */
const STEP_MS = 36 * 3600_000;
/** Of one call. */
const MAX_RECORDINGS = 2;

// Few, and alike: so that parts are in several of them.
const number = fc.constantFrom(
  '+48512345678',
  '+48512345679',
  '+48221234567',
  '+4930123456',
  '+12345678',
  '12345678',
  '0012345678',
  '*302100',
  '*21*512345678#',
  '101',
  '102',
  '1010',
  '112',
);
const maybeNumber = fc.option(number, { freq: 5 });
const call = fc.record({
  place: fc.integer({ min: 0, max: 9 }),
  direction: fc.constantFrom('inbound', 'outbound', 'internal'),
  caller: maybeNumber,
  callee: maybeNumber,
  dialled: fc.option(number, { freq: 1 }),
  extensions: fc.subarray(['101', '102', '103']),
  answered: fc.boolean(),
  seconds: fc.option(fc.constantFrom(0, 5, 10, 45, 90, 4000)),
  reason: fc.constantFrom('recording-off', 'not-answered'),
  tags: fc.subarray(['reklamacja', 'vip']),
  note: fc.option(fc.constantFrom('Prosi o ZWROT\n towaru', 'zwrot pieniędzy', 'oddzwonić'), { freq: 1 }),
  /** Of the note: the first recording, or the call. */
  noteOfRecording: fc.boolean(),
  reviews: fc.array(fc.boolean(), { maxLength: 2 }),
  recordings: fc.array(fc.option(fc.array(maybeNumber, { maxLength: 3 }), { freq: 2 }), { maxLength: MAX_RECORDINGS }),
});
type Sample = typeof call extends fc.Arbitrary<infer T> ? T : never;

const typed = fc.oneof(
  number,
  number.chain((text) =>
    fc
      .integer({ min: 0, max: text.length - 3 })
      .chain((start) => fc.integer({ min: 3, max: text.length }).map((length) => text.slice(start, start + length))),
  ),
  fc.constantFrom(
    '512 345 678',
    '0048 512 345 678',
    '+48 (0)512345678',
    '#31#512345678',
    '1234567',
    '600700800',
    '999',
    '+48',
    '5123456781',
    // Names of the phone book.
    'zabka',
    'ŻABKA 101',
    'nobody',
    'nobody 101',
  ),
);
const filter = fc.record(
  {
    number: typed.filter((text) => text.replace(/[^0-9]/g, '').length >= 3 || isName(text)),
    direction: fc.constantFrom('inbound', 'outbound', 'internal'),
    recorded: fc.boolean(),
    reason: fc.constantFrom('recording-off', 'not-answered', 'no-capacity'),
    minDurationMs: fc.constantFrom(0, 1000, 10_000, 45_000, 3_600_000),
    maxDurationMs: fc.constantFrom(0, 10_000, 45_000, 100_000),
    extension: fc.constantFrom('101', '102', '104'),
    tag: fc.constantFrom('reklamacja', 'vip', 'nikt'),
    note: fc.constantFrom('zwrot', 'ZWROT towaru', 'oddzwonic', 'brak'),
    review: fc.constantFrom('open', 'done'),
    from: fc.integer({ min: 0, max: 9 }).map((place) => START + place * STEP_MS),
    until: fc.integer({ min: 0, max: 9 }).map((place) => START + place * STEP_MS),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<CallFilter>;
const numbers = fc.option(fc.subarray(['101', '102', '103', '104']), { freq: 3 });

/** `position`: of the call among all of the tenant: files of calls that are alike have different names. */
async function insert(tenant: TenantId, { recordings, place, ...sample }: Sample, position: number): Promise<CallId> {
  const { answered, seconds, reason, tags, note, noteOfRecording, reviews, ...rest } = sample;
  const startedAt = START + place * STEP_MS;
  const answeredAt = answered ? startedAt + 2000 : null;
  const endedAt = seconds === null ? null : (answeredAt ?? startedAt) + seconds * 1000;
  const description = describeCall(tenant, { ...rest, startedAt, answeredAt });
  const written = { tags, note, noteOfRecording, reviews };
  if (recordings.length === 0) {
    const id = await saveUnrecordedCall(db, { ...description, endedAt, reason });
    await write(tenant, id, written, null);
    return id;
  }
  let first: RecordingId | null = null;
  for (const [index, party] of recordings.entries()) {
    const parties = (party ?? []).map(
      (each, position): CallParty => ({
        number: each,
        side: position === 0 ? 'caller' : 'callee',
        from: description.startedAt,
        until: null,
      }),
    );
    const recordingId = describeCall(tenant).recordingId;
    first ??= recordingId;
    await insertRecordedCall(
      db,
      { ...description, recordingId, ...(party === null ? {} : { parties }) },
      position * MAX_RECORDINGS + index + 1,
    );
  }
  await write(tenant, description.callId, written, first);
  return description.callId;
}

/** What people wrote about a call. */
async function write(
  tenantId: TenantId,
  callId: CallId,
  { tags, note, noteOfRecording, reviews }: Pick<Sample, 'tags' | 'note' | 'noteOfRecording' | 'reviews'>,
  recordingId: RecordingId | null,
): Promise<void> {
  const by = newId<UserId>(START);
  for (const tag of tags) {
    const row = { tenant_id: tenantId, call_id: callId, tag, added_by: by, added_at: new Date(START) };
    await db.insertInto('call_tags').values(row).execute();
  }
  if (note !== null) {
    const about = noteOfRecording ? recordingId : null;
    await db
      .insertInto('call_notes')
      .values({
        tenant_id: tenantId,
        call_id: callId,
        id: newId(START),
        text: note,
        author_id: by,
        recording_id: about,
        at_ms: about === null ? null : 0,
        created_at: new Date(START),
      })
      .execute();
  }
  for (const done of reviews) {
    const whose = { for_user_id: newId<UserId>(START), from_user_id: by, note: '' };
    const when = { created_at: new Date(START), done_at: done ? new Date(START) : null };
    await db
      .insertInto('call_reviews')
      .values({ tenant_id: tenantId, call_id: callId, ...whose, ...when })
      .execute();
  }
}

/** All pages of a list. */
async function listed(scope: TenantScope, asked: CallFilter, limit: number): Promise<CallId[]> {
  const ids: CallId[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listCalls>> = await listCalls(catalog, scope, { ...asked, cursor, limit });
    ids.push(...page.calls.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}

/** The same by the calls themselves, as before their index was filled. */
async function plainly<T>({ tenantId }: TenantScope, ask: () => Promise<T>): Promise<T> {
  await sql`INSERT INTO calls_to_index (tenant_id) VALUES (${tenantId})`.execute(db);
  const answer = await ask();
  await sql`DELETE FROM calls_to_index WHERE tenant_id = ${tenantId}`.execute(db);
  return answer;
}

test('whatever is asked for, the search by index finds what the calls themselves say, in the same order', async () => {
  const questions = fc.array(fc.tuple(filter, numbers, fc.integer({ min: 1, max: 4 })), {
    minLength: 12,
    maxLength: 12,
  });
  const periods = fc.constantFrom<TreePeriod>('year', 'month', 'day');
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 12 }), questions, periods, async (calls, asked, period) => {
      const tenantId = await insertTenant(db);
      for (const [position, each] of calls.entries()) await insert(tenantId, each, position);
      const book = new PhoneBook(db, tenantId);
      await book.set('512 345 678', 'Żabka, Łódź', clock.now());
      await book.set('101', 'Sklep Żabka', clock.now());
      for (const [one, own, limit] of asked) {
        const scope = { tenantId, numbers: own };
        const found = await listed(scope, one, limit);
        expect(found).toEqual(await plainly(scope, () => listed(scope, one, 200)));
        const totals = await callTotals(db, scope, one);
        expect(totals).toMatchObject({ calls: found.length, countedFrom: null });
        expect(totals).toEqual(await plainly(scope, () => callTotals(db, scope, one)));
        const folders = () => periodsWithRecordings(catalog, scope, { period, first: '2026-02-26', end: '2026-03-10' });
        expect(await folders()).toEqual(await plainly(scope, folders));
      }
    }),
    // A failure is reported although it takes long to find the smallest one.
    { numRuns: 20, interruptAfterTimeLimit: LONGEST_MS },
  );
});
