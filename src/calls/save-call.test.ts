import { describe, expect, test } from 'vitest';
import { describeCall, insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { newId, type CallId } from '../base/ids.ts';
import { saveCdr, saveUnrecordedCall, saveCall } from './index.ts';

const { db } = testDatabase();

async function onlyCall(tenantId: string) {
  const rows = await db.selectFrom('calls').selectAll().execute();
  const own = rows.filter((row) => row.tenant_id === tenantId);
  expect(own).toHaveLength(1);
  return own[0]!;
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
