import { sql } from 'kysely';
import type { AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { lockTenant } from '../../tenants/index.ts';
import { RunFailures } from '../run-failures.ts';
import { type ClockSamples, requireTrustedClock } from '../trusted-clock.ts';

/** The actor in the audit log. */
const ACTOR = 'retention';

interface ClosingDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly failures: RunFailures;
  /** Unix ms. */
  readonly at: number;
}

/** Closes the access of tenants whose day has come, within a minute of it. Throws `clock-not-trusted`, `retention-incomplete`. */
export async function closeDueTenants(
  deps: ClockSamples & { readonly audit: AuditLog; readonly clock: Clock; readonly log: Logger },
): Promise<void> {
  const at = deps.clock.now();
  if ((await dueTenants(deps.db, at)).length === 0) return;
  await requireTrustedClock(at, deps);
  const failures = new RunFailures(deps.log);
  await closeLeftTenants({ ...deps, failures, at });
  const [first] = failures.listed;
  if (first !== undefined) throw new AppError('retention-incomplete', `${first.step}: ${first.reason}`);
}

/**
 * Closes tenants whose day has come: no sign-in, FTP, keys; what is open ends; requests of the RODO desk are closed, so that their
 * packages are deleted; the push stops. The recordings are expired from that instant on by themselves, and nothing is recorded.
 */
export async function closeLeftTenants(deps: ClosingDeps): Promise<void> {
  for (const tenantId of await dueTenants(deps.db, deps.at)) {
    await deps.failures.attempt({ step: 'leave', tenantId }, () =>
      deps.db.transaction().execute((transaction) => close(transaction, tenantId, deps)),
    );
  }
}

async function dueTenants(db: Database, at: number): Promise<TenantId[]> {
  const rows = await db
    .selectFrom('tenants')
    .select('id')
    .where('leaves_at', '<=', new Date(at))
    .where('left_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function close(transaction: Database, tenantId: TenantId, { audit, at }: ClosingDeps): Promise<void> {
  await lockTenant(transaction, tenantId);
  const now = new Date(at);
  const closed = await transaction
    .updateTable('tenants')
    .set({ left_at: now, disabled_at: sql<Date>`coalesce(disabled_at, ${now})` })
    .where('id', '=', tenantId)
    .where('leaves_at', '<=', now)
    .where('left_at', 'is', null)
    .executeTakeFirst();
  // Another worker has closed it, or it stays.
  if (closed.numUpdatedRows === 0n) return;
  await transaction
    .updateTable('rodo_requests')
    .set({
      state: 'closed',
      number: null,
      outcome: 'refused',
      outcome_note: '',
      closed_by: ACTOR,
      closed_at: now,
    })
    .where('tenant_id', '=', tenantId)
    .where('state', '<>', 'closed')
    .execute();
  await transaction.deleteFrom('push_targets').where('tenant_id', '=', tenantId).execute();
  const event = { tenantId, actor: ACTOR, action: 'tenant-left', subject: null, address: null } as const;
  await audit.record(event, transaction);
}
