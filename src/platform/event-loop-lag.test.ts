import { expect, test } from 'vitest';
import { Registry } from 'prom-client';
import { createMetrics } from './metrics.ts';
import { type EventLoop, showEventLoopLag } from './event-loop-lag.ts';

const NAMES = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map((key) => `nodejs_eventloop_lag_${key}_seconds`);

function loop() {
  const state = { utilization: 0, isEnabled: false };
  const delays = {
    count: 3,
    min: 10e6,
    max: 250e6,
    mean: 20e6,
    stddev: 5e6,
    percentile: (part: number) => part * 1e6,
    enable: () => (state.isEnabled = true),
    disable: () => (state.isEnabled = false),
    reset: () => undefined,
  };
  return { state, eventLoop: { utilization: () => state.utilization, delays } as unknown as EventLoop };
}

const shown = async (registry: Registry, key: string): Promise<number> => {
  const [value] = (await registry.getMetricsAsJSON()).find(
    ({ name }) => name === `nodejs_eventloop_lag_${key}_seconds`,
  )!.values;
  return value!.value;
};

test('the delay of an idle event loop is not looked at, that of a busy one is', async () => {
  const registry = new Registry();
  const { state, eventLoop } = loop();
  showEventLoopLag(registry, eventLoop);
  expect([await shown(registry, 'max'), state.isEnabled]).toEqual([0.01, false]);
  state.utilization = 0.2;
  expect([await shown(registry, 'max'), state.isEnabled]).toEqual([0.01, true]);
  state.utilization = 0.01;
  expect([await shown(registry, 'p99'), state.isEnabled]).toEqual([0.099, false]);
  expect([await shown(registry, 'p99'), await shown(registry, 'max')]).toEqual([0.01, 0.01]);
});

test('Node’s own names stay', async () => {
  const all = await createMetrics().metrics();
  for (const name of NAMES) expect(all).toContain(`\n${name} `);
  expect(all).toContain('\nnodejs_eventloop_lag_seconds ');
});
