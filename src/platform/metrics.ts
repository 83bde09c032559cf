import { AggregatorRegistry, collectDefaultMetrics, Counter, Registry } from 'prom-client';
import { showEventLoopLag } from './event-loop-lag.ts';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a registry has counted, as another process can read it. */
export type CountedMetrics = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

interface CountedProcess {
  readonly read: () => Promise<CountedMetrics | null>;
  /** What was read last of the one that runs. */
  last: CountedMetrics;
  /** The counters of those that have ended: a sum that became smaller would be a restart of this process to Prometheus. */
  ended: CountedMetrics;
}

/** The metrics of this process, and of those that it has started for a part of its work. */
export class ServiceMetrics extends Registry {
  readonly #processes = new Map<string, CountedProcess>();

  /** `read` returns null while the process does not run, and when it does not answer. */
  addProcess(name: string, read: CountedProcess['read']): void {
    this.#processes.set(name, { read, last: [], ended: [] });
  }

  /** What it has counted is kept, as it was read last; what was open there is no longer. */
  processEnded(name: string): void {
    const process = this.#processes.get(name);
    if (process === undefined) return;
    process.ended = [...process.ended, ...process.last.filter(isKept)];
    process.last = [];
  }

  /** What is ours is summed; what Node counts of another process has its name as the label `process`. */
  override async metrics(): Promise<string> {
    if (this.#processes.size === 0) return super.metrics();
    const all = [await this.getMetricsAsJSON()];
    for (const [name, process] of this.#processes) {
      process.last = (await process.read()) ?? process.last;
      const { last, ended } = process;
      const sum = await sumOf([ended]).getMetricsAsJSON();
      if (process.ended === ended) process.ended = sum;
      all.push(sum, named(name, last));
    }
    return sumOf(all).metrics();
  }
}

/** The longest timer there is. prom-client cannot leave out its own look at the event loop; ours is in `event-loop-lag`. */
const NEVER_MS = 2 ** 31 - 1;

/** One registry per process, passed to the modules that count. Nothing uses prom-client's global registry. */
export function createMetrics(): ServiceMetrics {
  const registry = new ServiceMetrics();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  showEventLoopLag(registry);
  return registry;
}

/** The metrics that `collectDefaultMetrics` makes. */
const OF_NODE = /^(process|nodejs)_/;

function named(process: string, metrics: CountedMetrics): CountedMetrics {
  return metrics.map((metric) => {
    if (!OF_NODE.test(metric.name)) return metric;
    return { ...metric, values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process } })) };
  });
}

function sumOf(all: readonly CountedMetrics[]): Registry {
  return AggregatorRegistry.aggregate(all.map(summed));
}

/** prom-client leaves some of Node's metrics out or averages them, which is not needed where a label distinguishes them. */
function summed(metrics: CountedMetrics): CountedMetrics {
  return metrics.map((metric) => ({ ...metric, aggregator: 'sum' as const }));
}

/** Of a process that has ended. Its type is a word, whatever prom-client declares. */
function isKept({ name, type }: CountedMetrics[number]): boolean {
  return String(type) !== 'gauge' && !OF_NODE.test(name);
}

interface LabelledCounter<Label extends string> {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  /** The labels with all their values; null: they are not known before they come. */
  readonly labels: Readonly<Record<Label, readonly string[] | null>>;
}

/**
 * A counter with labels. It begins at 0 for each combination of the known values: the first event of a series that begins at 1 is
 * invisible to Prometheus' `rate()` and `increase()`, and so to the alarms.
 */
export function labelledCounter<Label extends string>({
  registry,
  labels,
  ...named
}: LabelledCounter<Label>): Counter<Label> {
  const labelNames = Object.keys(labels) as Label[];
  const counter = new Counter({ ...named, labelNames, registers: [registry] });
  let combinations: Partial<Record<Label, string>>[] = [{}];
  for (const label of labelNames) {
    const values: readonly string[] = labels[label] ?? [];
    combinations = combinations.flatMap((each) => values.map((value) => ({ ...each, [label]: value })));
  }
  for (const combination of combinations) counter.inc(combination, 0);
  return counter;
}
