import { sql } from 'kysely';
import { type Clock, repeat, type Repeating } from '../base/clock.ts';
import type { SourceId } from '../base/ids.ts';
import { readPhoneNumber } from '../base/phone-number.ts';
import type { Logger } from '../platform/logging.ts';
import type { Database } from '../platform/postgres/index.ts';
import { readIpAddress } from '../base/ip-address.ts';
import { comparedName, MAX_TENANT_NAME_CHARS, nameKey, type TenantName, type TenantNameKind } from './tenant-name.ts';

/** How soon an operator sees a name. */
const WRITE_EVERY_MS = 5_000;
/** New names between two writes; more are not counted. */
const MAX_BUFFERED = 1_000;
/** More than an operator reads; those seen longest ago go. */
const MAX_KEPT = 500;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

interface SeenName extends TenantName {
  readonly sourceId: SourceId;
  count: number;
  /** Unix ms. */
  readonly firstAt: number;
  lastAt: number;
}

interface UnknownTenantNamesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Remembers the names that sources give and that no tenant has. Never delays or fails the session that gives them. */
export class UnknownTenantNames {
  readonly #deps: UnknownTenantNamesDeps;
  readonly #writing: Repeating;
  #seen = new Map<string, SeenName>();

  constructor(deps: UnknownTenantNamesDeps) {
    this.#deps = deps;
    const onError = (err: unknown): void =>
      deps.log.warn({ err }, 'tenants: names that no tenant has could not be written; they come again');
    this.#writing = repeat(deps.clock, { intervalMs: WRITE_EVERY_MS, onError }, () => this.write());
  }

  /** Telephone numbers and IP addresses in addresses of parties are not names of tenants. */
  seen(sourceId: SourceId, names: readonly TenantName[]): void {
    const now = this.#deps.clock.now();
    const byKey = new Map(names.filter(isName).map((one) => [`${sourceId} ${nameKey(one)}`, one]));
    for (const [key, { kind, name }] of byKey) {
      const known = this.#seen.get(key);
      if (known !== undefined) Object.assign(known, { count: known.count + 1, lastAt: now });
      else if (this.#seen.size < MAX_BUFFERED)
        this.#seen.set(key, { sourceId, kind, name: name.trim(), count: 1, firstAt: now, lastAt: now });
    }
  }

  /** Writes what was seen since the last time. */
  async write(): Promise<void> {
    if (this.#seen.size === 0) return;
    const seen = [...this.#seen.values()];
    this.#seen = new Map();
    const { db, clock } = this.#deps;
    await db
      .insertInto('unknown_tenant_names')
      .values(seen.map(rowOf))
      .onConflict((known) =>
        known.columns(['source_id', 'kind', 'compared']).doUpdateSet({
          name: sql`excluded.name`,
          count: sql`unknown_tenant_names.count + excluded.count`,
          last_seen_at: sql`greatest(unknown_tenant_names.last_seen_at, excluded.last_seen_at)`,
        }),
      )
      .execute();
    await forgetOld(db, clock.now());
  }

  async stop(): Promise<void> {
    await this.#writing.stop();
    await this.write().catch(() => undefined);
  }
}

const isName = ({ kind, name }: TenantName): boolean =>
  name.trim() !== '' &&
  !/\p{Cc}/u.test(name) &&
  name.length <= MAX_TENANT_NAME_CHARS &&
  (kind === 'metadata' || kind === 'header' || !isAddress(name));

/** Of a party or of a machine. */
const isAddress = (name: string): boolean =>
  readPhoneNumber(name) !== null || readIpAddress(name.replace(/^\[(.*)\]$/, '$1')) !== null;

function rowOf({ sourceId, kind, name, count, firstAt, lastAt }: SeenName) {
  return {
    source_id: sourceId,
    kind,
    compared: comparedName({ kind, name }),
    name,
    count,
    first_seen_at: new Date(firstAt),
    last_seen_at: new Date(lastAt),
  };
}

async function forgetOld(db: Database, nowMs: number): Promise<void> {
  const lately = new Date(nowMs - KEPT_DAYS * DAY_MS);
  await sql`DELETE FROM unknown_tenant_names WHERE last_seen_at < ${lately} OR ctid IN (
    SELECT ctid FROM unknown_tenant_names ORDER BY last_seen_at DESC, compared OFFSET ${MAX_KEPT})`.execute(db);
}

interface ListedUnknownName extends TenantName {
  readonly source: { readonly id: SourceId; readonly name: string };
  /** In how many sessions. */
  readonly count: number;
  /** Unix ms. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** The names that no tenant has, those seen last first. */
export async function listUnknownTenantNames(db: Database, nowMs: number): Promise<ListedUnknownName[]> {
  const rows = await db
    .selectFrom('unknown_tenant_names as seen')
    .innerJoin('sources', 'sources.id', 'seen.source_id')
    .where('sources.removed_at', 'is', null)
    .where('seen.last_seen_at', '>=', new Date(nowMs - KEPT_DAYS * DAY_MS))
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM tenant_aliases AS alias WHERE alias.kind = seen.kind AND alias.compared = seen.compared
        AND (alias.source_id IS NULL OR alias.source_id = seen.source_id))`,
    )
    .select(['seen.source_id', 'sources.name as source_name', 'seen.kind', 'seen.name', 'seen.count'])
    .select(['seen.first_seen_at', 'seen.last_seen_at'])
    .orderBy('seen.last_seen_at', 'desc')
    .orderBy('seen.compared')
    .limit(MAX_KEPT)
    .execute();
  return rows.map((row) => ({
    source: { id: row.source_id, name: row.source_name },
    kind: row.kind as TenantNameKind,
    name: row.name,
    count: row.count,
    firstSeenAt: row.first_seen_at.getTime(),
    lastSeenAt: row.last_seen_at.getTime(),
  }));
}
