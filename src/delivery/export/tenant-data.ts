import type { TenantId } from '../../base/ids.ts';
import { warsawTimestamp } from '../../base/warsaw-time.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { customerOf, listNumberGroups, listTenantKeys, managedUsers, serviceHistory } from '../../tenants/index.ts';

/** A tenant's data other than its calls, as JSON without passwords, keys and other secrets. Throws `tenant-unknown`. */
export async function tenantData(db: Database, tenantId: TenantId, now: number): Promise<Buffer> {
  const { numbers, suspension: _, leave: __, ...customer } = await customerOf(db, tenantId);
  const users = await managedUsers(db, tenantId);
  const keys = await listTenantKeys(db, tenantId);
  const statements = await db
    .selectFrom('statements')
    .select('content')
    .where('tenant_id', '=', tenantId)
    .orderBy('period_start')
    .execute();
  const document = {
    format: 'fonoteka-tenant-1',
    exportedAt: warsawTimestamp(now),
    ...customer,
    numbers: numbers.map(({ number, startsAt, endsAt }) => ({
      number,
      startsAt: timestamp(startsAt),
      endsAt: timestamp(endsAt),
    })),
    services: (await serviceHistory(db, tenantId)).map(({ service, plan, units, startsAt, endsAt }) => ({
      service,
      plan,
      units,
      startsAt: timestamp(startsAt),
      endsAt: timestamp(endsAt),
    })),
    users: users.map(({ login, role, rights, limitedTo, disabled }) => ({ login, role, rights, limitedTo, disabled })),
    numberGroups: await listNumberGroups(db, tenantId),
    apiKeys: keys.map(({ name, prefix, scopes }) => ({ name, prefix, scopes })),
    statements: statements.map(({ content }) => content),
  };
  return Buffer.from(`${JSON.stringify(document, null, 1)}\n`);
}

function timestamp(instantMs: number | null): string | null {
  return instantMs === null ? null : warsawTimestamp(instantMs);
}
