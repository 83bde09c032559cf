import { Counter, Gauge, Histogram, type Registry } from '../platform/metrics.ts';

/** From hang-up to "listed": the product promises 2 s for a call of 3 minutes. */
const LATENCY_BUCKETS_SECONDS = [0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600];

export type ArchiveMetrics = ReturnType<typeof archiveMetrics>;

interface MeasuredCalls {
  readonly queue: { readonly size: number };
  readonly setAside: { readonly size: number };
  /** How long the calls of the queue are together. */
  readonly audioMs: () => number;
}

export function archiveMetrics(registry: Registry, { queue, setAside, audioMs }: MeasuredCalls) {
  const registers = [registry];
  const waiting: Gauge = new Gauge({
    name: 'fonoteka_archive_calls_waiting',
    help: 'Calls that have ended and are not archived yet, those being archived included.',
    registers,
    collect: () => waiting.set(queue.size),
  });
  const audio: Gauge = new Gauge({
    name: 'fonoteka_archive_audio_seconds_waiting',
    help: 'How long these calls are together; with the rate of fonoteka_encoding_audio_seconds_total, when they will be archived.',
    registers,
    collect: () => audio.set(audioMs() / 1000),
  });
  const setAsideNow: Gauge = new Gauge({
    name: 'fonoteka_archive_calls_set_aside',
    help: 'Calls that cannot be archived and wait for the operator.',
    registers,
    collect: () => setAsideNow.set(setAside.size),
  });
  return {
    stored: new Counter({ name: 'fonoteka_archive_recordings_total', help: 'Recordings archived.', registers }),
    failures: new Counter({
      name: 'fonoteka_archive_failures_total',
      help: 'Failed attempts to archive a call; each is tried again.',
      registers,
    }),
    spoolReadFailures: new Counter({
      name: 'fonoteka_spool_read_failures_total',
      help: 'Failed attempts to read a call from the spool; each is tried again.',
      registers,
    }),
    setAside: new Counter({
      name: 'fonoteka_archive_set_aside_total',
      help: 'Calls that cannot be archived; they stay in the spool and are tried again on request or at the next start.',
      registers,
    }),
    latency: new Histogram({
      name: 'fonoteka_archive_latency_seconds',
      help: 'From the end of a call to its recording being listed.',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
  };
}
