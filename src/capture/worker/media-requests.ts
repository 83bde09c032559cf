import type { RecordingId } from '../../base/ids.ts';
import type { CallDescription } from '../../recording/index.ts';
import type {
  ClosedSegment,
  EndRecord,
  OpenRecord,
  SpooledLeg,
  SpooledPacket,
  SpoolExtent,
  SyncedFile,
  WriterLocation,
} from '../../spool/index.ts';
import type { ReceiverKind } from '../receiver/rtp-receiver.ts';
import type { PauseChange } from './pause-state.ts';

/** What a media worker is started with. */
export interface MediaWorkerSettings {
  readonly bind: string;
  readonly receiver: 'auto' | ReceiverKind;
  readonly quiet: QuietLimits;
  /** How often what was received is written and synced. */
  readonly syncIntervalMs: number;
  /** Whether it measures, once it runs, what a packet takes of its CPU. */
  readonly measured: boolean;
  /** Whether a leg may take RTP of the first address that sends, as long as the negotiated ones are silent. */
  readonly firstSpeaker: boolean;
  readonly location: WriterLocation;
  /** Of the `DescriptorTable` that the threads of one media worker share, one after another. */
  readonly descriptors: SharedArrayBuffer;
}

/** When a call in which no RTP comes is reported. */
export interface QuietLimits {
  readonly rtpTimeoutMs: number;
  readonly silenceMs: number;
  readonly longestPauseMs: number;
}

/**
 * - `rtp-timeout`: no RTP for the configured time, in which not all legs were paused; once.
 * - `silent`: no RTP for the configured time, paused or not; again each time it has passed.
 * - `pause-limit`: all legs have been paused for the configured time; once.
 */
export type Quiet = 'rtp-timeout' | 'silent' | 'pause-limit';

/** What a media worker does for the main thread. All arguments and results are plain data. */
export interface MediaRequests {
  /** Begins a call with these legs. */
  open(call: OpenRecord, legs: readonly LegPort[]): Promise<BindOutcome>;
  /** Continues a call of a thread that died; resolves with the legs that listen again. */
  resume(call: ResumedCall): Promise<readonly number[]>;
  /** Closes the ports that the thread before had open and no call uses. New calls begin after it. */
  closeLeftPorts(): Promise<void>;
  /** Adds the legs of `ports` to a call, which then has `legs`. */
  addLegs(recordingId: RecordingId, legs: readonly SpooledLeg[], ports: readonly LegPort[]): Promise<BindOutcome>;
  updateLegs(recordingId: RecordingId, legs: readonly SpooledLeg[]): Promise<void>;
  /** Changes where the PBX sends the RTP of a leg from. */
  updateSources(recordingId: RecordingId, leg: number, peer: LegPeer): Promise<void>;
  updateDescription(recordingId: RecordingId, description: CallDescription): Promise<void>;
  /** Pauses or resumes a leg: what arrives while it is paused is dropped. */
  changePause(recordingId: RecordingId, leg: number, change: PauseChange): Promise<void>;
  /** Resolves when the leg's port is closed. */
  removeLeg(recordingId: RecordingId, leg: number): Promise<void>;
  /** What the legs of these calls are like; of calls that are not its own, nothing. From then on they are measured, for some seconds. */
  measure(recordingIds: readonly RecordingId[]): Promise<readonly MeasuredCall[]>;
  /** Begins or ends to report what arrives in a call: somebody listens to it. */
  tap(recordingId: RecordingId, on: boolean): Promise<void>;
  /** Where the chunks of a call are that are on disk, from one on, as this thread has written them. */
  written(recordingId: RecordingId, firstExtent: number): Promise<readonly SpoolExtent[]>;
  /** Writes and syncs what has been recorded so far. False: the disk fails. */
  sync(): Promise<boolean>;
  /** Resolves when all of the call is on disk. */
  end(recordingId: RecordingId, end: EndRecord): Promise<WrittenCall>;
  /** Closes every socket and writes what is in memory. Open calls get no end record; the next start recovers them. */
  close(): Promise<void>;
}

