import { sql } from 'kysely';
import { type CallHookDeliveryId, type CallId, newId, type RecordingId, type TenantId } from '../../base/ids.ts';
import type { CallEventKind } from '../../calls/index.ts';
import type { Database } from '../../platform/postgres/index.ts';

/** Events that wait for one program: some days of a large company. Later ones are counted, and not sent. */
const MAX_WAITING = 20_000;

/** An event of a call, as programs get it. */
export interface CallEventMessage {
  readonly kind: CallEventKind;
  readonly callId: CallId | null;
  readonly recordingId: RecordingId | null;
  /** Unix ms. */
  readonly at: number;
  /** Without numbers. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Queues events for the hooks of a tenant that want them, in the transaction in which they are taken. Returns how many were left out because
 * too many wait. `now` is Unix ms.
 */
export async function queueCallHooks(
  transaction: Database,
  tenantId: TenantId,
  events: readonly CallEventMessage[],
  now: number,
): Promise<number> {
  let dropped = 0;
  const hooks = await transaction
    .selectFrom('call_hooks')
    .where('tenant_id', '=', tenantId)
    .where('enabled', '=', true)
    .select((eb) => [
      'id',
      'events',
      eb
        .selectFrom('call_hook_deliveries as waiting')
        .whereRef('waiting.tenant_id', '=', 'call_hooks.tenant_id')
        .whereRef('waiting.hook_id', '=', 'call_hooks.id')
        .where('waiting.ended_at', 'is', null)
        .select(eb.fn.countAll<number>().as('count'))
        .as('waiting'),
    ])
    .execute();
  for (const { id, events: wanted, waiting } of hooks) {
    const own = events.filter(({ kind }) => wanted.includes(kind));
    const room = own.slice(0, Math.max(0, MAX_WAITING - Number(waiting)));
    if (room.length > 0) {
      await transaction
        .insertInto('call_hook_deliveries')
        .values(
          room.map(({ kind, callId, recordingId, at, data }) => ({
            id: newId<CallHookDeliveryId>(now),
            tenant_id: tenantId,
            hook_id: id,
            event: kind,
            call_id: callId,
            recording_id: recordingId,
            body: JSON.stringify({ type: kind, timestamp: new Date(at).toISOString(), data }),
            created_at: new Date(now),
            // In their order, whatever their ids are.
            next_attempt_at: new Date(at < now ? at : now),
          })),
        )
        .execute();
    }
    if (room.length < own.length) {
      dropped += own.length - room.length;
      await transaction
        .updateTable('call_hooks')
        .set({ dropped: sql<number>`dropped + ${own.length - room.length}` })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute();
    }
  }
  return dropped;
}

/** Of these calls and recordings, those that programs of the tenant have been notified of as failed. */
export async function reportedAsFailed(
  db: Database,
  tenantId: TenantId,
  { callIds, recordingIds }: { readonly callIds: readonly CallId[]; readonly recordingIds: readonly RecordingId[] },
): Promise<ReadonlySet<CallId | RecordingId>> {
  const rows = await db
    .selectFrom('call_hook_deliveries')
    .select(['call_id', 'recording_id'])
    .where('tenant_id', '=', tenantId)
    .where('event', '=', 'call.failed')
    .where((is) =>
      is.or([
        is.and([is('recording_id', 'is', null), is('call_id', '=', sql<CallId>`ANY(${[...callIds]}::uuid[])`)]),
        is('recording_id', '=', sql<RecordingId>`ANY(${[...recordingIds]}::uuid[])`),
      ]),
    )
    .execute();
  return new Set(rows.flatMap(({ call_id, recording_id }) => recording_id ?? call_id ?? []));
}
