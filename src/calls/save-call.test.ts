import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { describeCall, insertRecordedCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { newId, type CallId, type RodoRequestId, type TenantId } from '../base/ids.ts';
import { saveCdr, saveUnrecordedCall, saveCall } from './index.ts';

const { db } = testDatabase();

async function onlyCall(tenantId: string) {
  const rows = await db.selectFrom('calls').selectAll().execute();
  const own = rows.filter((row) => row.tenant_id === tenantId);
  expect(own).toHaveLength(1);
  return own[0]!;
}

/** A note, a tag and a mark for review. */
async function writeAbout(tenant: TenantId, call: CallId): Promise<void> {
  await sql`INSERT INTO call_notes (tenant_id, call_id, id, text, author_id, created_at)
    VALUES (${tenant}, ${call}, gen_random_uuid(), 'oddzwonić', ${tenant}, now())`.execute(db);
  await sql`INSERT INTO call_tags (tenant_id, call_id, tag, added_by, added_at)
    VALUES (${tenant}, ${call}, 'pilne', ${tenant}, now())`.execute(db);
  await sql`INSERT INTO call_reviews (tenant_id, call_id, for_user_id, from_user_id, created_at)
    VALUES (${tenant}, ${call}, ${tenant}, ${tenant}, now())`.execute(db);
}

describe('saveCall', () => {
  test('writes a call once, however often it is saved', async () => {
    const tenant = await insertTenant(db);
    const call = describeCall(tenant, { extensions: ['101'], flags: ['cut'], correlationId: 'a' });
    const ends = { endedAt: call.startedAt + 60_000 };
    expect(await saveCall(db, call, ends)).toBe(call.callId);
    expect(await saveCall(db, { ...call, caller: '+48600100200', flags: [] }, ends)).toBe(call.callId);
    expect(await onlyCall(tenant)).toMatchObject({
      caller: '+48600100200',
      callee: call.callee,
      extensions: ['101'],
      flags: [],
      started_at: new Date(call.startedAt),
      ended_at: new Date(ends.endedAt),
      no_recording_reason: null,
    });
  });

  test('a second session of the same call is merged into the row of the first', async () => {
    const tenant = await insertTenant(db);
    const first = describeCall(tenant, { correlationId: 'one call', callee: null, extensions: ['101'] });
    const second = describeCall(tenant, {
      correlationId: 'one call',
      startedAt: first.startedAt + 1000,
      caller: '+48999999999',
      extensions: ['102'],
    });
    await saveCall(db, first, { endedAt: first.startedAt + 10_000 });
    expect(await saveCall(db, second, { endedAt: first.startedAt + 90_000 })).toBe(first.callId);
    expect(await onlyCall(tenant)).toMatchObject({
      caller: first.caller,
      callee: second.callee,
      extensions: ['101', '102'],
      started_at: new Date(first.startedAt),
      ended_at: new Date(first.startedAt + 90_000),
    });
  });

  test('the metadata documents of all sessions are kept with the row, each once, within a limit', async () => {
    const tenant = await insertTenant(db);
    const session = (...metadata: string[]) => describeCall(tenant, { correlationId: 'documents', metadata });
    const first = session('<a/>', '<b/>');
    await saveCall(db, first, { endedAt: null });
    await saveCall(db, { ...first, metadata: ['<a/>', '<b/>', '<c/>'] }, { endedAt: null });
    await saveCall(db, session('<b/>', '<d/>'), { endedAt: null });
    await saveCall(db, session('x'.repeat(256 * 1024)), { endedAt: null });
    expect((await onlyCall(tenant)).metadata).toEqual(['<a/>', '<b/>', '<c/>', '<d/>']);
  });

  test('what was dialled is kept with the row, whichever session says it', async () => {
    const tenant = await insertTenant(db);
    const call = describeCall(tenant, { correlationId: 'dialled' });
    await saveCall(db, call, { endedAt: null });
    await saveCall(db, describeCall(tenant, { correlationId: 'dialled', dialled: '*11' }), { endedAt: null });
    expect(await onlyCall(tenant)).toMatchObject({ callee: call.callee, dialled: '*11' });
    // The description in the spool of an earlier release.
    const { dialled: _, ...earlier } = describeCall(tenant, { correlationId: 'earlier' });
    await saveCall(db, earlier as typeof call, { endedAt: null });
    expect(await db.selectFrom('calls').select('dialled').where('id', '=', earlier.callId).execute()).toEqual([
      { dialled: null },
    ]);
  });

  test('tenants may use one correlation id', async () => {
    const [one, other] = [await insertTenant(db), await insertTenant(db)];
    const calls = [one, other].map((tenant) => describeCall(tenant, { correlationId: 'the same' }));
    for (const call of calls) expect(await saveCall(db, call, { endedAt: null })).toBe(call.callId);
  });

  test('many writers of one call at once leave one row with what each of them reported', async () => {
    const tenant = await insertTenant(db);
    const sessions = Array.from({ length: 12 }, (_, n) =>
      describeCall(tenant, { correlationId: 'busy', extensions: [`${100 + n}`] }),
    );
    const ids = await Promise.all(sessions.map((call) => saveCall(db, call, { endedAt: call.startedAt })));
    expect(new Set(ids).size).toBe(1);
    expect((await onlyCall(tenant)).extensions.sort()).toEqual(sessions.flatMap(({ extensions }) => extensions));
  });

  test('is rolled back with the caller’s transaction', async () => {
    const tenant = await insertTenant(db);
    const call = describeCall(tenant);
    const undone = db.transaction().execute(async (transaction) => {
      await saveCall(transaction, call, { endedAt: null });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await db.selectFrom('calls').where('id', '=', call.callId).execute()).toEqual([]);
  });

  test('an id of another tenant’s call is refused', async () => {
    const [one, other] = [await insertTenant(db), await insertTenant(db)];
    const call = describeCall(one);
    await saveCall(db, call, { endedAt: null });
    await expect(saveCall(db, { ...call, tenantId: other }, { endedAt: null })).rejects.toThrow('neither');
  });
});

async function saved(tenant: TenantId, startedAt: number, endedAt: number | null) {
  return saveCall(db, describeCall(tenant, { correlationId: '17', startedAt }), { endedAt });
}

describe('which reports are one call', () => {
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;

  test('an id that the PBX uses again 40 days later is a new call', async () => {
    const tenant = await insertTenant(db);
    const first = describeCall(tenant, { correlationId: '17' });
    const { startedAt } = first;
    const start = startedAt + 40 * DAY;
    expect(await saved(tenant, startedAt, startedAt + MINUTE)).not.toBe(await saved(tenant, start, start + MINUTE));
    const rows = await db
      .selectFrom('calls')
      .select('ended_at')
      .where('tenant_id', '=', tenant)
      .orderBy('started_at')
      .execute();
    expect(rows.map(({ ended_at }) => ended_at!.getTime())).toEqual([startedAt + MINUTE, start + MINUTE]);
  });

  test('so is an id of a CDR; a CDR that is sent again is the same', async () => {
    const tenant = await insertTenant(db);
    const { correlationId: _, recordingId: __, ...call } = describeCall(tenant);
    const cdr = (startedAt: number) =>
      saveCdr(db, {
        ...call,
        callId: newId(startedAt),
        startedAt,
        endedAt: startedAt + MINUTE,
        externalId: 'c1',
        reason: 'not-offered',
      });
    const first = await cdr(call.startedAt);
    expect(await cdr(call.startedAt)).toBe(first);
    expect(await cdr(call.startedAt + 40 * DAY)).not.toBe(first);
  });

  test('by their own times, whichever is stored last: a session of a killed recorder finds the call of its time', async () => {
    const tenant = await insertTenant(db);
    const start = describeCall(tenant).startedAt;
    const call = await saved(tenant, start, start + 3 * MINUTE);
    const later = await saved(tenant, start + DAY, start + DAY + MINUTE);
    // Found in the spool at the next start, a day later.
    expect(await saved(tenant, start + 5 * MINUTE, start + 6 * MINUTE)).toBe(call);
    expect(later).not.toBe(call);
  });

  test('no longer than some minutes apart: within a transfer another telephone rings', async () => {
    const tenant = await insertTenant(db);
    const start = describeCall(tenant).startedAt;
    const call = await saved(tenant, start, start + MINUTE);
    expect(await saved(tenant, start + 5 * MINUTE, start + 7 * MINUTE)).toBe(call);
    expect(await saved(tenant, start + 13 * MINUTE, start + 14 * MINUTE)).not.toBe(call);
  });

  test('a long session that is stored last makes one call of what it overlaps; recordings go with it', async () => {
    const tenant = await insertTenant(db);
    const start = describeCall(tenant).startedAt;
    const consultations = [start + 10 * MINUTE, start + 40 * MINUTE].map((startedAt) =>
      describeCall(tenant, {
        correlationId: '17',
        startedAt,
        answeredAt: startedAt,
        callee: '+48600100200',
        extensions: ['102'],
      }),
    );
    for (const call of consultations) await insertRecordedCall(db, call);
    expect(await db.selectFrom('calls').select('id').where('tenant_id', '=', tenant).execute()).toHaveLength(2);
    for (const { callId } of consultations) await writeAbout(tenant, callId);
    const whole = describeCall(tenant, { correlationId: '17', startedAt: start, extensions: ['101'] });
    const id = await saveCall(db, whole, { endedAt: start + 60 * MINUTE });
    expect(await onlyCall(tenant)).toMatchObject({
      id,
      started_at: new Date(start),
      ended_at: new Date(start + 60 * MINUTE),
      caller: whole.caller,
      callee: whole.callee,
      extensions: ['102', '101'],
    });
    const recordings = await db.selectFrom('recordings').select('call_id').where('tenant_id', '=', tenant).execute();
    expect(recordings.map(({ call_id }) => call_id)).toEqual([id, id]);
    // Notes of both; what both have, once.
    const written = await Promise.all(
      (['call_notes', 'call_tags', 'call_reviews'] as const).map((table) =>
        db.selectFrom(table).select('call_id').where('tenant_id', '=', tenant).execute(),
      ),
    );
    expect(written.map((rows) => rows.map(({ call_id }) => call_id))).toEqual([[id, id], [id], [id]]);
  });

  test('a session of an erased call, stored late, brings nothing of it into another call with the PBX’s id', async () => {
    const tenant = await insertTenant(db);
    const erased = describeCall(tenant, { correlationId: 'id-512345678', metadata: ['<erased/>'] });
    await saveCall(db, erased, { endedAt: null });
    await db
      .updateTable('calls')
      .set({
        erased_by: newId<RodoRequestId>(0),
        caller: null,
        metadata: [],
        correlation_id: `erased-${erased.callId}`,
      })
      .where('id', '=', erased.callId)
      .execute();
    const other = { correlationId: 'id-512345678', caller: '+48600100200', startedAt: erased.startedAt - MINUTE };
    const id = await saveCall(db, describeCall(tenant, other), { endedAt: null });
    expect(await saveCall(db, erased, { endedAt: erased.startedAt + MINUTE })).toBe(erased.callId);
    const rows = await db.selectFrom('calls').select(['id', 'metadata']).where('tenant_id', '=', tenant).execute();
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ id, metadata: [] });
  });

  test('the parties and the direction are those of the session that began first', async () => {
    const tenant = await insertTenant(db);
    const first = describeCall(tenant, { correlationId: '17', direction: 'outbound' });
    const second = describeCall(tenant, {
      correlationId: '17',
      startedAt: first.startedAt + MINUTE,
      direction: 'inbound',
      callee: '+48600100200',
    });
    await saveCall(db, second, { endedAt: second.startedAt + MINUTE });
    await saveCall(db, first, { endedAt: first.startedAt + MINUTE });
    expect(await onlyCall(tenant)).toMatchObject({ direction: 'outbound', callee: first.callee });
  });
});

