import { AuditLog } from '../audit/index.ts';
import {
  createDeliveryMetrics,
  createHookMetrics,
  removeEndedTargets,
  sendCallHooks,
  makePackages,
  sendDueHooks,
  Delivery,
  notifyFailures,
  notifyNotSetUp,
  showWaitingPackages,
} from '../delivery/index.ts';
import { createNoticeMetrics, handleCallEvents } from '../call-notices/index.ts';
import { daily, EVERY_MINUTE, type Job } from '../jobs/index.ts';
import { pushGuard, pushNetworks, pushTarget } from './push-addresses.ts';
import { panelUrl, type Shared } from './shared.ts';

/** The job of each minute looks only at recordings stored in this time for those that came after their day's package. */
const LATE_WITHIN_MS = 3 * 60 * 60 * 1000;

/** Delivers packages to the customers' servers. */
export function startPackageDelivery(shared: Shared): Delivery {
  const { clock, log, objects, keys, onReadFailure } = shared;
  const metrics = createDeliveryMetrics(shared.metrics);
  const { db } = shared.database;
  showWaitingPackages({ db, clock, log, metrics: shared.metrics });
  const keepUndeliveredDays = shared.config.pushKeepMaxDays;
  const sources = { db, objects, keys, clock, onReadFailure, keepUndeliveredDays };
  return Delivery.start({ ...sources, target: pushTarget(shared), log, metrics });
}

/** The jobs that make packages, and notify customers and their programs of deliveries. */
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
  const packages = { db, keepUndeliveredDays: config.pushKeepMaxDays };
  const notices = {
    db,
    clock,
    log,
    audit,
    panelWindowDays: config.panelWindowDays,
    panelUrl: () => panelUrl(config),
    metrics: createNoticeMetrics(shared.metrics),
  };
  const pushUrl = `${panelUrl(config)}/account/push`;
  return [
    {
      name: 'packages',
      schedule: EVERY_MINUTE,
      run: (signal) =>
        makePackages({ ...packages, now: clock.now(), storedSince: clock.now() - LATE_WITHIN_MS, signal }),
    },
    // Recordings that came late while no worker ran.
    {
      name: 'late-recordings',
      schedule: daily('05:30'),
      run: (signal) => makePackages({ ...packages, now: clock.now(), signal }),
    },
    {
      name: 'push-notifications',
      schedule: daily('07:00'),
      run: async () => {
        const deps = { db, now: clock.now(), pushUrl };
        return (await notifyFailures(deps)) + (await notifyNotSetUp(deps));
      },
    },
    { name: 'ended-pushes', schedule: daily('05:40'), run: () => removeEndedTargets({ db, audit, now: clock.now() }) },
    {
      name: 'push-hooks',
      schedule: EVERY_MINUTE,
      // Neither waits for a slow program of the other's.
      run: async (signal) => {
        const sent = await Promise.allSettled([
          sendDueHooks({ ...hooks, signal }),
          sendCallHooks({ ...hooks, audit, pageUrl: `${panelUrl(config)}/account/call-notices`, signal }),
        ]);
        for (const one of sent) if (one.status === 'rejected') throw one.reason;
      },
    },
    { name: 'call-events', schedule: EVERY_MINUTE, run: (signal) => handleCallEvents(notices, signal) },
  ];
}
