/** Of all audio here: one sample is 1/8000 s. Times on the time line are in samples too. */
export const SAMPLE_RATE_HZ = 8000;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** One decoded RTP packet of a leg, with what determines its stream and its position on the time line. */
export interface StreamPacket {
  readonly ssrc: number;
  /** 16 bits, as on the wire. */
  readonly sequenceNumber: number;
  /** 32 bits, as on the wire; one tick is one sample. */
  readonly timestampTicks: number;
  /** Arrival, in samples after the call's `captureStartedAt`, with a fraction. */
  readonly arrivedAt: number;
  /** The first after a pause: what its sender numbered meanwhile is not lost. */
  readonly resumed?: boolean;
  /** PCM s16 mono 8000 Hz; null for a packet of the stream that is not sound (telephone events). */
  readonly pcm: Int16Array | null;
}

/** A packet with sound; empty for comfort noise (RFC 3389): silence from here on. */
export interface TimedAudio extends StreamPacket {
  readonly pcm: Int16Array;
}

export function isSound(packet: StreamPacket): packet is TimedAudio {
  return packet.pcm !== null;
}
