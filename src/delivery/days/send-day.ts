import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import { type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { inForce, serviceHistory } from '../../tenants/index.ts';
import { lockTarget } from '../targets/target-store.ts';
import { dueDays } from './due-days.ts';
import { makePackage, type PackageRequest } from './make-package.ts';

interface SendDayRequest {
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  /** `missing`: what was not delivered. `all`: everything that still exists, again. */
  readonly what: 'missing' | 'all';
  /** Unix ms. */
  readonly now: number;
  /** For how many days beyond the retention an undelivered recording is kept, where its tenant asked for that. */
  readonly keepUndeliveredDays: number;
}

/**
 * Sends a day at once, on request: makes a package of what is missing, or of everything, and makes the waiting packages due. While
 * the push is on, the day need not be due. Throws `not-found` for a future day, `push-not-set-up`, and `push-nothing-to-send`.
 */
export function sendDay(db: Database, request: SendDayRequest): Promise<void> {
  const { tenantId, day, now } = request;
  if (day > warsawDay(now)) throw new AppError('not-found');
  return inTransaction(db, async (transaction) => {
    if ((await lockTarget(transaction, tenantId)) === undefined) throw new AppError('push-not-set-up');
    await requireEntitled(transaction, request);
    if (day === warsawDay(now)) throw new AppError('push-nothing-to-send', 'The day is not over');
    if (await hasRecordings(transaction, request)) await makeRequestedPackage(transaction, request);
    await makeDue(transaction, request);
  });
}

async function makeRequestedPackage(
  transaction: Database,
  { tenantId, day, what, now, keepUndeliveredDays }: SendDayRequest,
): Promise<void> {
  const kind = kindOf(what, await packagesOf(transaction, tenantId, day));
  if (kind !== null) await makePackage(transaction, { tenantId, day, kind, now, keepUndeliveredDays });
}

/** What to make; null: the requested package is already waiting. */
function kindOf(
  what: SendDayRequest['what'],
  packages: readonly { readonly kind: string; readonly delivered_at: Date | null }[],
): PackageRequest['kind'] | null {
  if (packages.length === 0) return 'day';
  if (what === 'missing' || packages.every(({ delivered_at }) => delivered_at === null)) return 'missing';
  const isWaiting = packages.some(({ kind, delivered_at }) => kind === 'resend' && delivered_at === null);
  return isWaiting ? null : 'resend';
}

async function requireEntitled(transaction: Database, { tenantId, day, now }: SendDayRequest): Promise<void> {
  const history = await serviceHistory(transaction, tenantId);
  if (inForce(history, 'push', now) === null && !dueDays(history, now).includes(day)) {
    throw new AppError('push-not-set-up');
  }
}

async function hasRecordings(
  transaction: Database,
  { tenantId, day, now, keepUndeliveredDays: maxDays }: SendDayRequest,
): Promise<boolean> {
  const recording = await transaction
    .selectFrom('recordings')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('warsaw_day', '=', day)
    .where(await deliverableCondition(transaction, tenantId, { at: now, maxDays }))
    .limit(1)
    .executeTakeFirst();
  return recording !== undefined;
}

function packagesOf(transaction: Database, tenantId: TenantId, day: WarsawDay) {
  return transaction
    .selectFrom('packages')
    .select(['kind', 'delivered_at'])
    .where('tenant_id', '=', tenantId)
    .where('day', '=', day)
    .execute();
}

async function makeDue(transaction: Database, { tenantId, day, now }: SendDayRequest): Promise<void> {
  const packages = await packagesOf(transaction, tenantId, day);
  if (packages.every(({ delivered_at }) => delivered_at !== null)) throw new AppError('push-nothing-to-send');
  await transaction
    .updateTable('push_targets')
    .set({ next_attempt_at: new Date(now) })
    .where('tenant_id', '=', tenantId)
    .execute();
}
