import { type CallId, newId, type RecordingId, type TenantId } from '../../src/base/ids.ts';
import type { CallDescription, EndReason } from '../../src/recording/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import {
  SpoolWriter,
  withEndFlag,
  type SpooledCall,
  type SpooledLeg,
  type SpooledPacket,
} from '../../src/spool/index.ts';

/** Two legs of PCMA with telephone events, caller then callee. */
export const TWO_PCMA_LEGS: readonly SpooledLeg[] = (['caller', 'callee'] as const).map((channel, leg) => ({
  leg,
  channel,
  codecs: [
    { payloadType: 8, name: 'PCMA', clockRateHz: 8000 },
    { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: 8000 },
  ],
}));

/** A call's description; fields that are not given have defaults. */
export function callDescription(known: Partial<CallDescription> = {}): CallDescription {
  const now = known.startedAt ?? Date.parse('2026-03-10T10:00:00Z');
  return {
    callId: newId<CallId>(now),
    recordingId: newId<RecordingId>(now),
    tenantId: newId<TenantId>(now),
    sourceId: null,
    startedAt: now,
    answeredAt: now,
    direction: 'inbound',
    caller: null,
    callee: null,
    dialled: null,
    extensions: [],
    correlationId: null,
    flags: [],
    metadata: [],
    ...known,
  };
}

export interface CallToSpool {
  readonly description?: CallDescription;
  readonly legs?: readonly SpooledLeg[];
  readonly packets: Iterable<SpooledPacket>;
  readonly endedAt?: number;
  readonly endReason?: EndReason;
  /** A chunk ends where so much time has passed. Missing: where it is full. */
  readonly chunkMs?: number;
}

/** Writes a call into a spool segment of `folder` (must exist and be empty), as capture does. */
export async function spoolCall(folder: string, call: CallToSpool): Promise<SpooledCall> {
  const description = call.description ?? callDescription();
  const legs = call.legs ?? TWO_PCMA_LEGS;
  const captureStartedAt = description.startedAt;
  const endReason = call.endReason ?? 'hang-up';
  const ignore = { segmentClosed: () => {}, synced: () => {}, failed: (error: Error) => Promise.reject(error) };
  const location = { folder, prefix: `${description.recordingId}-`, key: null };
  const writer = new SpoolWriter({ location, clock: systemClock, events: ignore });
  const open = writer.open({ captureStartedAt, description, legs });
  let endedAt = call.endedAt ?? captureStartedAt;
  let chunkEnd = captureStartedAt + (call.chunkMs ?? Number.POSITIVE_INFINITY);
  for (const packet of call.packets) {
    for (; packet.arrivedAtMs >= chunkEnd; chunkEnd += call.chunkMs!) open.closeChunk();
    open.append(packet);
    if (call.endedAt === undefined) endedAt = Math.max(endedAt, packet.arrivedAtMs);
  }
  const [extents] = await Promise.all([open.end({ endedAt, endReason }), writer.close()]);
  return {
    recordingId: description.recordingId,
    description: withEndFlag(description, endReason),
    legs,
    captureStartedAt,
    endedAt,
    endReason,
    spoolKey: null,
    extents,
  };
}
