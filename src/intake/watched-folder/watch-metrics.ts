import { Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';

/** `unsettled`: it was being written to. `gone`: somebody has taken it away. `forbidden`: it may not be read. `delayed`: an outage. Both are tried again. */
const OUTCOMES = ['stored', 'repeated', 'failed', 'unsettled', 'gone', 'forbidden', 'delayed'] as const;
type WatchOutcome = (typeof OUTCOMES)[number];

/** Of the folder of one source. */
interface FolderState {
  readonly waiting: number;
  /** Seconds since the file that waits longest was put there; 0: none waits. */
  readonly oldestSeconds: number;
  /** Folders and files that could not be looked at. */
  readonly unreadable: number;
}

export interface WatchMetrics {
  readonly taken: (outcome: WatchOutcome) => void;
  /** `folder`: its name. */
  readonly state: (folder: string, state: FolderState) => void;
  /** The folder could not be looked at: what waits there is not known. */
  readonly unknown: (folder: string) => void;
  readonly failed: (folder: string, files: number) => void;
  /** In the watched folder itself. */
  readonly ofNoSource: (entries: number) => void;
  /** The folder is no longer there, or its source is not. */
  readonly forget: (folder: string) => void;
}

export function createWatchMetrics(registry: Registry): WatchMetrics {
  const files = labelledCounter({
    registry,
    name: 'fonoteka_watch_files_total',
    help: 'Files of the watched folder that were worked on, by outcome.',
    labels: { outcome: OUTCOMES },
  });
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['folder'], registers: [registry] });
  const gauges = {
    waiting: gauge('fonoteka_watch_waiting_files', 'Files that wait in the watched folder, by sub-folder.'),
    oldest: gauge(
      'fonoteka_watch_oldest_seconds',
      'How long ago the file that waits longest in the watched folder was put there or written to, by sub-folder.',
    ),
    unreadable: gauge(
      'fonoteka_watch_unreadable',
      'Folders and files of the watched folder that could not be looked at, by sub-folder.',
    ),
    failed: gauge(
      'fonoteka_watch_failed_files',
      'Files in the folder of failed files, by sub-folder; counted each hour.',
    ),
  };
  const ofNoSource = new Gauge({
    name: 'fonoteka_watch_entries_of_no_source',
    help: 'Sub-folders and files of the watched folder that belong to no source, and are left alone.',
    registers: [registry],
  });
  return {
    taken: (outcome) => files.inc({ outcome }),
    state: (folder, { waiting, oldestSeconds, unreadable }) => {
      gauges.waiting.set({ folder }, waiting);
      gauges.oldest.set({ folder }, oldestSeconds);
      gauges.unreadable.set({ folder }, unreadable);
    },
    unknown: (folder) => gauges.unreadable.set({ folder }, 1),
    ofNoSource: (entries) => ofNoSource.set(entries),
    failed: (folder, count) => gauges.failed.set({ folder }, count),
    forget: (folder) => {
      for (const each of Object.values(gauges)) each.remove({ folder });
    },
  };
}
