import { type Selectable, sql } from 'kysely';
import type { AuditLog } from '../../audit/index.ts';
import type { TenantId } from '../../base/ids.ts';
import { queueMail } from '../../mail/index.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { activeUser } from '../../tenants/index.ts';
import {
  GIVE_UP_AFTER_MS,
  HOOK_DELAYS_MS,
  type HookFailure,
  type HookOutcome,
  HookSender,
  type HookSenderDeps,
  MAX_HOOK_DELAY_MS,
} from '../hooks/hook-sender.ts';
import { addressOf, type CallHookRow } from './call-hooks.ts';
import { switchedOffMail } from './switched-off-mail.ts';

/** How long ended events are kept for questions of customers: one for each call and hook. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** What waits for so long is not sent any more. */
const MAX_AGE_MS = GIVE_UP_AFTER_MS;
/** A program that accepts nothing for so long is switched off, and its tenant gets a mail. */
const SWITCHED_OFF_AFTER_MS = GIVE_UP_AFTER_MS;
/** The program says itself that it is gone for good. */
const GONE: HookFailure = 'status 410';
/** The actor in the audit log. */
const ACTOR = 'call-hooks';

const DELIVERIES: Outbox<'call_hook_deliveries'> = {
  table: 'call_hook_deliveries',
  key: 'id',
  isWaiting: sql<boolean>`ended_at IS NULL`,
  maxDelayMs: MAX_HOOK_DELAY_MS,
  crashDelaysMs: HOOK_DELAYS_MS,
};

type DeliveryRow = Selectable<Schema['call_hook_deliveries']>;

export interface CallHookDeps extends HookSenderDeps {
  readonly keys: Pick<KeyStore, 'get'>;
  readonly audit: AuditLog;
  /** The page of the panel with the hooks. */
  readonly pageUrl: string;
}

/** Sends the events of calls that are due to the programs of the tenants. */
export async function sendCallHooks(deps: CallHookDeps): Promise<void> {
  await endOldDeliveries(deps.db, deps.clock.now());
  const sender = new HookSender<DeliveryRow>(deps, {
    outbox: DELIVERIES,
    laneColumn: 'hook_id',
    message: async (row) => {
      const hook = await hookOf(deps.db, row);
      if (hook === undefined || !hook.enabled) return null;
      return { ...(await addressOf(deps.keys, hook)), body: await bodyOf(deps.db, hook, row) };
    },
    columns: ({ status }, now) => ({ status, attempted_at: new Date(now) }),
    attempted: (row, outcome) => noteState(deps, row, outcome),
  });
  await sender.run();
}

function hookOf(db: Database, { tenant_id, hook_id }: DeliveryRow): Promise<CallHookRow | undefined> {
  return db
    .selectFrom('call_hooks')
    .selectAll()
    .where('tenant_id', '=', tenant_id)
    .where('id', '=', hook_id)
    .executeTakeFirst();
}

/**
 * The numbers are added only now: what was erased meanwhile is in no queue. Not without a user who set it and may still see them.
 */
async function bodyOf(db: Database, hook: CallHookRow, { call_id: callId, body }: DeliveryRow): Promise<string> {
  if (!hook.with_numbers || callId === null || !(await maySeeNumbers(db, hook))) return body;
  const numbers = await db
    .selectFrom('calls')
    .select(['caller', 'callee', 'dialled', 'extensions'])
    .where('tenant_id', '=', hook.tenant_id)
    .where('id', '=', callId)
    .executeTakeFirst();
  if (numbers === undefined) return body;
  const message = JSON.parse(body) as { readonly data: object };
  return JSON.stringify({ ...message, data: { ...message.data, ...numbers } });
}

async function maySeeNumbers(db: Database, { tenant_id, changed_by }: CallHookRow): Promise<boolean> {
  const user = changed_by === null ? null : await activeUser(db, changed_by);
  return user !== null && user.tenantId === tenant_id && user.numbers === null && user.rights.includes('order');
}

/** Since when a hook fails; one that fails for days is switched off. */
async function noteState(deps: CallHookDeps, row: DeliveryRow, { failure }: HookOutcome): Promise<void> {
  if (failure === 'not-set-up' || failure === 'source-failed') return;
  const { db, clock } = deps;
  const now = clock.now();
  await db.transaction().execute(async (transaction) => {
    const hook = await transaction
      .updateTable('call_hooks')
      .set({ failing_since: failure === null ? null : sql<Date>`coalesce(failing_since, ${new Date(now)})` })
      .where('tenant_id', '=', row.tenant_id)
      .where('id', '=', row.hook_id)
      .where('enabled', '=', true)
      .$if(failure === null, (query) => query.where('failing_since', 'is not', null))
      .returningAll()
      .executeTakeFirst();
    if (hook === undefined || hook.failing_since === null) return;
    if (failure !== GONE && hook.failing_since.getTime() > now - SWITCHED_OFF_AFTER_MS) return;
    await switchOff(deps, transaction, hook, now);
  });
}

async function switchOff(
  { audit, pageUrl }: CallHookDeps,
  transaction: Database,
  { tenant_id: tenantId, id, name, failing_since }: CallHookRow,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('call_hooks')
    .set({ enabled: false })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await endWaiting(transaction, tenantId, sql<boolean>`hook_id = ${id}`, now);
  const write = switchedOffMail({ name, since: failing_since!.getTime(), pageUrl });
  await queueMail(transaction, { tenantId, kind: 'call-hook-switched-off', to: 'technical', write, now });
  const event = { tenantId, actor: ACTOR, action: 'call-hook-switched-off', subject: id, address: null } as const;
  await audit.record(event, transaction);
}

async function endWaiting(db: Database, tenantId: TenantId, which: ReturnType<typeof sql<boolean>>, now: number) {
  await db
    .updateTable('call_hook_deliveries')
    .set({ ended_at: new Date(now), failure: sql<string>`coalesce(failure, 'not-set-up')` })
    .where('tenant_id', '=', tenantId)
    .where('ended_at', 'is', null)
    .where(which)
    .execute();
}

/** Gives up what has waited too long, also by workers that died, and forgets what ended days ago. */
async function endOldDeliveries(db: Database, now: number): Promise<void> {
  await db
    .updateTable('call_hook_deliveries')
    .set({ ended_at: new Date(now), failure: sql<string>`coalesce(failure, 'source-failed')` })
    .where('ended_at', 'is', null)
    .where('created_at', '<', new Date(now - MAX_AGE_MS))
    .where(sql<boolean>`(lease IS NULL OR leased_until < now())`)
    .execute();
  await db
    .deleteFrom('call_hook_deliveries')
    .where('ended_at', '<', new Date(now - KEPT_MS))
    .execute();
}
