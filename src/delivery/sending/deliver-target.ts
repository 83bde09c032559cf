import type { TenantId } from '../../base/ids.ts';
import { type NotVisible, PushError } from '../../platform/push-target/index.ts';
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
 * Delivers a tenant's waiting packages, oldest first. The first package that the target refuses ends the attempt; one that we cannot
 * read does not. Fails only with the signal's reason, or when the database is unavailable.
 */
export async function deliverTarget(deps: DeliverTargetDeps, tenantId: TenantId, signal: AbortSignal): Promise<void> {
  const { db, clock } = deps;
  const first = await readSettings(deps, tenantId);
  if (first === null) return;
  let failure: PackageFailure | null = null;
  for (const waiting of await waitingPackages(db, tenantId)) {
    signal.throwIfAborted();
    // Read again: the package before may have pinned the host key. Changed settings get an attempt of their own.
    const settings = await readSettings(deps, tenantId);
    if (settings?.changedAt !== first.changedAt) return;
    const failed = await attempt(deps, settings, waiting, signal);
    failure ??= failed;
    if (failed === null || failed.code === 'source-failed') continue;
    // The failure that the customer can fix is reported rather than ours.
    failure = failed;
    break;
  }
  // A failure delays the next attempt, but another worker may have made it already.
  if (failure !== null) signal.throwIfAborted();
  await saveAttempt(db, tenantId, { failure, changedAt: first.changedAt, now: clock.now() });
}

/** Null: there is no target any more, or its secrets cannot be unsealed. That is saved as a failure: only a person can fix it. */
async function readSettings(deps: DeliverTargetDeps, tenantId: TenantId): Promise<StoredSettings | null> {
  try {
    return await readTarget(deps, tenantId);
  } catch (err) {
    if (!(err instanceof UnsealError)) throw err;
    const { db, clock, log, metrics } = deps;
    const failure = failureOf(err);
    metrics.failures.inc({ code: failure.code });
    log.error({ err, tenantId }, 'delivery: the secrets of a target cannot be unsealed');
    const now = clock.now();
    const [first] = await waitingPackages(db, tenantId);
    if (first !== undefined) await saveFailure(db, { hook: null }, first, { failure, now });
    await saveAttempt(db, tenantId, { failure, changedAt: null, now });
    return null;
  }
}

async function attempt(
  deps: DeliverTargetDeps,
  settings: PushSettings,
  waiting: WaitingPackage,
  signal: AbortSignal,
): Promise<PackageFailure | null> {
  const { db, clock, log, metrics } = deps;
  const about = { tenantId: waiting.tenantId, packageId: waiting.id };
  try {
    const notVisible = await deliverPackage(deps, settings, waiting, signal);
    await saveDelivered(db, settings, waiting, { notVisible, now: clock.now() });
    reportDelivered(deps, about, notVisible);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const failure = failureOf(error);
    metrics.failures.inc({ code: failure.code });
    if (error instanceof PushError)
      log.warn({ ...about, code: failure.code }, 'delivery: sending a package to the target failed');
    else log.error({ ...about, err: error }, 'delivery: a package could not be read');
    await saveFailure(db, settings, waiting, { failure, now: clock.now() });
    return failure;
  }
}

function reportDelivered({ metrics, log }: DeliverTargetDeps, about: object, notVisible: NotVisible | null): void {
  metrics.delivered.inc();
  if (notVisible === null) {
    log.info(about, 'delivery: a package was delivered');
    return;
  }
  metrics.notVerified.inc();
  log.warn(about, 'delivery: a package was delivered, and the target does not let us verify it');
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
