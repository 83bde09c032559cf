import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { ANNA, RodoFixture } from '../../test/kit/rodo-fixture.ts';
import { newId, type SourceId, type TenantId } from '../base/ids.ts';
import { CONFLICT_KINDS } from './index.ts';

const { db } = testDatabase();

test('an erasure ends what is kept of the call records as PBXs of the tenant and of several tenants sent them', async () => {
  const fixture = new RodoFixture(db);
  const [tenant, other] = [await insertTenant(db), await insertTenant(db, 'Warsztat')];
  const kept = async (of: TenantId | null) => {
    const source = newId<SourceId>(1);
    await db.insertInto('sources').values({ id: source, name: 'PBX', tenant_id: of }).execute();
    await sql`INSERT INTO source_records (id, source_id, received_at, records, sealed)
      VALUES (gen_random_uuid(), ${source}, now(), 1, '')`.execute(db);
    return source;
  };
  await fixture.unrecorded(tenant, 'not-answered');
  await Promise.all([kept(tenant), kept(null)]);
  const ofOther = await kept(other);
  await fixture.requests.orderErasure(await fixture.open(tenant, 'erasure'), CONFLICT_KINDS, ANNA);
  await fixture.work();
  expect(await db.selectFrom('source_records').select('source_id').execute()).toEqual([{ source_id: ofOther }]);
});
