import type { Channel } from '../recording/index.ts';

/** An MP3 made of a spooled call, in a temporary file that the archive takes over and removes. */
export interface EncodedRecording {
  readonly file: string;
  readonly sizeBytes: number;
  /** SHA-256 of the whole file, 32 bytes. */
  readonly sha256: Buffer;
  readonly durationMs: number;
  readonly waveform: Waveform;
  readonly legs: readonly LegStatistics[];
}

/** What the player draws before it has the audio: the loudest sample of each slice, per channel. */
export interface Waveform {
  /** Length of the slice each peak stands for, ms. */
  readonly sliceMs: number;
  /** 0…255 for each slice; caller left, callee right; a mixed recording has one and the same twice. */
  readonly caller: readonly number[];
  readonly callee: readonly number[];
}

export interface LegStatistics {
  readonly leg: number;
  readonly channel: Channel;
  readonly packets: number;
  /** By sequence numbers, after reordering. */
  readonly lost: number;
  readonly duplicates: number;
  readonly reordered: number;
  /** Packets that are no RTP, of a foreign SSRC burst, or of a payload type that was not negotiated. */
  readonly ignored: number;
}
