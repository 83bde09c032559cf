import { NO_TRACING } from '../../platform/tracing.ts';
import type { EndReason } from '../../recording/index.ts';
import type { SpooledCall } from '../../spool/index.ts';
import type { sessionMetrics } from '../session-metrics.ts';
import type { SiprecServerOptions } from '../siprec-server-options.ts';
import type { TraceFacts } from '../trace/session-traces.ts';
import type { RecordingSession } from './recording-session.ts';
import type { Refusal } from './refusal.ts';

interface FinishDeps
  extends Pick<
    SiprecServerOptions,
    'clock' | 'log' | 'tracing' | 'traces' | 'statistics' | 'onCallEnded' | 'onCallDiscarded' | 'onCallRefused'
  > {
  readonly metrics: Pick<ReturnType<typeof sessionMetrics>, 'refused' | 'discarded'>;
}

/** The last dialog of a session has ended: its call is passed on, or destroyed where it may not be kept. */
export async function finishSession(deps: FinishDeps, session: RecordingSession, reason: EndReason): Promise<void> {
  const { clock, log, traces, statistics, onCallEnded } = deps;
  const endedAt = clock.now();
  const call = await session.end(reason);
  trace(deps, call, endedAt);
  log.info({ ...logFields(session), end: reason }, 'intake: recording session ended');
  const refused = session.refusalAtEnd;
  traces?.note(session.sipCallId, { ...sessionFacts(session), result: refused?.reason ?? 'recorded', ended: reason });
  if (refused === null) return onCallEnded(call);
  statistics?.refused(session.sourceId, refused.reason);
  await discard(deps, call, refused);
}

/** Destroys what was captured, when its row is on disk: killed in between, the next start finds and destroys it. */
async function discard(
  { log, metrics, onCallDiscarded, onCallRefused }: FinishDeps,
  call: SpooledCall,
  { reason, unrecorded }: Refusal,
): Promise<void> {
  metrics.refused.inc({ reason });
  metrics.discarded.inc();
  if (unrecorded !== null) await onCallRefused(unrecorded);
  await onCallDiscarded?.(call);
  log.info({ recordingId: call.recordingId, reason }, 'intake: a captured call was destroyed');
}

/** `endedAt`: when the session ended, Unix ms; since then its last packets were written. */
function trace(
  { clock, tracing = NO_TRACING }: FinishDeps,
  { recordingId, description, captureStartedAt, endReason, legs }: SpooledCall,
  endedAt: number,
): void {
  tracing.record(recordingId, 'sip session', { from: description.startedAt, to: endedAt }, { end: endReason });
  tracing.record(recordingId, 'capture', { from: captureStartedAt, to: endedAt }, { legs: legs.length });
  tracing.record(recordingId, 'spool', { from: endedAt, to: clock.now() });
}

export function sessionFacts({ description, sourceId }: RecordingSession): TraceFacts {
  const { callId, recordingId, tenantId } = description;
  return { sourceId, callId, recordingId, tenantId };
}

export function logFields(session: RecordingSession): object {
  return { ...sessionFacts(session), flags: session.description.flags };
}
