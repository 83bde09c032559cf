import type { LegRequest } from '../../capture/index.ts';
import {
  amrFormat,
  isAmr,
  type LibraryCodecs,
  type OfferedCodec,
  type OfferedMedia,
  type SessionDescription,
  recordableCodecs,
} from '../../wire/sdp/index.ts';
import type { DerivedCall } from '../derivation/derive-call.ts';
import { agreeSecurity, type StreamSecurity } from './stream-security.ts';

/** An m-line that is or was recorded. */
export interface RecordedStream {
  /** Its number in the capture. */
  readonly leg: number;
  readonly port: number;
  readonly label: string | null;
  /** When an offer gave it another label, Unix ms; 0: it is that of its beginning. */
  readonly labelledAt: number;
  readonly codecs: readonly OfferedCodec[];
  /** Where the SRC says that it sends from; null: it did not say. */
  readonly address: string | null;
  /** By its m-line; metadata may pause it too. */
  readonly paused: boolean;
  readonly security: StreamSecurity;
  /** Where the SRC takes RTCP. */
  readonly rtcp?: LegRequest['rtcp'];
  /** False once the SRC has removed it; its m-line may be used again (RFC 3264 §8.2). */
  readonly live: boolean;
}

export interface AddStep {
  readonly step: 'add';
  readonly line: OfferedMedia;
  readonly codecs: readonly OfferedCodec[];
  readonly security: StreamSecurity;
}

/** What a description changes for one m-line. */
export type StreamStep =
  | AddStep
  | { readonly step: 'keep'; readonly line: OfferedMedia; readonly stream: RecordedStream }
  | { readonly step: 'remove' | 'refuse'; readonly line: OfferedMedia };

/** What is recorded of an m-line so far. `security` null: no keys have been agreed, nor that there are none. */
type KnownStream = Omit<RecordedStream, 'security'> & { readonly security: StreamSecurity | null };

/**
 * Compares a description of the peer, offer or answer, with the recorded streams, m-line by m-line: an m-line is identified by its position (RFC 3264 §8).
 * `streams` has null for an m-line that was never recorded. `now`: Unix ms, when the offer came.
 */
export function planStreams(
  offer: SessionDescription,
  streams: readonly (KnownStream | null)[],
  now: number,
  libraryCodecs?: LibraryCodecs,
): readonly StreamStep[] {
  return offer.media.map((line, index): StreamStep => {
    const codecs = recordableCodecs(line, libraryCodecs);
    const stream = streams[index] ?? null;
    if (stream?.live) {
      if (codecs.length === 0) return { step: 'remove', line };
      const label = line.label ?? stream.label;
      const labelledAt = stream.label === null || label === stream.label ? stream.labelledAt : now;
      const { rtcp: _, ...before } = stream;
      const kept = { codecs, label, labelledAt, address: mediaAddress(line) ?? stream.address, paused: isPaused(line) };
      const security = agreeSecurity(line, stream.security, now);
      return { step: 'keep', line, stream: { ...before, ...kept, security, ...legRtcp(line) } };
    }
    if (codecs.length === 0) return { step: 'refuse', line };
    return { step: 'add', line, codecs, security: agreeSecurity(line, null, now) };
  });
}

/** Whether a stream of the offer is refused or removed for its codecs; one with the same label that is taken makes up for it. */
export function isAudioRefused(steps: readonly StreamStep[]): boolean {
  const taken = new Set(
    steps.flatMap(({ step, line }) => (step === 'add' || step === 'keep' ? [line.label ?? line] : [])),
  );
  return steps.some(
    ({ step, line }) =>
      (step === 'refuse' || step === 'remove') &&
      line.kind === 'audio' &&
      line.port !== 0 &&
      !taken.has(line.label ?? line),
  );
}

/** Whether an offer has media but none that is supported; it gets 488 (RFC 3261 §14.2) and changes nothing. */
export function isUnusable(steps: readonly StreamStep[]): boolean {
  const taken = steps.some(({ step }) => step === 'add' || step === 'keep');
  return !taken && steps.some(({ line }) => line.port !== 0);
}

/** Whether nothing of the stream is to be recorded for now (RFC 7866 §7.1.1.1), also where media goes on. */
function isPaused(line: OfferedMedia): boolean {
  return line.onHold || line.direction === 'recvonly';
}

/** The streams of `add` steps with the ports opened for them. Legs are numbered from `firstLeg`. */
export function recordedStreams(
  added: readonly AddStep[],
  ports: readonly number[],
  firstLeg: number,
): RecordedStream[] {
  return added.map(({ line, codecs, security }, index) => ({
    leg: firstLeg + index,
    port: ports[index]!,
    label: line.label,
    labelledAt: 0,
    codecs,
    address: mediaAddress(line),
    paused: isPaused(line),
    security,
    ...legRtcp(line),
    live: true,
  }));
}

/** The capture's view of each recorded stream, in the order of the m-lines. */
export function legRequests(
  streams: readonly (Pick<RecordedStream, 'codecs' | 'address' | 'security' | 'rtcp'> & {
    readonly signallingAddress: string;
  })[],
  call: DerivedCall,
): LegRequest[] {
  return streams.map(({ codecs, address, signallingAddress, security, rtcp }, index) => ({
    channel: call.channels[index] ?? 'mixed',
    codecs: codecs.map(legCodec),
    sources: rtpSources(address, signallingAddress),
    ...(rtcp !== undefined && { rtcp }),
    ...legSecurity(security),
  }));
}

export function legCodec({ payloadType, name, clockRateHz, parameters }: OfferedCodec): LegRequest['codecs'][number] {
  const isAligned = isAmr(name) && amrFormat(parameters)?.octetAligned;
  return { payloadType, name, clockRateHz, ...(isAligned && { octetAligned: true }) };
}

/** Where RTCP goes, for the capture. */
export function legRtcp({ rtcpMux, rtcpPort }: OfferedMedia): Pick<LegRequest, 'rtcp'> {
  const rtcp = rtcpMux ? 'mux' : rtcpPort;
  return rtcp === null ? {} : { rtcp };
}

/** Keys for the capture. */
export function legSecurity({ received }: StreamSecurity): Pick<LegRequest, 'security'> {
  return received.length === 0 ? {} : { security: received };
}

/** An address of zero is the old way to say hold (RFC 3264 §8.4), not where media comes from. */
const HOLD_ADDRESSES = new Set(['0.0.0.0', '::']);

export function mediaAddress({ address }: Pick<OfferedMedia, 'address'>): string | null {
  return address === null || HOLD_ADDRESSES.has(address) ? null : address;
}

/**
 * Where RTP of a stream may come from. RFC 3264 §5.1: `c=` is where a party wants to receive; PBXs send from there too. Behind
 * NAT it is a private address, and media mostly comes from the address of the signalling.
 */
export function rtpSources(address: string | null, signallingAddress: string): string[] {
  return address === null || address === signallingAddress ? [signallingAddress] : [address, signallingAddress];
}
