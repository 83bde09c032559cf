import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** How often the loop is looked at while it works, as prom-client does. */
const RESOLUTION_MS = 10;
/**
 * A loop that worked for less than this part of the time between two scrapes is idle: to look at it would be most of what it does, a
 * hundred times a second.
 */
const BUSY_FROM = 0.05;
const NS = 1e9;

/** The part of Node that is replaced in tests. */
export interface EventLoop {
  /** The part of the time since the last call in which the loop worked, 0 to 1. */
  readonly utilization: () => number;
  readonly delays: ReturnType<typeof monitorEventLoopDelay>;
}

type Delays = EventLoop['delays'];

/** Of an idle loop too: a delay contains the time between two looks. */
const IDLE_SECONDS = RESOLUTION_MS / 1000;

const MEASURED: Readonly<Record<string, readonly [help: string, (delays: Delays) => number]>> = {
  min: ['The minimum recorded event loop delay.', ({ min }) => min],
  max: ['The maximum recorded event loop delay.', ({ max }) => max],
  mean: ['The mean of the recorded event loop delays.', ({ mean }) => mean],
  stddev: ['The standard deviation of the recorded event loop delays.', ({ stddev }) => stddev],
  p50: ['The 50th percentile of the recorded event loop delays.', (delays) => delays.percentile(50)],
  p90: ['The 90th percentile of the recorded event loop delays.', (delays) => delays.percentile(90)],
  p99: ['The 99th percentile of the recorded event loop delays.', (delays) => delays.percentile(99)],
};

/**
 * prom-client's metrics of the event loop's delay, under their names, without the timer that wakes an idle process every 10 ms: measured from a
 * scrape on before which the loop was busy, until one before which it was idle. Meanwhile it shows what an idle loop has.
 */
export function showEventLoopLag(registry: Registry, loop: EventLoop = nodeEventLoop()): void {
  let isMeasured = false;
  const gauges = Object.entries(MEASURED).map(([key, [help, read]]) => {
    const name = `nodejs_eventloop_lag_${key}_seconds`;
    registry.removeSingleMetric(name);
    // The first one measures for all.
    const gauge = new Gauge({ name, help, registers: [registry], ...(key === 'min' && { collect }) });
    return { gauge, read, idle: key === 'stddev' ? 0 : IDLE_SECONDS };
  });

  function collect(): void {
    const { delays } = loop;
    const hasDelays = isMeasured && delays.count > 0;
    for (const { gauge, read, idle } of gauges) gauge.set(hasDelays ? read(delays) / NS : idle);
    isMeasured = loop.utilization() >= BUSY_FROM;
    if (isMeasured) delays.enable();
    else delays.disable();
    delays.reset();
  }
}

function nodeEventLoop(): EventLoop {
  let last = performance.eventLoopUtilization();
  return {
    utilization: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
    delays: monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
  };
}
