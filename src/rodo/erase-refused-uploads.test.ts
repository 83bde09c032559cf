import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, COMPANY, PERSON, RodoFixture } from '../../test/kit/rodo-fixture.ts';
import { newId, type RecordingId, type RefusedUploadId, type SourceId, type TenantId } from '../base/ids.ts';
import { CONFLICT_KINDS } from './index.ts';

const { db } = testDatabase();

interface RefusedCall {
  readonly now: number;
  /** How long ago it began. */
  readonly ageMs?: number;
  readonly caller?: string;
  readonly callee?: string;
  readonly externalId?: string;
  readonly extensions?: readonly object[];
}

async function refused(tenantId: TenantId, { now, ageMs = 1000, ...call }: RefusedCall): Promise<RefusedUploadId> {
  const id = newId<RefusedUploadId>(now);
  const described = { caller: '+48600000002', callee: COMPANY, externalId: null, ...call };
  await db
    .insertInto('refused_uploads')
    .values({
      id,
      tenant_id: tenantId,
      source_id: newId<SourceId>(1),
      recording_id: newId<RecordingId>(1),
      caller: described.caller,
      callee: described.callee,
      started_at: new Date(now - ageMs),
      call: JSON.stringify(described),
      code: 'audio-unreadable',
      reason: 'no-sound',
      begins_as: 'text',
      size_bytes: 5,
      stored_bytes: 5,
      times: 1,
      refused_at: new Date(now),
      ends_at: new Date(now + DAY_MS),
      wrapped_key: Buffer.alloc(61),
    })
    .execute();
  return id;
}

test('an erasure ends the refused uploads of the number’s calls at once, and leaves all others', async () => {
  const fixture = new RodoFixture(db);
  const now = fixture.clock.now();
  const [tenant, other] = [await insertTenant(db), await insertTenant(db, 'Warsztat')];
  const ids = [
    await refused(tenant, { now, caller: PERSON }),
    await refused(tenant, { now, callee: PERSON }),
    await refused(tenant, { now, externalId: 'q-48512345678-1' }),
  ];
  const left = [
    await refused(tenant, { now }),
    await refused(other, { now, caller: PERSON }),
    // Of a call after the request.
    await refused(tenant, { now, caller: PERSON, ageMs: -DAY_MS }),
  ];
  const key = await fixture.open(tenant, 'erasure');
  await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  await fixture.work();
  const rows = await db.selectFrom('refused_uploads').selectAll().execute();
  const ended = rows.filter(({ ends_at }) => ends_at.getTime() <= fixture.clock.now());
  expect(ended.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(ended.every(({ wrapped_key, call }) => wrapped_key === null && JSON.stringify(call) === '{}')).toBe(true);
  expect(JSON.stringify(ended)).not.toContain('512345678');
  const kept = rows.filter(({ wrapped_key }) => wrapped_key !== null);
  expect(kept.map(({ id }) => id).sort()).toEqual([...left].sort());
});

const behind = (extension: string) => ({ extensions: [{ number: COMPANY, extension }] });

test('an erasure of a short number ends those of its extension', async () => {
  const fixture = new RodoFixture(db);
  const now = fixture.clock.now();
  const tenant = await insertTenant(db, 'Drukarnia');
  const own = await refused(tenant, { now, ...behind('101') });
  await refused(tenant, { now, ...behind('1012') });
  const key = await fixture.open(tenant, 'erasure', '101');
  await fixture.requests.orderErasure(key, CONFLICT_KINDS, ANNA);
  await fixture.work();
  const rows = await db
    .selectFrom('refused_uploads')
    .select(['id', 'ends_at'])
    .where('tenant_id', '=', tenant)
    .execute();
  const ended = rows.filter(({ ends_at }) => ends_at.getTime() <= fixture.clock.now());
  expect(ended.map(({ id }) => id)).toEqual([own]);
});
