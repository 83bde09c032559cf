import type { CallId, UserId } from '../base/ids.ts';
import { isVisibleCall, type TenantScope } from '../catalog/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { listenersOf } from '../tenants/index.ts';

export interface Colleague {
  readonly id: UserId;
  readonly login: string;
  readonly hasEmail: boolean;
}

/** The users of the tenant who may listen to a call that the scope may see, by login; the asking one too. */
export async function colleaguesOfCall(db: Database, { tenantId }: TenantScope, callId: CallId): Promise<Colleague[]> {
  const listeners = await listenersOf(db, tenantId);
  // Many are limited to the same numbers: each set is looked up once.
  const seen = new Map<string, boolean>();
  const found: Colleague[] = [];
  for (const { id, login, numbers, hasEmail } of listeners) {
    const key = numbers?.toSorted().join(' ') ?? '';
    const known = numbers === null || (seen.get(key) ?? (await isVisibleCall(db, { tenantId, numbers }, callId)));
    if (numbers !== null) seen.set(key, known);
    if (known) found.push({ id, login, hasEmail });
  }
  return found;
}
