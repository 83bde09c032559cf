import { Migrator } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { isOutsideTransaction } from '../../migrations/concurrent-indexes.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { AuditLog } from '../audit/index.ts';
import { migrate } from '../platform/postgres/index.ts';
import { addTenant } from './add-tenant.ts';
import { addPlan, editPlan } from './edit-plans.ts';
import { listPlans } from './plans.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-05-20T10:00:00Z');
const deps = { db, audit: new AuditLog(db, clock), clock, by: { actor: 'cli', address: null } };
const tenantOn = (plan: string) => addTenant(db, { name: 'Piekarnia', plan, numbers: [] }, clock.now());

describe('plans are edited', () => {
  test('a new one is given to a tenant; its name is used once, in whatever case', async () => {
    await addPlan(deps, { name: ' Złoty ', includesRecording: true });
    await tenantOn('Złoty');
    await expect(addPlan(deps, { name: 'złoty', includesRecording: false })).rejects.toMatchObject({
      code: 'plan-exists',
    });
    await expect(addPlan(deps, { name: ' ', includesRecording: false })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });

  test('a retired one is given to no other tenant until it is offered again', async () => {
    await addPlan(deps, { name: 'Stary', includesRecording: true });
    await editPlan(deps, 'Stary', { isRetired: true });
    await expect(tenantOn('Stary')).rejects.toMatchObject({ code: 'plan-retired' });
    await editPlan(deps, 'Stary', { isRetired: false });
    await tenantOn('Stary');
  });

  test('recording is taken out of none that a tenant has', async () => {
    await addPlan(deps, { name: 'Nagrania', includesRecording: true });
    expect(await editPlan(deps, 'Nagrania', { includesRecording: false })).toMatchObject({ includesRecording: false });
    await editPlan(deps, 'Nagrania', { includesRecording: true });
    await tenantOn('Nagrania');
    await expect(editPlan(deps, 'Nagrania', { includesRecording: false })).rejects.toMatchObject({
      code: 'plan-in-use',
    });
  });

  test('each change is an event of the operator’s log; one that changes nothing is none', async () => {
    await addPlan(deps, { name: 'Nowy', includesRecording: true });
    await editPlan(deps, 'Nowy', { includesRecording: true, isRetired: false });
    await editPlan(deps, 'Nowy', { isRetired: true });
    const events = await db
      .selectFrom('audit_events')
      .select(['action', 'detail', 'tenant_id'])
      .where('action', 'like', 'plan-%')
      .orderBy('id', 'desc')
      .limit(2)
      .execute();
    expect(events).toEqual([
      { action: 'plan-retired', detail: { plan: 'Nowy' }, tenant_id: null },
      { action: 'plan-added', detail: { plan: 'Nowy', includesRecording: true }, tenant_id: null },
    ]);
  });
});

describe('the first plans and prices', () => {
  const fresh = testDatabase({ empty: true });
  const used = testDatabase({ empty: true });

  async function migrateBefore(database: typeof fresh, end: string): Promise<void> {
    const some = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < end));
    // Unlike `migrate` it fills nothing in.
    const migrator = new Migrator({ db: database.db, provider: { getMigrations: async () => some } });
    for (const [name, migration] of Object.entries(some)) {
      const { error } = await migrator.migrateTo(name, { disableTransactions: isOutsideTransaction(migration) });
      expect(error).toBeUndefined();
    }
  }

  const prices = (database: typeof fresh) => database.db.selectFrom('prices').select(['plan', 'net_grosze']).execute();

  test('are in no migration: a new database gets them after its migrations, once', async () => {
    await migrateBefore(fresh, '9999');
    expect(await listPlans(fresh.db)).toEqual([]);
    expect(await prices(fresh)).toEqual([]);
    await Promise.all([migrate(fresh.url, quietLog), migrate(fresh.url, quietLog)]);
    expect((await listPlans(fresh.db)).map(({ name }) => name)).toEqual(['Biznes', 'Elite', 'Premium', 'Start']);
    expect(await prices(fresh)).toHaveLength(4);
  });

  test('of a database of before stay as the operator has made them', async () => {
    await migrateBefore(used, Object.keys(MIGRATIONS).find((name) => name.endsWith('retired-plans'))!);
    await used.db.deleteFrom('prices').execute();
    await used.db
      .insertInto('prices')
      .values({
        service: 'plan',
        plan: 'Elite',
        fee: 'monthly',
        net_grosze: 1,
        vat_percent: 23,
        valid_from: '2026-01-01',
        set_by: 'cli',
      })
      .execute();
    await migrate(used.url, quietLog);
    expect(await prices(used)).toEqual([{ plan: 'Elite', net_grosze: 1 }]);
    expect(await listPlans(used.db)).toHaveLength(4);
  });
});
