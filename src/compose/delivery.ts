import { AuditLog } from '../audit/index.ts';
import {
  createDeliveryMetrics,
  createHookMetrics,
  removeEndedTargets,
  makePackages,
  type RunningDelivery,
  sendDueHooks,
  startDelivery,
  notifyFailures,
  notifyNotSetUp,
} from '../delivery/index.ts';
import { daily, EVERY_MINUTE, type Job } from '../jobs/index.ts';
import { panelUrl } from './panel-url.ts';
import { pushGuard, pushNetworks, pushTarget } from './push-target.ts';
import type { Shared } from './shared.ts';

/** Each minute only what was stored lately is looked at for recordings that came after their day's package. */
const LATE_WITHIN_MS = 3 * 60 * 60 * 1000;

/** Brings packages that wait to the customers' servers. */
export function startPackageDelivery(shared: Shared): RunningDelivery {
  const { clock, log, objects, keys } = shared;
  const metrics = createDeliveryMetrics(shared.metrics);
  return startDelivery({ db: shared.database.db, objects, keys, target: pushTarget(shared), clock, log, metrics });
}

/** Makes the packages, and tells customers and their programs what became of them. */
export function deliveryJobs(shared: Shared): Job[] {
  const { config, clock, log, keys } = shared;
  const { db } = shared.database;
  const audit = new AuditLog(db, clock);
  const hooks = {
    db,
    keys,
    clock,
    log,
    metrics: createHookMetrics(shared.metrics),
    guard: pushGuard(config),
    allowedNetworks: pushNetworks(config),
  };
  const pushUrl = `${panelUrl(config)}/account/push`;
  return [
    {
      name: 'packages',
      schedule: EVERY_MINUTE,
      run: (signal) => makePackages({ db, now: clock.now(), storedSince: clock.now() - LATE_WITHIN_MS, signal }),
    },
    // What came late while no worker ran.
    {
      name: 'late-recordings',
      schedule: daily('05:30'),
      run: (signal) => makePackages({ db, now: clock.now(), signal }),
    },
    {
      name: 'push-notifications',
      schedule: daily('07:00'),
      run: async () => {
        const parts = { db, now: clock.now(), pushUrl };
        return (await notifyFailures(parts)) + (await notifyNotSetUp(parts));
      },
    },
    { name: 'ended-pushes', schedule: daily('05:40'), run: () => removeEndedTargets({ db, audit, now: clock.now() }) },
    { name: 'push-hooks', schedule: EVERY_MINUTE, run: (signal) => sendDueHooks({ ...hooks, signal }) },
  ];
}
