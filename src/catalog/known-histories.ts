import type { TenantId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type ServiceHistory, serviceHistory } from '../tenants/index.ts';
import type { CatalogDeps, RetentionContext } from './retention-context.ts';
import type { TenantScope } from './tenant-scope.ts';

/** About 2 kB each; the oldest are forgotten and read again. */
const MAX_KNOWN = 10_000;
/** While customers are imported, services change with each statement; then a history read just before the query decides. */
const MAX_READ_AGAIN = 3;

interface KnownHistory {
  /** Of the directory, when the history was read or before: it grows in the transaction of every change of services. */
  readonly version: number;
  readonly history: ServiceHistory;
}

/** The services of tenants, kept from one query to the next for as long as nobody has changed any. */
export class KnownHistories {
  readonly #known = new Map<TenantId, KnownHistory>();

  async of(db: Database, tenantId: TenantId): Promise<KnownHistory> {
    const known = this.#known.get(tenantId);
    if (known !== undefined) return known;
    // First the version: a change between the two makes the history look too old, never too new.
    const { version } = await db.selectFrom('directory_version').select('version').executeTakeFirstOrThrow();
    const read = { version, history: await serviceHistory(db, tenantId) };
    if (this.#known.size === MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(tenantId, read);
    return read;
  }

  forget(tenantId: TenantId): void {
    this.#known.delete(tenantId);
  }
}

/**
 * The answer of a query that depends on the tenant's services, and says itself at which version of the directory it ran: a change that
 * was committed before it decides, whichever process made it. One query, as long as nothing changes.
 */
export async function withKnownHistory<Answer extends { readonly version: number }>(
  { db, clock, panelWindowDays, histories = new KnownHistories() }: CatalogDeps,
  { tenantId }: TenantScope,
  ask: (context: RetentionContext) => Promise<Answer>,
): Promise<Answer> {
  for (let readAgain = 0; ; readAgain++) {
    const { version, history } = await histories.of(db, tenantId);
    const answer = await ask({ now: clock.now(), history, panelWindowDays });
    if (answer.version === version || readAgain === MAX_READ_AGAIN) return answer;
    histories.forget(tenantId);
  }
}
