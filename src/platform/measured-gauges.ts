import { type Clock, inTime } from '../base/clock.ts';
import type { Logger } from './logging.ts';
import { Gauge, type Registry } from './metrics.ts';

interface GaugeNames {
  /** `fonoteka_…`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

interface MeasuredGauges<Key extends string> {
  readonly gauges: Readonly<Record<Key, GaugeNames>>;
  /** Sets the gauges; called at most once in this time. */
  readonly everyMs: number;
  readonly measure: (gauges: Readonly<Record<Key, Gauge>>) => Promise<void>;
}

/** A scrape is answered also while the database is not: then with the last values. */
const MAX_WAIT_MS = 2_000;

/**
 * Gauges of a state that all processes share, as rows of the database: measured when a process is scraped, so that it shows the state
 * whichever process worked last. They have no sample until they have been measured.
 */
export function measureAtScrape<Key extends string>(
  { metrics, clock, log }: { readonly metrics: Registry; readonly clock: Clock; readonly log: Logger },
  { gauges: names, everyMs, measure }: MeasuredGauges<Key>,
): void {
  let measuredAtMs: number | null = null;
  let measuring: Promise<void> | null = null;
  const gauges = {} as Record<Key, Gauge>;
  const start = async (): Promise<void> => {
    try {
      await measure(gauges);
    } catch (err) {
      log.warn(
        { err, gauges: Object.keys(names) },
        'metrics: something could not be measured; the last values are shown',
      );
    }
    // After one that failed too: a database that is away is not asked at each scrape.
    measuredAtMs = clock.monotonicMs();
    measuring = null;
  };
  const collect = async (): Promise<void> => {
    if (measuredAtMs !== null && clock.monotonicMs() - measuredAtMs < everyMs) return;
    measuring ??= start();
    await inTime(clock, MAX_WAIT_MS, measuring);
  };
  for (const [key, { labelNames = [], ...named }] of Object.entries(names) as [Key, GaugeNames][]) {
    gauges[key] = new Gauge({ ...named, labelNames: [...labelNames], registers: [metrics], collect });
    // Until it is measured there is no sample: a 0 would say that all is well.
    if (labelNames.length === 0) gauges[key].remove();
  }
}
