import { AppError } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { destroyMarked } from './destroy-recordings.ts';
import { destructionLogSigner } from './destruction-log-store.ts';
import { markOnRequest } from './mark-for-deletion.ts';
import { ObjectDeletion } from './object-deletion.ts';
import { RunFailures } from './run-failures.ts';
import type { RetentionDeps } from './run-retention.ts';
import { requireTrustedClock } from './trusted-clock.ts';

/** Recordings of one tenant to destroy before their time. */
interface DestructionRequest {
  readonly tenantId: TenantId;
  readonly ids: readonly RecordingId[];
}

type OnRequestDeps = Omit<RetentionDeps, 'keepUndeliveredDays' | 'periods'>;

/**
 * Destroys recordings for good at the request of somebody who may do so: in the same steps, log and chains as an expired one.
 * Recordings under a legal hold are left. May be killed anywhere and repeated: each is in the log once. Throws
 * `clock-not-trusted` (a hold may have an end), `destruction-log-key-missing`, `retention-incomplete`.
 */
export async function destroyOnRequest(deps: OnRequestDeps, { tenantId, ids }: DestructionRequest): Promise<void> {
  if (ids.length === 0) return;
  const { db, clock, log } = deps;
  const at = clock.now();
  await requireTrustedClock(at, deps);
  const failures = new RunFailures(log);
  const objects = new ObjectDeletion(deps.objects, failures);
  const signer = await destructionLogSigner(deps);
  const marked = await markOnRequest(db, { tenantId, at }, ids);
  await destroyMarked(tenantId, marked, { ...deps, objects, signer, failures });
  const [first] = failures.listed;
  if (first !== undefined) throw new AppError('retention-incomplete', `${first.step}: ${first.reason}`);
}
