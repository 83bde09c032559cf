import type { Selectable } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { type CallHookId, newId, type TenantId, type UserId } from '../../base/ids.ts';
import type { CallEventKind } from '../../calls/index.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import type { Network } from '../../platform/push-target/index.ts';
import { lockTenant } from '../../tenants/index.ts';
import type { HookAddress } from '../hooks/hook-sender.ts';
import { isHookUrlAllowed, newHookSecret } from '../hooks/webhook.ts';
import { sealFor, unsealFor } from '../targets/sealed-settings.ts';

/** Each event of a tenant is sent to each of them. */
const MAX_CALL_HOOKS = 10;

export interface CallHookContents {
  readonly name: string;
  readonly url: string;
  readonly events: readonly CallEventKind[];
  /** Whether the numbers of the call are sent, too. */
  readonly withNumbers: boolean;
  readonly enabled: boolean;
}

/** A program of a tenant's that hears of calls. Instants are Unix ms. */
export interface CallHook extends CallHookContents {
  readonly id: CallHookId;
  readonly changedAt: number;
  /** Null: the last attempt did not fail. */
  readonly failingSince: number | null;
  /** How many events were not queued, because too many waited. */
  readonly dropped: number;
}

interface CallHookDeps {
  /** A transaction. */
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  /** The operator's networks that customers' servers may be in: within them no TLS is needed. */
  readonly allowedNetworks: readonly Network[];
}

/** Who changes them. */
interface Changer {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** Unix ms. */
  readonly now: number;
}

export async function listCallHooks(db: Database, tenantId: TenantId): Promise<CallHook[]> {
  const rows = await db
    .selectFrom('call_hooks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(hookFromRow);
}

/** Returns the secret, which is shown only now. Throws `too-many-call-hooks`, `request-invalid`. */
export async function addCallHook(
  deps: CallHookDeps,
  contents: CallHookContents,
  { tenantId, userId, now }: Changer,
): Promise<{ hook: CallHook; secret: string }> {
  requireEncrypted(contents.url, deps.allowedNetworks);
  // Of two added at once the second counts the first.
  await lockTenant(deps.db, tenantId);
  if ((await listCallHooks(deps.db, tenantId)).length >= MAX_CALL_HOOKS) throw new AppError('too-many-call-hooks');
  const id = newId<CallHookId>(now);
  const secret = newHookSecret();
  const row = await deps.db
    .insertInto('call_hooks')
    .values({
      tenant_id: tenantId,
      id,
      ...columnsOf(contents),
      sealed_secret: await sealFor(deps.keys, ownerOf(tenantId, id), secret),
      changed_by: userId,
      changed_at: new Date(now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { hook: hookFromRow(row), secret };
}

/** Another address gets another secret, which is shown only now; null: unchanged. Throws `not-found`, `request-invalid`. */
export async function changeCallHook(
  deps: CallHookDeps,
  id: CallHookId,
  contents: CallHookContents & { readonly newSecret: boolean },
  { tenantId, userId, now }: Changer,
): Promise<{ hook: CallHook; secret: string | null }> {
  const { newSecret, ...settings } = contents;
  requireEncrypted(settings.url, deps.allowedNetworks);
  const before = await requireCallHook(deps.db, tenantId, id);
  const secret = newSecret || before.url !== settings.url ? newHookSecret() : null;
  const row = await deps.db
    .updateTable('call_hooks')
    .set({
      ...columnsOf(settings),
      ...(secret !== null && { sealed_secret: await sealFor(deps.keys, ownerOf(tenantId, id), secret) }),
      changed_by: userId,
      changed_at: new Date(now),
      failing_since: null,
      dropped: 0,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  // What waits for a hook is not sent after it was switched off, and at once where it was mended.
  await deps.db
    .updateTable('call_hook_deliveries')
    .set(settings.enabled ? { next_attempt_at: new Date(now) } : { ended_at: new Date(now), failure: 'not-set-up' })
    .where('tenant_id', '=', tenantId)
    .where('hook_id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
  return { hook: hookFromRow(row), secret };
}

/** With what waits for it and its log. Throws `not-found`. */
export async function removeCallHook(db: Database, tenantId: TenantId, id: CallHookId): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('call_hooks')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new AppError('not-found');
}

export type CallHookRow = Selectable<Schema['call_hooks']>;

/** Throws `not-found`. */
export async function requireCallHook(db: Database, tenantId: TenantId, id: CallHookId): Promise<CallHookRow> {
  const row = await db
    .selectFrom('call_hooks')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('not-found');
  return row;
}

/** Fails with `UnsealError`. */
export async function addressOf(keys: Pick<KeyStore, 'get'>, row: CallHookRow): Promise<HookAddress> {
  return { url: row.url, secret: await unsealFor(keys, ownerOf(row.tenant_id, row.id), row.sealed_secret) };
}

function columnsOf({ name, url, events, withNumbers, enabled }: CallHookContents) {
  return { name, url, events: [...new Set(events)], with_numbers: withNumbers, enabled };
}

function ownerOf(tenantId: TenantId, id: CallHookId): string {
  return `call hook ${tenantId} ${id}`;
}

function requireEncrypted(url: string, allowed: readonly Network[]): void {
  if (!isHookUrlAllowed(url, allowed)) throw new AppError('request-invalid', 'url: must begin with https://');
}

function hookFromRow(row: CallHookRow): CallHook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events as CallEventKind[],
    withNumbers: row.with_numbers,
    enabled: row.enabled,
    changedAt: row.changed_at.getTime(),
    failingSince: row.failing_since?.getTime() ?? null,
    dropped: row.dropped,
  };
}
