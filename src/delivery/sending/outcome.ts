import type { Transaction } from 'kysely';
import { backoffTable } from '../../base/backoff.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { type NotVisible, PUSH_ERRORS, PushError } from '../../platform/push-target/index.ts';
import { queueHook } from '../hooks/webhook.ts';
import { notifyRecovery } from '../notifications/notify-customers.ts';
import { type PushSettings, targetLocation } from '../targets/target-store.ts';
import type { WaitingPackage } from './deliver-package.ts';

const MINUTE_MS = 60_000;
const BACKOFF = backoffTable(5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 40 * MINUTE_MS, 60 * MINUTE_MS);
/** After a failure that only a person can fix. A change of the settings makes the target due at once. */
const MANUAL_FIX_DELAY_MS = 60 * MINUTE_MS;

/** Why a package was not delivered. */
export interface PackageFailure {
  /** A `PushErrorCode`, or `source-failed`: the fault is ours. */
  readonly code: string;
  /** The server's message; null: none, or not for the customer. */
  readonly detail: string | null;
}

export function failureOf(error: unknown): PackageFailure {
  if (error instanceof PushError) return { code: error.code, detail: error.detail };
  return { code: 'source-failed', detail: null };
}

/** Why a delivered package is not verified: the code that explains it, as of a failure. */
export const NOT_VERIFIED = 'size-unknown';

/** Marks a package as delivered and queues the event, in one transaction. */
export function saveDelivered(
  db: Database,
  settings: PushSettings,
  { id, tenantId, day, number, kind, form }: WaitingPackage,
  { notVisible, now }: { readonly notVisible: NotVisible | null; readonly now: number },
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const delivered = await transaction
      .updateTable('packages')
      .set((eb) => ({
        delivered_at: new Date(now),
        delivered_to: targetLocation(settings.target),
        // The form it was sent in, also if the settings have changed meanwhile.
        form,
        contents: null,
        error_code: null,
        error_detail: null,
        not_verified: notVisible?.detail ?? null,
        sent_files: eb.ref('recordings'),
        sent_bytes: eb.ref('size_bytes'),
      }))
      .where('id', '=', id)
      .where('delivered_at', 'is', null)
      .returning(['recordings', 'size_bytes'])
      .executeTakeFirst();
    if (delivered === undefined) return;
    await transaction
      .updateTable('package_files')
      .set({ delivered_at: new Date(now) })
      .where('package_id', '=', id)
      .where('delivered_at', 'is', null)
      .where('unreadable', '=', false)
      .execute();
    const { recordings, size_bytes: sizeBytes } = delivered;
    const data = {
      packageId: id,
      day,
      number,
      kind,
      recordings,
      sizeBytes,
      deliveredTo: targetLocation(settings.target),
      verified: notVisible === null,
      ...(notVisible !== null && { notVerifiedReason: NOT_VERIFIED }),
    };
    if (settings.hook !== null) await queueHook(transaction, tenantId, { event: 'package.delivered', data, now });
  });
}

/** Saves the failure of a package, and queues the event for its first failure, in one transaction. */
export function saveFailure(
  db: Database,
  { hook }: Pick<PushSettings, 'hook'>,
  { id, tenantId, day, number, kind }: WaitingPackage,
  { failure, now }: { readonly failure: PackageFailure; readonly now: number },
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('packages')
      .select('error_code')
      .where('id', '=', id)
      .where('delivered_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) return;
    await transaction
      .updateTable('packages')
      .set({ error_code: failure.code, error_detail: failure.detail, failed_at: new Date(now) })
      .where('id', '=', id)
      .execute();
    const isFirst = before.error_code === null;
    const data = { packageId: id, day, number, kind, reason: failure.code };
    if (isFirst && hook !== null) await queueHook(transaction, tenantId, { event: 'package.failed', data, now });
  });
}

/** A finished attempt at a target. Instants are Unix ms. */
interface Attempt {
  /** Null: everything is delivered. */
  readonly failure: PackageFailure | null;
  /** When the settings that it used were changed; null: they could not be read. */
  readonly changedAt: number | null;
  readonly now: number;
}

/** Updates the target after an attempt. A failure with settings that have changed since does not delay the new ones. */
export function saveAttempt(db: Database, tenantId: TenantId, attempt: Attempt): Promise<void> {
  const { failure, now } = attempt;
  return db
    .transaction()
    .execute((transaction) =>
      failure === null
        ? saveSuccess(transaction, tenantId, now)
        : postpone(transaction, tenantId, { ...attempt, failure }),
    );
}

async function saveSuccess(transaction: Transaction<Schema>, tenantId: TenantId, now: number): Promise<void> {
  const before = await transaction
    .selectFrom('push_targets')
    .select(['failure_notified_at', 'failing_since'])
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .executeTakeFirst();
  // A customer may have been notified without a failure, because the delivery took too long.
  if (before === undefined || (before.failing_since === null && before.failure_notified_at === null)) return;
  await transaction
    .updateTable('push_targets')
    .set({ failures: 0, failing_since: null, failure_notified_at: null })
    .where('tenant_id', '=', tenantId)
    .execute();
  if (before.failure_notified_at !== null) await notifyRecovery(transaction, tenantId, now);
}

async function postpone(
  transaction: Transaction<Schema>,
  tenantId: TenantId,
  { failure, changedAt, now }: Attempt & { readonly failure: PackageFailure },
): Promise<void> {
  const before = await transaction
    .selectFrom('push_targets')
    .select('failures')
    .where('tenant_id', '=', tenantId)
    .$if(changedAt !== null, (query) => query.where('changed_at', '=', new Date(changedAt!)))
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) return;
  await transaction
    .updateTable('push_targets')
    .set((eb) => ({
      failures: before.failures + 1,
      failing_since: eb.fn.coalesce('failing_since', eb.val(new Date(now))),
      next_attempt_at: new Date(now + retryDelayMs(failure.code, before.failures)),
    }))
    .where('tenant_id', '=', tenantId)
    .execute();
}

function retryDelayMs(code: string, failuresBefore: number): number {
  const kind = Object.hasOwn(PUSH_ERRORS, code) ? PUSH_ERRORS[code as keyof typeof PUSH_ERRORS] : null;
  if (kind?.retry === 'no') return MANUAL_FIX_DELAY_MS;
  return BACKOFF(failuresBefore);
}
