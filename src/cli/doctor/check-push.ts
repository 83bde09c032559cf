import type { KeyStore } from '../../platform/key-store/index.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { pushStatuses, unopenedTargets } from '../../delivery/index.ts';
import { type Finding, well, wrong } from './check.ts';

/** Packages can be sent: the secrets of the customers' targets open, and what fails is not our fault. */
export async function checkPush(db: Database, keys: Pick<KeyStore, 'get'>, now: number): Promise<Finding[]> {
  return [await checkSecrets(db, keys), await checkTargets(db, now)];
}

async function checkSecrets(db: Database, keys: Pick<KeyStore, 'get'>): Promise<Finding> {
  const unopened = await unopenedTargets(db, keys);
  if (unopened === 0) return well('push secrets', 'open');
  return wrong(
    'push secrets',
    `${unopened} do not open`,
    'Restore sealing/push-targets in the folder of FONOTEKA_KEYS; without it each customer has to give the password again.',
  );
}

/** A customer's server that is down is the customer's to mend, who is told by mail. */
async function checkTargets(db: Database, now: number): Promise<Finding> {
  const statuses = await pushStatuses(db, now);
  const failing = statuses.filter(({ failingSince }) => failingSince !== null);
  const byUs = failing.filter(({ failure }) => failure?.code === 'source-failed').length;
  const seen = `${statuses.filter(({ place }) => place !== null).length} set, ${failing.length} fail`;
  if (byUs === 0) return well('push targets', failing.length === 0 ? seen : `${seen} (fonoteka push status)`);
  const remedy = 'See “a package could not be read” in the worker’s log; fonoteka push status says whose.';
  return wrong('push targets', `${seen}, ${byUs} of them by our fault`, remedy);
}
