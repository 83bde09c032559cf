import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import { measureAtScrape } from '../../platform/measured-gauges.ts';
import { Counter, Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';
import { PUSH_ERRORS } from '../../platform/push-target/index.ts';
import type { Database } from '../../platform/postgres/index.ts';

export type DeliveryMetrics = ReturnType<typeof createDeliveryMetrics>;

export function createDeliveryMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    delivered: new Counter({
      name: 'fonoteka_push_packages_delivered_total',
      help: 'Packages that arrived completely at a customer’s server.',
      registers,
    }),
    notVerified: new Counter({
      name: 'fonoteka_push_packages_not_verified_total',
      help: 'Of the delivered packages, those whose files the customer’s server confirmed and does not let us look at.',
      registers,
    }),
    failures: labelledCounter({
      registry,
      name: 'fonoteka_push_failures_total',
      help: 'Attempts at a package that failed, by the reason; source-failed is ours, all others are the target’s.',
      labels: { code: ['source-failed', ...Object.keys(PUSH_ERRORS)] },
    }),
    underWay: gauge('fonoteka_push_targets_under_way', 'Targets that this worker delivers to now.'),
  };
}

/** How old what a scrape shows may be. */
const MEASURE_EVERY_MS = 5_000;

interface ShownPackages {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
}

/** Of all tenants, so every worker measures the same. */
export function showWaitingPackages({ db, ...deps }: ShownPackages): void {
  measureAtScrape(deps, {
    gauges: {
      waiting: {
        name: 'fonoteka_push_packages_waiting',
        help: 'Packages that are not delivered yet, of all tenants.',
      },
      failing: { name: 'fonoteka_push_targets_failing', help: 'Targets whose last attempt failed.' },
      oldest: {
        name: 'fonoteka_push_oldest_package_timestamp_seconds',
        help: 'When the oldest package that is not delivered was made; 0: there is none.',
      },
    },
    everyMs: MEASURE_EVERY_MS,
    measure: async (gauges) => {
      const { waiting, oldest } = await db
        .selectFrom('packages')
        .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min('made_at').as('oldest')])
        .where('delivered_at', 'is', null)
        .executeTakeFirstOrThrow();
      const { failing } = await db
        .selectFrom('push_targets')
        .select(({ fn }) => fn.countAll<number>().as('failing'))
        .where('failing_since', 'is not', null)
        .executeTakeFirstOrThrow();
      gauges.waiting.set(waiting);
      gauges.failing.set(failing);
      gauges.oldest.set(oldest === null ? 0 : oldest.getTime() / 1000);
    },
  });
}
