import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { isId, newId, type SourceId, type TenantAliasId, type TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { requireSource } from './sources.ts';
import { lockTenant } from './subscriptions.ts';
import { comparedName, MAX_TENANT_NAME_CHARS, type TenantName, type TenantNameKind } from './tenant-name.ts';

/** A tenant has a few names at each of a few PBXs. */
const MAX_ALIASES_OF_TENANT = 500;

export interface NewTenantAlias extends TenantName {
  readonly tenantId: TenantId;
  /** The source that gives the name; null: every source. */
  readonly sourceId: string | null;
}

export interface ListedTenantAlias extends TenantName {
  readonly id: TenantAliasId;
  readonly tenantId: TenantId;
  readonly source: { readonly id: SourceId; readonly name: string } | null;
}

/** The names of all tenants or of one, by name. */
export async function listTenantAliases(db: Database, only?: TenantId): Promise<ListedTenantAlias[]> {
  const rows = await db
    .selectFrom('tenant_aliases')
    .leftJoin('sources', 'sources.id', 'tenant_aliases.source_id')
    .select(['tenant_aliases.id', 'tenant_aliases.tenant_id', 'kind', 'tenant_aliases.name', 'source_id'])
    .select('sources.name as source_name')
    .$if(only !== undefined, (query) => query.where('tenant_aliases.tenant_id', '=', only!))
    .orderBy('compared')
    .orderBy('tenant_aliases.id')
    .execute();
  return rows.map(({ id, tenant_id, kind, name, source_id, source_name }) => ({
    id,
    tenantId: tenant_id,
    kind: kind as TenantNameKind,
    name,
    source: source_id === null ? null : { id: source_id, name: source_name ?? '' },
  }));
}

/** For the directory: the tenants by source (null: every source) and key of the name. */
export async function aliasRows(
  db: Database,
): Promise<readonly { kind: string; compared: string; source_id: SourceId | null; tenant_id: TenantId }[]> {
  return db.selectFrom('tenant_aliases').select(['kind', 'compared', 'source_id', 'tenant_id']).execute();
}

interface TenantAliasesDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who makes the changes. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** Changes of the names by which PBXs call tenants: each with its event of the tenant's audit log in one transaction. */
export class TenantAliases {
  readonly #deps: TenantAliasesDeps;

  constructor(deps: TenantAliasesDeps) {
    this.#deps = deps;
  }

  /** For the sessions that begin from now on. Throws `tenant-unknown`, `source-unknown`, `tenant-alias-taken`, `request-invalid`. */
  async add({ tenantId, sourceId, kind, name: given }: NewTenantAlias): Promise<ListedTenantAlias> {
    const name = given.trim();
    if (name === '' || name.length > MAX_TENANT_NAME_CHARS) throw new AppError('request-invalid', 'name');
    return inTransaction(this.#deps.db, async (transaction) => {
      await lockTenant(transaction, tenantId);
      const source = sourceId === null ? null : await requireSource(transaction, sourceId);
      await requireRoom(transaction, tenantId);
      const id = newId<TenantAliasId>(this.#deps.clock.now());
      await transaction
        .insertInto('tenant_aliases')
        .values({
          id,
          tenant_id: tenantId,
          source_id: source?.id ?? null,
          kind,
          name,
          compared: comparedName({ kind, name }),
        })
        .execute();
      await this.#record(transaction, { tenantId, action: 'tenant-alias-added', subject: id });
      return (await listTenantAliases(transaction, tenantId)).find((alias) => alias.id === id)!;
    });
  }

  /** Throws `tenant-alias-unknown`. */
  remove(tenantId: TenantId, id: string): Promise<void> {
    return inTransaction(this.#deps.db, async (transaction) => {
      const removed = isId(id)
        ? await transaction
            .deleteFrom('tenant_aliases')
            .where('id', '=', id as TenantAliasId)
            .where('tenant_id', '=', tenantId)
            .returning('id')
            .executeTakeFirst()
        : undefined;
      if (removed === undefined) throw new AppError('tenant-alias-unknown');
      await this.#record(transaction, { tenantId, action: 'tenant-alias-removed', subject: id });
    });
  }

  #record(transaction: Database, event: Pick<AuditEvent, 'tenantId' | 'action' | 'subject'>): Promise<void> {
    const { audit, by } = this.#deps;
    return audit.record({ actor: by.actor, address: by.address, detail: null, ...event }, transaction);
  }
}

async function requireRoom(db: Database, tenantId: TenantId): Promise<void> {
  const { count } = await db
    .selectFrom('tenant_aliases')
    .where('tenant_id', '=', tenantId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MAX_ALIASES_OF_TENANT) throw new AppError('request-invalid', 'the tenant has too many names');
}
