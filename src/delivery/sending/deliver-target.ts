import type { TenantId } from '../../base/ids.ts';
import { PushError } from '../../platform/push-target/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type PushSettings, readTarget, type StoredSettings } from '../targets/target-store.ts';
import { UnsealError } from '../targets/sealed-settings.ts';
import { deliverPackage, type DeliverPackageDeps, type WaitingPackage } from './deliver-package.ts';
import type { DeliveryMetrics } from './delivery-metrics.ts';
import { failureOf, saveAttempt, saveDelivered, saveFailure, type PackageFailure } from './outcome.ts';

export interface DeliverTargetDeps extends DeliverPackageDeps {
  readonly metrics: DeliveryMetrics;
}

/**
 * Delivers all that waits for a tenant's target, oldest first. The first package that the target does not take ends the attempt;
 * one that we cannot read is left for the next. Fails only with the signal's reason, or when the database is away.
 */
export async function deliverTarget(parts: DeliverTargetDeps, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  const { db, clock } = parts;
  const first = await openedSettings(parts, tenantId);
  if (first === null) return;
  let failure: PackageFailure | null = null;
  for (const waiting of await waitingPackages(db, tenantId)) {
    signal.throwIfAborted();
    // With the host key that the package before has pinned; what was set anew meanwhile has an attempt of its own.
    const settings = await openedSettings(parts, tenantId);
    if (settings?.changedAt !== first.changedAt) return;
    const failed = await attempt(parts, settings, waiting, signal);
    failure ??= failed;
    if (failed === null || failed.code === 'source-failed') continue;
    // What the customer can mend is told first.
    failure = failed;
    break;
  }
  await saveAttempt(db, tenantId, { failure, settingsOf: first.changedAt, now: clock.now() });
}

/** Null: there is no target any more, or its secrets do not open, which only a person can mend and so has to be told. */
async function openedSettings(parts: DeliverTargetDeps, tenantId: TenantId): Promise<StoredSettings | null> {
  try {
    return await readTarget(parts, tenantId);
  } catch (err) {
    if (!(err instanceof UnsealError)) throw err;
    const { db, clock, log, metrics } = parts;
    const failure = failureOf(err);
    metrics.failures.inc({ code: failure.code });
    log.error({ err, tenantId }, 'delivery: the secrets of a target do not open');
    const now = clock.now();
    const [first] = await waitingPackages(db, tenantId);
    if (first !== undefined) await saveFailure(db, { hook: null }, first, { failure, now });
    await saveAttempt(db, tenantId, { failure, settingsOf: null, now });
    return null;
  }
}

async function attempt(
  parts: DeliverTargetDeps,
  settings: PushSettings,
  waiting: WaitingPackage,
  signal: AbortSignal,
): Promise<PackageFailure | null> {
  const { db, clock, log, metrics } = parts;
  const about = { tenantId: waiting.tenantId, packageId: waiting.id };
  try {
    await deliverPackage(parts, settings, waiting, signal);
    await saveDelivered(db, settings, waiting, clock.now());
    metrics.delivered.inc();
    log.info(about, 'delivery: a package was delivered');
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const failure = failureOf(error);
    metrics.failures.inc({ code: failure.code });
    if (error instanceof PushError)
      log.warn({ ...about, code: failure.code }, 'delivery: the target did not take a package');
    else log.error({ ...about, err: error }, 'delivery: a package could not be read');
    await saveFailure(db, settings, waiting, { failure, now: clock.now() });
    return failure;
  }
}

async function waitingPackages(db: Database, tenantId: TenantId): Promise<WaitingPackage[]> {
  const rows = await db
    .selectFrom('packages')
    .select(['id', 'day', 'number', 'kind', 'form', 'made_at', 'begun_at'])
    .where('tenant_id', '=', tenantId)
    .where('delivered_at', 'is', null)
    .orderBy('day')
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tenantId,
    day: row.day,
    number: row.number,
    kind: row.kind,
    form: row.form,
    madeAt: row.made_at.getTime(),
    isBegun: row.begun_at !== null,
  }));
}
