import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../platform/clock.ts';
import { SpoolWriter } from '../../spool/index.ts';
import { openReceiver } from '../receiver/open-receiver.ts';
import type { RtpReceiver } from '../receiver/rtp-receiver.ts';
import { type MediaEvents, type MediaWorkerSettings, noTraffic } from './media-commands.ts';
import { MediaLoop } from './media-loop.ts';
import type { Answer, Question, Told } from './media-messages.ts';

/** The entry of a media worker thread: joins the loop to the thread that started it. */
async function run(port: MessagePort, settings: MediaWorkerSettings): Promise<void> {
  const tell = <Name extends keyof MediaEvents>(event: Name, ...values: Parameters<MediaEvents[Name]>): void =>
    port.postMessage({ event, values } satisfies Told);
  const { receiver, fallbackReason } = await openReceiver({ ...settings, kind: settings.receiver, clock: systemClock });
  await proveAddress(receiver);
  const traffic = noTraffic();
  let syncs: number[] = [];
  let failing = false;
  const spool = new SpoolWriter({
    location: settings.location,
    clock: systemClock,
    events: {
      segmentClosed: (segment) => tell('segmentClosed', segment),
      synced: ({ durationMs }) => {
        syncs.push(durationMs);
        if (failing) tell('diskMended');
        failing = false;
      },
      failed: (error) => {
        failing = true;
        tell('diskFailed', error.message);
      },
    },
  });
  const report = (): void => {
    const { bufferedBytes, segmentBytes } = spool;
    tell('report', { traffic: { ...traffic }, syncs, bufferedBytes, segmentBytes });
    Object.assign(traffic, noTraffic());
    syncs = [];
  };
  const events: Pick<MediaEvents, 'silent'> = { silent: (recordingId) => tell('silent', recordingId) };
  const { rtpTimeoutMs } = settings;
  const loop = new MediaLoop({ receiver, spool, rtpTimeoutMs, clock: systemClock, traffic, events, onRound: report });
  port.on('message', (question: Question | null) => {
    if (question === null) port.close();
    else void answer(loop, question).then((value) => port.postMessage(value));
  });
  tell('ready', receiver.kind, fallbackReason);
}

/** A wrong address shows at the start, not with the first call. */
async function proveAddress(receiver: RtpReceiver): Promise<void> {
  const opened = await receiver.open(0);
  if (opened.ok) opened.value.close();
}

async function answer(loop: MediaLoop, { id, method, values }: Question): Promise<Answer> {
  try {
    const command = loop[method] as (...values: readonly unknown[]) => Promise<unknown>;
    return { id, value: await command.call(loop, ...values) };
  } catch (error) {
    return { id, error: error as Error };
  }
}

await run(parentPort!, workerData as MediaWorkerSettings);
