import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { AuditLog } from '../audit/index.ts';
import { newId, type SourceId, type TenantId } from '../base/ids.ts';
import { addTenant } from './add-tenant.ts';
import { loadDirectory } from './directory.ts';
import { SourceChanges } from './source-changes.ts';
import { addSource } from './sources.ts';
import { listTenantAliases, TenantAliases } from './tenant-aliases.ts';
import type { TenantName } from './tenant-name.ts';
import { listUnknownTenantNames, UnknownTenantNames } from './unknown-tenant-names.ts';

const { db } = testDatabase();
const clock = new ManualClock('2026-03-10T10:00:00Z');
const audit = new AuditLog(db, clock);
const deps = { db, clock, audit, by: { actor: 'test', address: null } };
const aliases = new TenantAliases(deps);

const tenant = async (name: string): Promise<TenantId> =>
  (await addTenant(db, { name, plan: 'Biznes', numbers: [] }, clock.now())).tenantId;
const source = async (name: string): Promise<SourceId> => (await addSource(db, { name }, clock.now())).sourceId;
const named = async (sourceId: SourceId, name: TenantName): Promise<TenantId | null> =>
  (await loadDirectory(db, clock)).tenantNamed(sourceId, name)?.id ?? null;
const names = async () => (await listUnknownTenantNames(db, clock.now())).map(({ name, count }) => [name, count]);
const metadata = (name: string) => ({ kind: 'metadata', name }) as const;

describe('a name by which a PBX calls a tenant', () => {
  test('is found in any case at its source, and before a name at every source', async () => {
    const [bakery, florist] = [await tenant('Piekarnia'), await tenant('Kwiaciarnia')];
    const [one, other] = [await source('one'), await source('other')];
    await aliases.add({ tenantId: bakery, sourceId: one, ...metadata(' Provider/Group 7 ') });
    await aliases.add({ tenantId: florist, sourceId: null, ...metadata('provider/group 7') });
    expect(await named(one, metadata('PROVIDER/GROUP  7'))).toBe(bakery);
    expect(await named(other, metadata('PROVIDER/GROUP 7'))).toBe(florist);
    expect(await named(one, { kind: 'domain', name: 'provider/group 7' })).toBeNull();
    expect(await listTenantAliases(db, bakery)).toMatchObject([
      { kind: 'metadata', name: 'Provider/Group 7', source: { id: one, name: 'one' } },
    ]);
  });

  test('belongs to one tenant only, and is free again when it is removed', async () => {
    const [first, second] = [await tenant('A'), await tenant('B')];
    const pbx = await source('pbx');
    const name = { kind: 'domain', name: 'firma.example.' } as const;
    const { id } = await aliases.add({ tenantId: first, sourceId: pbx, ...name });
    const again = { tenantId: second, sourceId: pbx, kind: 'domain', name: 'FIRMA.example' } as const;
    await expect(aliases.add(again)).rejects.toMatchObject({ code: 'tenant-alias-taken' });
    await expect(aliases.remove(second, id)).rejects.toMatchObject({ code: 'tenant-alias-unknown' });
    await aliases.remove(first, id);
    await aliases.add(again);
    expect(await named(pbx, name)).toBe(second);
    const events = await db.selectFrom('audit_events').select('action').where('tenant_id', '=', first).execute();
    expect(events.map(({ action }) => action)).toEqual(['tenant-alias-added', 'tenant-alias-removed']);
  });

  test.each([
    ['tenant-unknown', { tenantId: newId<TenantId>(1) }],
    ['source-unknown', { sourceId: newId<SourceId>(1) }],
    ['request-invalid', { name: ' ' }],
    ['request-invalid', { name: 'x'.repeat(254) }],
  ])('is refused with %s', async (code, wrong) => {
    const alias = { tenantId: await tenant('C'), sourceId: null, ...metadata('realm-c'), ...wrong };
    await expect(aliases.add(alias)).rejects.toMatchObject({ code });
  });

  test('goes with its source', async () => {
    const [tenantId, sourceId] = [await tenant('D'), await source('gone')];
    await aliases.add({ tenantId, sourceId, ...metadata('realm-d') });
    await new SourceChanges(deps).remove(sourceId);
    expect(await listTenantAliases(db, tenantId)).toEqual([]);
  });
});

describe('names that no tenant has', () => {
  test('are counted, without numbers and addresses, until a tenant has them', async () => {
    const [pbx, tenantId] = [await source('new'), await tenant('E')];
    const unknown = new UnknownTenantNames({ db, clock, log: quietLog });
    unknown.seen(pbx, [metadata('Firma E'), metadata('firma e'), { kind: 'domain', name: '192.0.2.1' }]);
    await unknown.write();
    clock.advance(1000);
    unknown.seen(pbx, [metadata('firma e'), { kind: 'request-uri', name: '+48221234567' }, metadata('\0')]);
    unknown.seen(pbx, [{ kind: 'domain', name: 'e.example' }]);
    await unknown.stop();
    expect(await names()).toEqual([
      ['e.example', 1],
      ['firma e', 2],
    ]);
    await aliases.add({ tenantId, sourceId: null, ...metadata('FIRMA E') });
    expect(await names()).toEqual([['e.example', 1]]);
  });

  test('are bounded: those seen longest ago go', async () => {
    const pbx = await source('flood');
    const unknown = new UnknownTenantNames({ db, clock, log: quietLog });
    clock.advance(1000);
    unknown.seen(pbx, [metadata('oldest')]);
    clock.advance(1000);
    unknown.seen(
      pbx,
      Array.from({ length: 2_000 }, (_, index) => metadata(`name ${index}`)),
    );
    await unknown.stop();
    const { count } = await db
      .selectFrom('unknown_tenant_names')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(500);
    expect((await names()).flat()).not.toContain('oldest');
    clock.advance(31 * 86_400_000);
    expect(await names()).toEqual([]);
  });
});
