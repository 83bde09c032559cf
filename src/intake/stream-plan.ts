import { type OfferedCodec, type OfferedMedia, type SessionDescription, takenCodecs } from '../wire/sdp/index.ts';

/** An m-line of the session that is or was recorded. */
export interface RecordedStream {
  /** Its number in the capture. */
  readonly leg: number;
  readonly port: number;
  readonly label: string | null;
  readonly codecs: readonly OfferedCodec[];
  /** False once the SRC has removed it; its m-line may be used anew (RFC 3264 §8.2). */
  readonly live: boolean;
}

export interface AddStep {
  readonly step: 'add';
  readonly line: OfferedMedia;
  readonly codecs: readonly OfferedCodec[];
}

/** What an offer asks for one m-line. */
export type StreamStep =
  | AddStep
  | { readonly step: 'keep'; readonly line: OfferedMedia; readonly stream: RecordedStream }
  | { readonly step: 'remove'; readonly line: OfferedMedia; readonly stream: RecordedStream }
  | { readonly step: 'refuse'; readonly line: OfferedMedia };

/**
 * Compares an offer with what is recorded, m-line by m-line: their order is their identity (RFC 3264 §8). `streams` is
 * null where an m-line never was recorded.
 */
export function planStreams(
  offer: SessionDescription,
  streams: readonly (RecordedStream | null)[],
): readonly StreamStep[] {
  return offer.media.map((line, index): StreamStep => {
    const codecs = takenCodecs(line);
    const stream = streams[index] ?? null;
    if (stream?.live) {
      if (codecs.length === 0) return { step: 'remove', line, stream };
      return { step: 'keep', line, stream: { ...stream, codecs, label: line.label } };
    }
    return codecs.length === 0 ? { step: 'refuse', line } : { step: 'add', line, codecs };
  });
}

/** Whether an offer wants media but none of it can be taken; answered 488 (RFC 3261 §14.2), nothing changes. */
export function isUnusable(steps: readonly StreamStep[]): boolean {
  const taken = steps.some(({ step }) => step === 'add' || step === 'keep');
  return !taken && steps.some(({ line }) => line.port !== 0);
}

/** The SRC sends nothing for now: the RTP timeout must not run (RFC 7866 §7.1.1.1). */
export function isPaused(line: OfferedMedia): boolean {
  return line.onHold || line.direction === 'recvonly';
}

/** The streams that `add` steps have become, now that they have ports; legs are numbered on from `firstLeg`. */
export function recordedStreams(
  added: readonly AddStep[],
  ports: readonly number[],
  firstLeg: number,
): RecordedStream[] {
  return added.map(({ line, codecs }, index) => ({
    leg: firstLeg + index,
    port: ports[index]!,
    label: line.label,
    codecs,
    live: true,
  }));
}