/** A call that went on when its thread died. */
export interface ResumedCall {
  /** What is known of it now. */
  readonly open: OpenRecord;
  /** How often it has been resumed, this time included. */
  readonly times: number;
  /** The legs that listen; with the last pause or resumption, null where there was none. */
  readonly legs: readonly (LegPort & { readonly pause: PauseChange | null })[];
}

export interface LegPort extends LegPeer {
  readonly leg: number;
  readonly port: number;
}

/** What the PBX said of a leg's other end. */
export interface LegPeer {
  /** The addresses that it sends from, as far as they are known. */
  readonly sources: readonly string[];
  /** Missing: it takes RTCP on the port above that of its RTP. */
  readonly rtcp?: RtcpTarget;
}

/** Where the PBX takes RTCP: on its RTP port (`mux`, RFC 5761), or on a port that it names (RFC 3605). */
export type RtcpTarget = 'mux' | number;

export interface WrittenCall {
  /** The call's chunks. */
  readonly extents: readonly SpoolExtent[];
  /** Whether packets of a leg were lost or not kept. */
  readonly packetsLost: boolean;
}

/** A packet as it is written to the spool. */
export type TappedPacket = Pick<SpooledPacket, 'leg' | 'arrivedAtMs' | 'bytes'>;

export interface MeasuredCall {
  readonly recordingId: RecordingId;
  readonly legs: readonly MeasuredLeg[];
}

/** A leg as it is just now. */
export interface MeasuredLeg {
  readonly leg: number;
  /** The loudness since it was measured before; null: nothing came. */
  readonly dbfs: number | null;
  /** Something came whose loudness is not known: encrypted, or of a codec that needs a library. */
  readonly isUnknown: boolean;
  /** Of the last packet with sound; null: none yet. */
  readonly codec: string | null;
  readonly paused: boolean;
  /** Of its stream, since it began: received, missing by sequence numbers. */
  readonly packets: number;
  readonly lost: number;
  /** RFC 3550 §6.4.1, as it is now. */
  readonly jitterMs: number;
}

/** All ports listen, or none does. `exhausted`: the process may open no more sockets. */
export type BindOutcome = 'bound' | 'port-taken' | 'exhausted';

/** The notifications of a media worker. */
export interface MediaEvents {
  /** `fallbackReason`: why it is not the batch receiver. */
  receiverOpened(receiver: ReceiverKind, fallbackReason: string | null): void;
  measured(microsecondsPerPacket: number): void;
  quiet(recordingId: RecordingId, what: Quiet): void;
  /** Packets of the call were lost or not kept; once for each call. */
  packetsLost(recordingId: RecordingId): void;
  /** What has arrived in a call that somebody listens to. */
  tapped(recordingId: RecordingId, packets: readonly TappedPacket[]): void;
  segmentClosed(segment: ClosedSegment): void;
  /** How much of its segments is on disk since the last time; after each regular flush. */
  flushed(files: readonly SyncedFile[]): void;
  diskFailed(reason: string): void;
  diskRecovered(): void;
  report(report: MediaReport): void;
}

/** What has happened since the last report; about one a second. */
export interface MediaReport {
  readonly traffic: Traffic;
  /** Of each sync, ms. */
  readonly syncs: readonly number[];
  /** At this moment. */
  readonly bufferedBytes: number;
  readonly segmentBytes: number;
  /** The share of the time since the last report in which the thread worked, or waited for a core; 0 to 1. */
  readonly utilization: number;
  /** This time, ms: after a call's end it is short. */
  readonly overMs: number;
}

export interface Traffic {
  packets: number;
  bytes: number;
  /** By the kernel, or by the portable receiver's queue. */
  dropped: number;
  oversize: number;
  overRate: number;
  outOfMemory: number;
  /** From an address that is not the leg's. */
  foreign: number;
  /** While the leg was paused. */
  paused: number;
  rtcpReceived: number;
  /** Sources that said goodbye in it. */
  rtcpByes: number;
  rtcpSent: number;
}

export function zeroTraffic(): Traffic {
  return {
    packets: 0,
    bytes: 0,
    dropped: 0,
    oversize: 0,
    overRate: 0,
    outOfMemory: 0,
    foreign: 0,
    paused: 0,
    rtcpReceived: 0,
    rtcpByes: 0,
    rtcpSent: 0,
  };
}
