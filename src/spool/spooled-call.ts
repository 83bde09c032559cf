import type { RecordingId } from '../base/ids.ts';
import type { SrtpKeys } from '../wire/srtp/index.ts';
import type { CallDescription, CallFlag, ChannelOverTime, EndReason } from '../recording/index.ts';

/**
 * A call that has ended and waits in the spool for its MP3. Plain data: may be posted to a worker thread,
 * which reads the packets by `readSpooledCall(call)`.
 */
export interface SpooledCall {
  readonly recordingId: RecordingId;
  readonly description: CallDescription;
  readonly legs: readonly SpooledLeg[];
  /** Unix ms when capture began: the zero of the recording's time line. */
  readonly captureStartedAt: number;
  /** Unix ms; for a killed call the arrival of its last packet. */
  readonly endedAt: number;
  readonly endReason: EndReason;
  /** Of the run that wrote the call: opens its chunks; null: they are not encrypted. */
  readonly spoolKey: Uint8Array | null;
  /** Where the call's chunks are on disk; only the spool reads it. */
  readonly extents: readonly SpoolExtent[];
  /** Unix ms: what arrived until then is in another recording; missing: nothing is. */
  readonly storedUntil?: number;
}

/** A leg of a call as the spool knows it: the channel of one RTP stream in the recording. */
export interface SpooledLeg extends ChannelOverTime {
  /** 0, 1, …: the number its packets carry in the spool. */
  readonly leg: number;
  /**
   * RTP payload types as negotiated for this leg, oldest first: those of the first offer, then what later offers changed. A payload
   * type means the last one with a `since` before the packet's arrival. What an offer no longer lists stays.
   */
  readonly codecs: readonly LegCodec[];
  /** In the order of `since`; missing: plain RTP all the time. Opened when the call is encoded. */
  readonly security?: readonly LegSecurity[];
  /** The PBX removed the stream before the call ended. */
  readonly removed?: true;
}

/** How the packets of a leg are encrypted, from an instant on. Holds keys: written to an encrypted spool only. */
export interface LegSecurity {
  /** Unix ms; when the offer with these keys came. 0: from the beginning. */
  readonly since: number;
  /** Null: plain RTP. */
  readonly keys: SrtpKeys | null;
}

export interface LegCodec {
  readonly payloadType: number;
  /** As in RFC 3551 / 4733, upper case: `PCMU`, `OPUS`, `TELEPHONE-EVENT`. */
  readonly name: string;
  readonly clockRateHz: number;
  /** Of AMR (RFC 4867 §4.4); missing: bandwidth-efficient. */
  readonly octetAligned?: true;
  /** Unix ms; missing: since the leg began. */
  readonly since?: number;
}

/** A packet as it was received. `bytes` is valid until the next packet is read. */
export interface SpooledPacket {
  readonly leg: number;
  /** Unix ms of arrival, with a fraction; the kernel's timestamp where there is one. */
  readonly arrivedAtMs: number;
  /** The complete RTP packet, header included. */
  readonly bytes: Uint8Array;
}

export interface SpoolExtent {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const FLAG_BY_END_REASON: Record<EndReason, CallFlag | null> = {
  'hang-up': null,
  'rtp-timeout': 'rtp-timeout',
  'session-expired': 'session-expired',
  'peer-gone': 'peer-gone',
  'pause-limit': 'pause-limit',
  'call-limit': 'call-limit',
  refused: null,
  shutdown: 'cut',
  killed: 'cut',
};

/** The description with the flag of the reason why the recording ended, if that reason has one. */
export function withEndFlag(description: CallDescription, reason: EndReason): CallDescription {
  const flag = FLAG_BY_END_REASON[reason];
  return flag === null ? description : withFlag(description, flag);
}

export function withFlag(description: CallDescription, flag: CallFlag): CallDescription {
  if (description.flags.includes(flag)) return description;
  return { ...description, flags: [...description.flags, flag] };
}
