/** All audio of this stage: one sample is 1/8000 s. Instants on the time line are counted in samples too. */
export const SAMPLE_RATE_HZ = 8000;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** One RTP packet of a leg, and everything that tells to which stream it belongs and where on the time line. */
export interface StreamPacket {
  readonly ssrc: number;
  /** 16 bits, as on the wire. */
  readonly sequenceNumber: number;
  /** 32 bits, as on the wire; one tick is one sample. */
  readonly timestampTicks: number;
  /** When it arrived, in samples after the call's `captureStartedAt`, with a fraction. */
  readonly arrivedAt: number;
  /** PCM s16 mono 8000 Hz; null for a packet of the stream that is not sound (telephone events). */
  readonly pcm: Int16Array | null;
}

/** A packet that is sound; empty where it says "silence from here on" (comfort noise, RFC 3389). */
export interface TimedAudio extends StreamPacket {
  readonly pcm: Int16Array;
}

export function isSound(packet: StreamPacket): packet is TimedAudio {
  return packet.pcm !== null;
}
