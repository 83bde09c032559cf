import { performance } from 'node:perf_hooks';
import { workerData } from 'node:worker_threads';
import { systemClock } from '../../platform/clock.ts';
import { notifier, serveRequests } from '../../platform/worker-threads/index.ts';
import { SpoolWriter } from '../../spool/in-threads.ts';
import { DescriptorTable } from '../receiver/descriptor-table.ts';
import { openReceiver } from '../receiver/open-receiver.ts';
import type { RtpReceiver } from '../receiver/rtp-receiver.ts';
import { measureReceiving } from './measure-receiving.ts';
import { MediaLoop } from './media-loop.ts';
import { type MediaEvents, type MediaRequests, type MediaWorkerSettings, zeroTraffic } from './media-requests.ts';

/** The entry of a media worker thread: connects the media loop to the main thread. */
async function run(settings: MediaWorkerSettings): Promise<void> {
  const {
    bind,
    measured,
    receiver: kind,
    quiet,
    syncIntervalMs,
    firstSpeaker,
    location,
    descriptors: shared,
  } = settings;
  const notify = notifier<MediaEvents>();
  const descriptors = new DescriptorTable(shared);
  const { receiver, fallbackReason } = await openReceiver({ kind, bind, clock: systemClock, descriptors });
  await checkAddress(receiver);
  const traffic = zeroTraffic();
  let syncs: number[] = [];
  let workUntilReport = performance.eventLoopUtilization();
  let failing = false;
  const synced = new Map<string, number>();
  const spool = new SpoolWriter({
    location,
    clock: systemClock,
    events: {
      segmentClosed: (segment) => {
        // Says itself how long it is; what comes after it may be of a file that is deleted.
        synced.delete(segment.file);
        notify('segmentClosed', segment);
      },
      synced: ({ durationMs, file, length }) => {
        syncs.push(durationMs);
        synced.set(file, length);
        if (failing) notify('diskRecovered');
        failing = false;
      },
      failed: (error) => {
        failing = true;
        notify('diskFailed', error.message);
      },
    },
  });
  const loop = new MediaLoop({
    receiver,
    spool,
    quiet,
    syncIntervalMs,
    firstSpeaker,
    clock: systemClock,
    traffic,
    onQuiet: (recordingId, what) => notify('quiet', recordingId, what),
    onTapped: (recordingId, packets) => notify('tapped', recordingId, packets),
    onPacketsLost: (recordingId) => notify('packetsLost', recordingId),
    onFlushed: () => {
      notify(
        'flushed',
        [...synced].map(([file, length]) => ({ file, length })),
      );
      synced.clear();
    },
    onFlush: () => {
      const { bufferedBytes, segmentBytes } = spool;
      const work = performance.eventLoopUtilization();
      const { utilization, idle, active } = performance.eventLoopUtilization(work, workUntilReport);
      workUntilReport = work;
      notify('report', {
        traffic: { ...traffic },
        syncs,
        bufferedBytes,
        segmentBytes,
        utilization,
        overMs: idle + active,
      });
      Object.assign(traffic, zeroTraffic());
      syncs = [];
    },
  });
  notify('receiverOpened', receiver.kind, fallbackReason);
  serveRequests<MediaRequests>(loop);
  if (!measured) return;
  // Calls come meanwhile. Without a figure there is no limit but the thread's own load.
  const microseconds = await measureReceiving({ receiver, bind, clock: systemClock }).catch(() => null);
  if (microseconds !== null) notify('measured', microseconds);
}

/** Fails at the start, not with the first call, when the address is not one of this machine. */
async function checkAddress(receiver: RtpReceiver): Promise<void> {
  const opened = await receiver.open(0);
  if (opened.ok) opened.value.close();
}

await run(workerData as MediaWorkerSettings);
