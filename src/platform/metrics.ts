import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** One registry per process, passed to the modules that count. Nothing uses prom-client's global registry. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
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
