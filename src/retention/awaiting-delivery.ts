import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { TenantId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { inForce, type ServiceHistory } from '../tenants/index.ts';
import { isAlive, isExpired, isHeld } from './recording-conditions.ts';

/** That a tenant's expired recordings are kept until they are delivered, for so long at most. */
export interface DeliveryWait {
  /** Days beyond the retention: what the operator may let a recording wait. */
  readonly maxDays: number;
  /** When calls began whose recordings the push delivers: nothing else is waited for. */
  readonly pushed: readonly { readonly from: number; readonly end: number | null }[];
}

const is = expressionBuilder<Schema, 'recordings'>();

/** What a tenant's recordings wait for at an instant (Unix ms); null: they do not. Asks nothing where it cannot be so. */
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

/** A day with the push in force at some instant is delivered whole. */
function pushedSpans(history: ServiceHistory): DeliveryWait['pushed'] {
  return history
    .filter(({ service, startsAt, endsAt }) => service === 'push' && (endsAt === null || endsAt > startsAt))
    .map(({ startsAt, endsAt }) => ({
      from: startOfWarsawDay(warsawDay(startsAt)),
      end: endsAt === null ? null : startOfWarsawDay(addDays(warsawDay(endsAt - 1), 1)),
    }));
}

/** What is to be destroyed at an instant: it is expired, no hold keeps it, and it waits for no delivery. */
export function isDue(days: number, at: number, wait: DeliveryWait | null): Expression<SqlBool> {
  const due = [isAlive(), isExpired(days, at), is.not(isHeld(at))];
  return is.and(wait === null ? due : [...due, is.not(isAwaitingDelivery(days, at, wait))]);
}

/** Its time is over by a retention of so many days at an instant, but it is in no delivered package and may wait for one. */
export function isAwaitingDelivery(days: number, at: number, wait: DeliveryWait | null): Expression<SqlBool> {
  if (wait === null) return sql<boolean>`false`;
  const maxDays = days + wait.maxDays;
  return is.and([
    isAlive(),
    isExpired(days, at),
    is.not(isExpired(maxDays, at)),
    is.or(wait.pushed.map(startedIn)),
    is.not(isDelivered()),
  ]);
}

function startedIn({ from, end }: DeliveryWait['pushed'][number]): Expression<SqlBool> {
  const since = is('recordings.started_at', '>=', new Date(from));
  return end === null ? since : is.and([since, is('recordings.started_at', '<', new Date(end))]);
}

/** Whole packages only: until its package is done, a file at the target may have to be sent again. */
function isDelivered(): Expression<SqlBool> {
  return sql<boolean>`EXISTS (
    SELECT FROM package_files JOIN packages ON packages.id = package_files.package_id
    WHERE package_files.recording_id = recordings.id
      AND package_files.delivered_at IS NOT NULL AND packages.delivered_at IS NOT NULL)`;
}
