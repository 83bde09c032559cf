import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ActiveCapture, Capture, type CaptureOptions, type CaptureRequest } from '../../src/capture/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { readSpooledCall, Spool, type SpooledCall } from '../../src/spool/index.ts';
import { quietLog } from './quiet-log.ts';
import { rtpPorts } from './rtp-ports.ts';
import { sequenceNumbersByLeg } from './rtp-stream.ts';
import { callDescription, TWO_PCMA_LEGS } from './spooled-call.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A capture of its own spool, closed when the test has finished. */
export async function openCapture(options: Partial<CaptureOptions> = {}) {
  const folder = join(temporaryFolder(), 'spool');
  const spool = await Spool.open({ folder, log: quietLog });
  const metrics = createMetrics();
  const capture = await Capture.start({
    bind: '127.0.0.1',
    ports: rtpPorts(),
    receiver: 'auto',
    rtpTimeoutMs: 60_000,
    onHung: () => {},
    spool,
    clock: systemClock,
    log: quietLog,
    metrics,
    ...options,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await capture.close();
    await spool.close();
  };
  onTestFinished(close);
  return { capture, spool, metrics, folder, close };
}

/** Two legs in PCMA. */
export const captureRequest = (description = callDescription()): CaptureRequest => ({
  description,
  legs: TWO_PCMA_LEGS,
  onRtpTimeout: () => {},
});

export async function startedCall(capture: Capture, request = captureRequest()): Promise<ActiveCapture> {
  const result = await capture.start(request);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

/** The sequence numbers in the spool, by leg. */
export const kept = (call: SpooledCall) => Object.fromEntries(sequenceNumbersByLeg(readSpooledCall(call)));
