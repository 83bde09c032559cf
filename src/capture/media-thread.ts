import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { workerModule, WorkerThread } from '../platform/worker-threads/index.ts';
import type { Spool } from '../spool/index.ts';
import type { CaptureMetrics } from './capture-metrics.ts';
import type { MediaEvents, MediaReport, MediaRequests, MediaWorkerSettings } from './worker/media-requests.ts';

interface MediaThreadOptions {
  readonly settings: MediaWorkerSettings;
  readonly spool: Spool;
  readonly metrics: CaptureMetrics;
  readonly log: Logger;
  readonly onRtpTimeout: (recordingId: RecordingId) => void;
  readonly onDied: () => void;
}

/** A media worker as seen from the main thread: its state, and what happens when it reports something. */
export class MediaThread {
  readonly worker: WorkerThread<MediaRequests, MediaEvents>;
  /** Calls it records or is starting to record. */
  calls = 0;
  #diskFailing = false;
  #lastReport: MediaReport | null = null;

  /** Resolves when the worker can record; fails when it cannot, as with a receiver this machine does not have. */
  static async start(options: MediaThreadOptions): Promise<MediaThread> {
    const thread = new MediaThread(options);
    await thread.worker.ready;
    return thread;
  }

  private constructor({ settings, spool, metrics, log, onRtpTimeout, onDied }: MediaThreadOptions) {
    this.worker = new WorkerThread<MediaRequests, MediaEvents>({
      module: workerModule('./worker/media-worker', import.meta.url),
      data: settings,
      name: 'media',
      events: {
        receiverOpened: (receiver, fallbackReason) => {
          if (fallbackReason === null) log.info({ receiver }, 'capture: receiver opened');
          else log.warn({ receiver, fallbackReason }, 'capture: this machine cannot read packets in batches');
        },
        rtpTimeout: onRtpTimeout,
        segmentClosed: (segment) => spool.segmentClosed(segment),
        diskFailed: (reason) => {
          metrics.diskFailed();
          if (!this.#diskFailing) log.error({ reason }, DISK_FAILED);
          this.#diskFailing = true;
        },
        diskRecovered: () => {
          this.#diskFailing = false;
          log.info('capture: the spool can be written again');
        },
        report: (report) => {
          this.#lastReport = report;
          metrics.add(report);
        },
      },
      onDied: (error) => {
        onDied();
        log.fatal({ error }, 'capture: a media worker has died; its calls are recovered at the next start');
      },
    });
  }

  get diskFailing(): boolean {
    return this.#diskFailing;
  }

  get segmentBytes(): number {
    return this.#lastReport?.segmentBytes ?? 0;
  }

  get bufferedBytes(): number {
    return this.#lastReport?.bufferedBytes ?? 0;
  }
}

const DISK_FAILED =
  'capture: the spool cannot be written; packets are kept in memory and new calls refused until it can';
