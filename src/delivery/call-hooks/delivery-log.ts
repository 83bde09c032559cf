import { sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import {
  type CallHookDeliveryId,
  type CallHookId,
  type CallId,
  newId,
  type RecordingId,
  type TenantId,
} from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { PushError } from '../../platform/push-target/index.ts';
import { type HookOutcome, type HookPostDeps, postHook } from '../hooks/hook-sender.ts';
import { addressOf, requireCallHook } from './call-hooks.ts';

/** One page of the panel; older ones are of no use to whoever looks why a program does not hear. */
const MAX_LISTED = 100;

/** An event on its way to a program, or of the last days. Instants are Unix ms. */
export interface CallHookDelivery {
  readonly id: CallHookDeliveryId;
  readonly event: string;
  readonly callId: CallId | null;
  readonly recordingId: RecordingId | null;
  readonly createdAt: number;
  readonly attempts: number;
  readonly attemptedAt: number | null;
  /** Of the last response. */
  readonly status: number | null;
  /** Why the last attempt failed. */
  readonly failure: string | null;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  /** Null: it has ended. */
  readonly nextAttemptAt: number | null;
}

/** The newest first. Throws `not-found`. */
export async function listDeliveries(
  db: Database,
  tenantId: TenantId,
  hookId: CallHookId,
): Promise<CallHookDelivery[]> {
  await requireCallHook(db, tenantId, hookId);
  const rows = await db
    .selectFrom('call_hook_deliveries')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('hook_id', '=', hookId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_LISTED)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    event: row.event,
    callId: row.call_id,
    recordingId: row.recording_id,
    createdAt: row.created_at.getTime(),
    attempts: row.attempts,
    attemptedAt: row.attempted_at?.getTime() ?? null,
    status: row.status,
    failure: row.failure,
    state: row.ended_at === null ? 'waiting' : row.failure === null ? 'delivered' : 'given-up',
    nextAttemptAt: row.ended_at === null ? row.next_attempt_at.getTime() : null,
  }));
}

/** Sends an event once more, under its id. Throws `not-found`. */
export async function resendDelivery(
  db: Database,
  tenantId: TenantId,
  { hookId, id, now }: { readonly hookId: CallHookId; readonly id: CallHookDeliveryId; readonly now: number },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('call_hook_deliveries')
    // Its time to be given up begins again.
    .set({ ended_at: null, attempts: 0, next_attempt_at: new Date(now), created_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .where('hook_id', '=', hookId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('not-found');
  await sql`SELECT pg_notify('fonoteka_jobs', 'push-hooks')`.execute(db);
}

interface TryDeps extends HookPostDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
}

/** Sends a test event at once, and keeps it in the log. Throws `not-found`. */
export async function tryCallHook(deps: TryDeps, tenantId: TenantId, hookId: CallHookId): Promise<HookOutcome> {
  const { db, clock } = deps;
  const hook = await requireCallHook(db, tenantId, hookId);
  const address = await addressOf(deps.keys, hook);
  const now = clock.now();
  const id = newId<CallHookDeliveryId>(now);
  const data = { hook: hook.name, events: hook.events };
  const body = JSON.stringify({ type: 'test', timestamp: new Date(now).toISOString(), data });
  const outcome = await postHook(deps, { ...address, id, body }, new AbortController().signal).catch(
    (error: unknown): HookOutcome => {
      if (error instanceof PushError) return { failure: error.code, status: null };
      throw error;
    },
  );
  const ended = new Date(clock.now());
  await db
    .insertInto('call_hook_deliveries')
    .values({
      id,
      tenant_id: tenantId,
      hook_id: hookId,
      event: 'test',
      call_id: null,
      recording_id: null,
      body,
      created_at: new Date(now),
      attempts: 1,
      next_attempt_at: ended,
      attempted_at: ended,
      ended_at: ended,
      ...outcome,
    })
    .execute();
  return outcome;
}
