import type { Transaction } from 'kysely';
import { backoffTable } from '../../base/backoff.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database, Schema } from '../../platform/postgres/index.ts';
import { PUSH_ERRORS, PushError } from '../../platform/push-target/index.ts';
import { queueHook } from '../hooks/webhook.ts';
import { notifyRecovery } from '../notifications/notify-customers.ts';
import { type PushSettings, targetLocation } from '../targets/target-store.ts';
import type { WaitingPackage } from './deliver-package.ts';

const MINUTE_MS = 60_000;
const BACKOFF = backoffTable(5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 40 * MINUTE_MS, 60 * MINUTE_MS);
/** What only a person can mend is tried seldom; when the settings are changed, at once. */
const UNMENDED_DELAY_MS = 60 * MINUTE_MS;

/** Why a package did not get there: for the customer by its code, in detail for the operator. */
export interface PackageFailure {
  /** A `PushErrorCode`, or `source-failed`: ours. */
  readonly code: string;
  /** What the server said; null: nothing, or nothing of the customer's concern. */
  readonly detail: string | null;
}

export function failureOf(error: unknown): PackageFailure {
  if (error instanceof PushError) return { code: error.code, detail: error.detail };
  return { code: 'source-failed', detail: null };
}

/** The package is at its target, whole. */
export function saveDelivered(
  db: Database,
  settings: PushSettings,
  { id, tenantId, day, number, kind, form }: WaitingPackage,
  now: number,
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const delivered = await transaction
      .updateTable('packages')
      .set((eb) => ({
        delivered_at: new Date(now),
        delivered_to: targetLocation(settings.target),
        // What is set meanwhile is for others.
        form,
        contents: null,
        error_code: null,
        error_detail: null,
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
    };
    if (settings.hook !== null) await queueHook(transaction, tenantId, { event: 'package.delivered', data, now });
  });
}

/** The package did not get there. */
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

/** An attempt at a target that is over. Instants are Unix ms. */
export interface Attempt {
  /** What ended it; null: everything is delivered. */
  readonly failure: PackageFailure | null;
  /** When the settings that it went by were set; null: they could not be read. */
  readonly settingsOf: number | null;
  readonly now: number;
}

/** Notes what an attempt says of the target. That settings failed which are set no more does not put off those that are. */
export function saveAttempt(db: Database, tenantId: TenantId, attempt: Attempt): Promise<void> {
  const { failure, now } = attempt;
  return db
    .transaction()
    .execute((transaction) =>
      failure === null
        ? noteSuccess(transaction, tenantId, now)
        : postpone(transaction, tenantId, { ...attempt, failure }),
    );
}

async function noteSuccess(transaction: Transaction<Schema>, tenantId: TenantId, now: number): Promise<void> {
  const before = await transaction
    .selectFrom('push_targets')
    .select(['failure_notified_at', 'failing_since'])
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .executeTakeFirst();
  // A customer is told of what takes too long, too.
  if (before === undefined || (before.failing_since === null && before.failure_notified_at === null)) return;
  await transaction
    .updateTable('push_targets')
    .set({ attempts: 0, failing_since: null, failure_notified_at: null })
    .where('tenant_id', '=', tenantId)
    .execute();
  if (before.failure_notified_at !== null) await notifyRecovery(transaction, tenantId, now);
}

async function postpone(
  transaction: Transaction<Schema>,
  tenantId: TenantId,
  { failure, settingsOf, now }: Attempt & { readonly failure: PackageFailure },
): Promise<void> {
  const before = await transaction
    .selectFrom('push_targets')
    .select('attempts')
    .where('tenant_id', '=', tenantId)
    .$if(settingsOf !== null, (query) => query.where('changed_at', '=', new Date(settingsOf!)))
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) return;
  await transaction
    .updateTable('push_targets')
    .set((eb) => ({
      attempts: before.attempts + 1,
      failing_since: eb.fn.coalesce('failing_since', eb.val(new Date(now))),
      next_attempt_at: new Date(now + delayMs(failure.code, before.attempts)),
    }))
    .where('tenant_id', '=', tenantId)
    .execute();
}

function delayMs(code: string, failuresBefore: number): number {
  const kind = Object.hasOwn(PUSH_ERRORS, code) ? PUSH_ERRORS[code as keyof typeof PUSH_ERRORS] : null;
  if (kind?.retry === 'no') return UNMENDED_DELAY_MS;
  return BACKOFF(failuresBefore);
}
