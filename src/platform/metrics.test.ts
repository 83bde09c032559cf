import { expect, test } from 'vitest';
import { Counter, createMetrics, Gauge, Histogram, labelledCounter } from './metrics.ts';

test('a counter with labels begins at 0 for each combination of known values', async () => {
  const registry = createMetrics();
  const named = { registry, name: 'fonoteka_test_total', help: 'x' };
  labelledCounter({ ...named, labels: { kind: ['a', 'b'], outcome: ['ok', 'bad'] } });
  labelledCounter({ ...named, name: 'fonoteka_unknown_total', labels: { code: null } });
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('fonoteka_'));
  expect(lines).toEqual([
    'fonoteka_test_total{kind="a",outcome="ok"} 0',
    'fonoteka_test_total{kind="a",outcome="bad"} 0',
    'fonoteka_test_total{kind="b",outcome="ok"} 0',
    'fonoteka_test_total{kind="b",outcome="bad"} 0',
  ]);
});

/** Counts as the parts of a process do. */
function counted(by: number) {
  const registry = createMetrics();
  const registers = [registry];
  labelledCounter({ registry, name: 'fonoteka_both_total', help: 'x', labels: { kind: ['a'] } }).inc({ kind: 'a' }, by);
  new Gauge({ name: 'fonoteka_open', help: 'x', registers }).set(by);
  const seconds = new Histogram({ name: 'fonoteka_seconds', help: 'x', buckets: [1, 10], registers });
  for (let time = 0; time < by; time++) seconds.observe(time);
  return registry;
}

test('the metrics of another process are added to ours; those of Node have its name', async () => {
  const ours = counted(2);
  const theirs = counted(3);
  new Counter({ name: 'fonoteka_theirs_total', help: 'x', registers: [theirs] }).inc(7);
  ours.addProcess('files', () => theirs.getMetricsAsJSON());
  const lines = (await ours.metrics()).split('\n');
  expect(lines.filter((line) => line.startsWith('fonoteka_')).sort()).toEqual([
    'fonoteka_both_total{kind="a"} 5',
    'fonoteka_open 5',
    'fonoteka_seconds_bucket{le="+Inf"} 5',
    'fonoteka_seconds_bucket{le="1"} 4',
    'fonoteka_seconds_bucket{le="10"} 5',
    'fonoteka_seconds_count 5',
    'fonoteka_seconds_sum 4',
    'fonoteka_theirs_total 7',
  ]);
  const started = lines.filter((line) => line.startsWith('process_start_time_seconds'));
  expect(started).toEqual([
    expect.stringMatching(/^process_start_time_seconds \d+$/),
    expect.stringMatching(/^process_start_time_seconds\{process="files"\} \d+$/),
  ]);
  expect(lines.filter((line) => line === '# TYPE process_start_time_seconds gauge')).toHaveLength(1);
});

test('ours are there while the other process does not run', async () => {
  const ours = counted(2);
  ours.addProcess('files', async () => null);
  expect(await ours.metrics()).toContain('fonoteka_both_total{kind="a"} 2\n');
});

test('what an ended process has counted stays counted, and what does not answer in time too: a smaller sum would be a restart to Prometheus', async () => {
  const ours = counted(2);
  let theirs: ReturnType<typeof counted> | null = counted(3);
  ours.addProcess('files', async () => (await theirs?.getMetricsAsJSON()) ?? null);
  const lines = async () =>
    (await ours.metrics())
      .split('\n')
      .filter((line) => /^fonoteka_(both_total|open|seconds_sum)|process_cpu_seconds_total\{/.test(line));
  const node = expect.stringMatching(/^process_cpu_seconds_total\{process="files"\} /);
  const whileItRuns = ['fonoteka_both_total{kind="a"} 5', 'fonoteka_open 5', 'fonoteka_seconds_sum 4'];
  const ran = expect.arrayContaining([...whileItRuns, node]);
  expect(await lines()).toEqual(ran);
  theirs = null;
  expect(await lines()).toEqual(ran);
  for (let times = 0; times < 2; times++) {
    ours.processEnded('files');
    expect(await lines()).toEqual(['fonoteka_both_total{kind="a"} 5', 'fonoteka_open 2', 'fonoteka_seconds_sum 4']);
  }
  theirs = counted(1);
  const both = ['fonoteka_both_total{kind="a"} 6', 'fonoteka_open 3', 'fonoteka_seconds_sum 4', node];
  expect((await lines()).toSorted()).toEqual(both);
});
