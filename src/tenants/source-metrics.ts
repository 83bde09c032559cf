import type { SourceId } from '../base/ids.ts';
import { Gauge, labelledCounter, type Registry } from '../platform/metrics.ts';
import { NO_RECORDING_REASONS, type NoRecordingReason } from '../recording/index.ts';

/** Sources with series of their own, those seen first; the others share `source="other"`: a label must not grow without limit. */
const MAX_SOURCES = 200;

const RESULTS = ['recorded', ...NO_RECORDING_REASONS] as const;
const KINDS = ['received', 'lost'] as const;

/** What Prometheus gets of each source, by its id. */
export function sourceMetrics(registry: Registry, openSessions: () => ReadonlyMap<SourceId, number>) {
  const registers = [registry];
  const known = new Set<string>();
  const sessions = labelledCounter({
    registry,
    name: 'fonoteka_source_sessions_total',
    help: 'Recording sessions of a source: recorded, or why they were refused.',
    labels: { source: null, result: RESULTS },
  });
  const packets = labelledCounter({
    registry,
    name: 'fonoteka_source_rtp_packets_total',
    help: 'RTP packets of the recordings of a source, by sequence numbers: received, or lost.',
    labels: { source: null, kind: KINDS },
  });
  const label = (id: SourceId): string => {
    const source = known.has(id) || known.size < MAX_SOURCES ? id : 'other';
    if (known.has(source)) return source;
    known.add(source);
    // As `labelledCounter` does for labels that are known before: an increase from nothing is invisible to alarms.
    for (const result of RESULTS) sessions.inc({ source, result }, 0);
    for (const kind of KINDS) packets.inc({ source, kind }, 0);
    return source;
  };
  const seen = new Gauge({
    name: 'fonoteka_source_last_seen_timestamp_seconds',
    help: 'When this recorder last got a session of the source; no sample: not since its start.',
    labelNames: ['source'],
    registers,
  });
  const open: Gauge<'source'> = new Gauge({
    name: 'fonoteka_source_sessions_open',
    help: 'Recording sessions of a source that are open at this recorder.',
    labelNames: ['source'],
    registers,
    collect() {
      open.reset();
      for (const [id, count] of openSessions()) open.inc({ source: label(id) }, count);
    },
  });
  return {
    session: (id: SourceId, result: 'recorded' | NoRecordingReason): void =>
      sessions.inc({ source: label(id), result }),
    packets: (id: SourceId, counts: Readonly<Record<'packets' | 'lost', number>>): void => {
      packets.inc({ source: label(id), kind: 'received' }, counts.packets);
      packets.inc({ source: label(id), kind: 'lost' }, counts.lost);
    },
    seen: (id: SourceId, atMs: number): void => seen.set({ source: label(id) }, Math.floor(atMs / 1000)),
  };
}