describe('saveUnrecordedCall', () => {
  test('keeps the reason', async () => {
    const tenant = await insertTenant(db);
    const call = { ...describeCall(tenant), endedAt: null, reason: 'recording-off' as const };
    expect(await saveUnrecordedCall(db, call)).toBe(call.callId);
    expect(await onlyCall(tenant)).toMatchObject({ no_recording_reason: 'recording-off', ended_at: null });
  });

  test('saved again changes nothing that a CDR has added', async () => {
    const tenant = await insertTenant(db);
    const call = {
      ...describeCall(tenant, { correlationId: 'again' }),
      endedAt: null,
      reason: 'recording-off' as const,
    };
    await saveUnrecordedCall(db, call);
    const { correlationId: _, recordingId: __, ...cdr } = describeCall(tenant);
    await saveCdr(db, { ...cdr, externalId: 'again', endedAt: call.startedAt + 5_000, reason: 'not-offered' });
    const before = await onlyCall(tenant);
    expect(before.ended_at).toEqual(new Date(call.startedAt + 5_000));
    expect(await saveUnrecordedCall(db, call)).toBe(call.callId);
    expect(await onlyCall(tenant)).toEqual(before);
  });

  test('does not make a recorded call unrecorded; a recording makes an unrecorded one recorded', async () => {
    const tenant = await insertTenant(db);
    const recorded = describeCall(tenant, { correlationId: 'x' });
    const refused = { ...describeCall(tenant, { correlationId: 'x' }), endedAt: null, reason: 'no-capacity' as const };
    await saveCall(db, recorded, { endedAt: recorded.startedAt });
    await saveUnrecordedCall(db, refused);
    expect(await onlyCall(tenant)).toMatchObject({ no_recording_reason: null });

    const later = await insertTenant(db);
    const first = newId<CallId>(1);
    await saveUnrecordedCall(db, { ...refused, tenantId: later, callId: first });
    const saved = await saveCall(db, describeCall(later, { correlationId: 'x' }), { endedAt: null });
    expect(saved).toBe(first);
    expect(await onlyCall(later)).toMatchObject({ no_recording_reason: null });
  });
});
