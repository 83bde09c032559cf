import { join } from 'node:path';
import {
  type ArchiveQueue,
  type ArchiveQueueOptions,
  giveUpLease,
  hasLease,
  OwnLease,
  RecorderTakeovers,
} from '../archive/index.ts';
import { inTime } from '../base/clock.ts';
import type { RecordingId } from '../base/ids.ts';
import { deleteMirror, type Spool, SpoolMirror } from '../spool/index.ts';
import type { Shared } from './shared.ts';

/** A store or database that does not answer is not waited for: what is left is done by the next start, or another recorder. */
const STOP_TIMEOUT_MS = 10_000;

/** Null: the spool is not mirrored. */
export function spoolMirror({ config, objects, clock, log, metrics }: Shared): SpoolMirror | null {
  return config.spoolMirror ? new SpoolMirror({ objects, clock, log, metrics }) : null;
}

interface MirroredRecorder {
  readonly spool: Spool;
  /** Null: the spool is not mirrored. */
  readonly mirror: SpoolMirror | null;
  readonly onMeasured: NonNullable<ArchiveQueueOptions['onMeasured']>;
}

/** Keeps the recorder's lease and its mirror, and takes over recorders that are gone; without a mirror, removes what an earlier run left. */
export function startMirroredRecorder(shared: Shared, { spool, mirror, onMeasured }: MirroredRecorder) {
  const { config, objects, keys, clock, log, metrics } = shared;
  const { db } = shared.database;
  const { recorderId } = spool;
  if (mirror === null) {
    void endMirror(shared, spool).catch((err: unknown) =>
      log.warn({ err }, 'recorder: the mirror of an earlier run could not be deleted; the next start tries again'),
    );
    return { takeovers: null, stop: async () => {} };
  }
  const seconds = config.recorderLeaseMinutes * 60;
  const onLease = ({ fence }: { readonly fence: number }): void => mirror.useLease(recorderId, fence);
  const ownLease = new OwnLease({ db, clock, log, recorderId, seconds, onLease });
  const takeovers = new RecorderTakeovers({
    db,
    objects,
    keys,
    clock,
    log,
    metrics,
    encoding: shared.encoding(),
    tracing: shared.tracing,
    folder: join(config.data, 'taken-over'),
    recorderId,
    seconds,
    ownLease,
    onMeasured,
  });
  return {
    takeovers,
    stop: async () => {
      const stopped = Promise.all([takeovers.stop(), ownLease.stop(), mirror.stop()]);
      await inTime(clock, STOP_TIMEOUT_MS, stopped);
    },
  };
}

/** Its own stuck calls and those of lost recorders that it takes over. */
export function allStuck(archive: ArchiveQueue, takeovers: RecorderTakeovers | null) {
  return {
    get stuck() {
      return [...archive.stuck, ...(takeovers?.stuck ?? [])];
    },
    retry: (recordingId: RecordingId): void => {
      archive.retry(recordingId);
      takeovers?.retry(recordingId);
    },
  };
}

async function endMirror({ objects, database: { db } }: Shared, { recorderId }: Spool): Promise<void> {
  if (!(await hasLease(db, recorderId))) return;
  await deleteMirror({ objects, recorderId, fence: Number.POSITIVE_INFINITY, check: () => {} });
  await giveUpLease(db, recorderId);
}
