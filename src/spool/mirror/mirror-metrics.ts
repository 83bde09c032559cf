import { Counter, Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';

interface MirrorState {
  /** Synced bytes that are not mirrored yet. */
  readonly behindBytes: number;
  /** How long the oldest of them have waited. */
  readonly behindMs: number;
  /** Objects that are not needed any more and still to be deleted. */
  readonly toDelete: number;
}

export type MirrorMetrics = ReturnType<typeof mirrorMetrics>;

export function mirrorMetrics(registry: Registry, state: MirrorState) {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    const shown: Gauge = new Gauge({ name, help, registers, collect: () => shown.set(read()) });
  };
  gauge(
    'fonoteka_spool_mirror_behind_bytes',
    'Bytes of the spool that are on this disk only and not in the object store yet.',
    () => state.behindBytes,
  );
  gauge(
    'fonoteka_spool_mirror_behind_seconds',
    'How long the oldest of them have waited: so much is lost if this machine is lost now.',
    () => state.behindMs / 1000,
  );
  gauge(
    'fonoteka_spool_mirror_objects_to_delete',
    'Objects of the mirror that are not needed any more and still to be deleted.',
    () => state.toDelete,
  );
  const failures = labelledCounter({
    registry,
    name: 'fonoteka_spool_mirror_failures_total',
    help: 'Failed requests of the mirror, by kind; each is tried again.',
    labels: { request: ['list', 'put', 'delete'] },
  });
  return {
    failures,
    objects: new Counter({ name: 'fonoteka_spool_mirror_objects_total', help: 'Objects mirrored.', registers }),
    bytes: new Counter({ name: 'fonoteka_spool_mirror_bytes_total', help: 'Bytes mirrored.', registers }),
    deleted: new Counter({ name: 'fonoteka_spool_mirror_deleted_total', help: 'Mirrored objects deleted.', registers }),
  };
}
