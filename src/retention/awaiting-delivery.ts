import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { inForce, type RetentionHistory, serviceHistory, type ServiceHistory } from '../tenants/index.ts';
import { expiredStarts, retentionTerms } from './expiry.ts';
import { isExpiredIn, isGone, isKept, isNotMarked, startedSoThat } from './recording-conditions.ts';

/** How long a tenant's expired recordings are kept for their delivery. */
export interface DeliveryWait {
  /** The most days beyond the retention, by the operator's setting. */
  readonly maxDays: number;
  /** Spans of call starts whose recordings the push delivers; others do not wait. Unix ms. */
  readonly pushed: readonly { readonly from: number; readonly end: number | null }[];
}

const is = expressionBuilder<Schema, 'recordings'>();

/** The wait of a tenant's recordings at an instant (Unix ms); null: they do not wait. */
export async function deliveryWait(
  db: Database,
  tenantId: TenantId,
  { history, at, maxDays }: { readonly history: ServiceHistory; readonly at: number; readonly maxDays: number },
): Promise<DeliveryWait | null> {
  if (maxDays === 0 || inForce(history, 'push', at) === null) return null;
  const target = await db
    .selectFrom('push_targets')
    .select('keep_undelivered')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  if (target?.keep_undelivered !== true) return null;
  return { maxDays, pushed: pushedSpans(history) };
}

/** The push delivers every call of a day if it was in force at any instant of that day. */
function pushedSpans(history: ServiceHistory): DeliveryWait['pushed'] {
  return history
    .filter(({ service, startsAt, endsAt }) => service === 'push' && (endsAt === null || endsAt > startsAt))
    .map(({ startsAt, endsAt }) => ({
      from: startOfWarsawDay(warsawDay(startsAt)),
      end: endsAt === null ? null : startOfWarsawDay(addDays(warsawDay(endsAt - 1), 1)),
    }));
}

/** Due for destruction at an instant: expired, not held, and not waiting for its delivery. */
export function isDue(history: RetentionHistory, at: number, wait: DeliveryWait | null): Expression<SqlBool> {
  const due = [isNotMarked(), isGone(history, at)];
  return is.and(wait === null ? due : [...due, is.not(isAwaitingDelivery(history, at, wait))]);
}

/** Expired at an instant, but in no delivered package and allowed to wait for one. */
export function isAwaitingDelivery(
  history: RetentionHistory,
  at: number,
  wait: DeliveryWait | null,
): Expression<SqlBool> {
  if (wait === null) return sql<boolean>`false`;
  const terms = retentionTerms(history, at, wait.maxDays);
  const isOver = terms.map((term) =>
    is.and([isExpiredIn(term), startedSoThat(expiredStarts(term.days + wait.maxDays, at))]),
  );
  return is.and([
    isNotMarked(),
    is.or(terms.map(isExpiredIn)),
    is.not(is.or(isOver)),
    is.or(wait.pushed.map(startedIn)),
    is.not(isDelivered()),
  ]);
}

/** What the delivery may still send of a tenant at an instant: what is kept, and what waits for its delivery. */
export async function deliverableCondition(
  db: Database,
  tenantId: TenantId,
  { at, maxDays }: { readonly at: number; readonly maxDays: number },
): Promise<Expression<SqlBool>> {
  const history = await serviceHistory(db, tenantId);
  const wait = await deliveryWait(db, tenantId, { history, at, maxDays });
  return is.or([isKept(history, at), isAwaitingDelivery(history, at, wait)]);
}

function startedIn({ from, end }: DeliveryWait['pushed'][number]): Expression<SqlBool> {
  const since = is('recordings.started_at', '>=', new Date(from));
  return end === null ? since : is.and([since, is('recordings.started_at', '<', new Date(end))]);
}

/** Only once its package is complete: until then a file may have to be sent again. */
function isDelivered(): Expression<SqlBool> {
  return sql<boolean>`EXISTS (
    SELECT FROM package_files JOIN packages ON packages.id = package_files.package_id
    WHERE package_files.recording_id = recordings.id
      AND package_files.delivered_at IS NOT NULL AND packages.delivered_at IS NOT NULL)`;
}
