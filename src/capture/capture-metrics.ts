import { Counter, Gauge, Histogram, labelledCounter, type Registry } from '../platform/metrics.ts';
import type { MediaReport } from './worker/media-requests.ts';

/** Read when the metrics are collected. */
interface CaptureGauges {
  readonly activeCalls: () => number;
  readonly maxCalls: () => number;
  readonly activeLegs: () => number;
  readonly utilization: () => number;
  readonly freePorts: () => number;
  readonly spoolBytes: () => number;
  readonly spoolUnreadable: () => number;
  readonly bufferedBytes: () => number;
}

export type CaptureMetrics = ReturnType<typeof captureMetrics>;

/** Upper bounds, s: a good disk syncs in a few ms; above the last, memory fills faster than it is written. */
const SYNC_BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10];

export function captureMetrics(registry: Registry, gauges: CaptureGauges) {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): unknown =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('fonoteka_capture_active_calls', 'Calls being recorded', gauges.activeCalls);
  gauge(
    'fonoteka_capture_max_calls',
    'Calls that may be recorded at the same time; +Inf: not known yet',
    gauges.maxCalls,
  );
  gauge(
    'fonoteka_capture_utilization',
    'Share of its time in which the busiest media worker worked, or waited for a core',
    gauges.utilization,
  );
  gauge('fonoteka_capture_active_legs', 'Legs being recorded', gauges.activeLegs);
  gauge('fonoteka_capture_free_ports', 'RTP ports that may be taken now', gauges.freePorts);
  gauge('fonoteka_spool_bytes', 'Disk space of the spool', gauges.spoolBytes);
  gauge(
    'fonoteka_spool_unreadable',
    'Segments of earlier runs that cannot be read, and calls that wait for them',
    gauges.spoolUnreadable,
  );
  gauge('fonoteka_spool_buffered_bytes', 'Packets in memory, not yet on disk', gauges.bufferedBytes);
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const packets = counter('fonoteka_capture_packets_total', 'Datagrams received on RTP ports');
  const bytes = counter('fonoteka_capture_bytes_total', 'Bytes received on RTP ports');
  const drops = counter('fonoteka_capture_drops_total', 'Datagrams for which a socket had no room');
  const failures = counter('fonoteka_spool_write_failures_total', 'Failed attempts to write the spool');
  const discarded = labelledCounter({
    registry,
    name: 'fonoteka_capture_discarded_total',
    help: 'Datagrams received and not kept',
    labels: { reason: ['oversize', 'over-rate', 'out-of-memory', 'foreign-source', 'paused'] },
  });
  const rtcp = labelledCounter({
    registry,
    name: 'fonoteka_capture_rtcp_total',
    help: 'RTCP: datagrams received, goodbyes of senders in them, reports sent',
    labels: { kind: ['received', 'bye', 'sent'] },
  });
  const syncs = new Histogram({
    name: 'fonoteka_spool_sync_seconds',
    help: 'Time of one write and sync of the spool',
    buckets: SYNC_BUCKETS,
    registers,
  });
  return {
    add: ({ traffic, syncs: syncsMs }: MediaReport): void => {
      packets.inc(traffic.packets);
      bytes.inc(traffic.bytes);
      drops.inc(traffic.dropped);
      discarded.inc({ reason: 'oversize' }, traffic.oversize);
      discarded.inc({ reason: 'over-rate' }, traffic.overRate);
      discarded.inc({ reason: 'out-of-memory' }, traffic.outOfMemory);
      discarded.inc({ reason: 'foreign-source' }, traffic.foreign);
      discarded.inc({ reason: 'paused' }, traffic.paused);
      rtcp.inc({ kind: 'received' }, traffic.rtcpReceived);
      rtcp.inc({ kind: 'bye' }, traffic.rtcpByes);
      rtcp.inc({ kind: 'sent' }, traffic.rtcpSent);
      for (const durationMs of syncsMs) syncs.observe(durationMs / 1000);
    },
    diskFailed: (): void => failures.inc(),
  };
}
