import type { RecordingId } from '../base/ids.ts';
import type { CallDescription, Channel, EndReason } from '../recording/index.ts';

/** A leg of a call as the spool knows it: one RTP stream's place in the recording. */
export interface SpooledLeg {
  /** 0, 1, …: the number its packets carry in the spool. */
  readonly leg: number;
  readonly channel: Channel;
  /** RTP payload types of the session's offer/answer, as negotiated for this leg. */
  readonly codecs: readonly LegCodec[];
}

export interface LegCodec {
  readonly payloadType: number;
  /** As in RFC 3551 / 4733, upper case: `PCMU`, `PCMA`, `TELEPHONE-EVENT`. */
  readonly name: string;
  readonly clockRateHz: number;
}

/**
 * A call that is over and waits in the spool for its MP3. Plain data: may be posted to a worker thread,
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
  /** Where the call's chunks lie; only the spool reads it. */
  readonly extents: readonly SpoolExtent[];
}

export interface SpoolExtent {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** A packet as it came from the wire. `bytes` is valid until the next packet is read. */
export interface SpooledPacket {
  readonly leg: number;
  /** Unix ms of arrival, with a fraction; by the kernel's clock where it tells. */
  readonly arrivedAtMs: number;
  /** The whole RTP packet, header included. */
  readonly bytes: Uint8Array;
}
