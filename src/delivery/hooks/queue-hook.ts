import { newId, type PushHookId, type TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** What a customer's program is told. */
export interface HookEvent {
  readonly event: 'package.delivered' | 'package.failed';
  readonly data: Readonly<Record<string, string | number>>;
  /** Unix ms. */
  readonly now: number;
}

/** Queues an event, in the transaction of what it tells of. */
export async function queueHook(transaction: Database, tenantId: TenantId, { event, data, now }: HookEvent) {
  await transaction
    .insertInto('push_hooks')
    .values({
      id: newId<PushHookId>(now),
      tenant_id: tenantId,
      event,
      body: JSON.stringify({ type: event, timestamp: new Date(now).toISOString(), data }),
      created_at: new Date(now),
      next_attempt_at: new Date(now),
      ended_at: null,
      failure: null,
    })
    .execute();
}
