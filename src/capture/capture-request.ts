import type { CallDescription, Channel } from '../recording/index.ts';
import type { LegCodec, LegSecurity, SpooledLeg } from '../spool/index.ts';
import type { LegPeer, LegPort, RtcpTarget } from './worker/media-requests.ts';

export interface CaptureRequest {
  readonly description: CallDescription;
  readonly legs: readonly LegRequest[];
  /** Called once if no RTP came on any leg for the configured time while not paused. */
  readonly onRtpTimeout: () => void;
  /** Called each time no RTP came on any leg for the configured time, paused or not: the PBX may be gone. */
  readonly onSilence?: () => void;
  /** Called once if all legs have been paused for the configured time. */
  readonly onPauseLimit?: () => void;
}

export interface LegRequest {
  readonly channel: Channel;
  /** Since when it is that channel, Unix ms; missing, or 0: since the leg began. */
  readonly channelSince?: number;
  readonly codecs: readonly LegCodec[];
  /** The IP addresses that the PBX sends from: of its offer, of its signalling. Missing: not known. */
  readonly sources?: readonly string[];
  /** Where the PBX takes RTCP. Missing: on the port above that of its RTP. */
  readonly rtcp?: RtcpTarget;
  /** As in `SpooledLeg`. */
  readonly security?: readonly LegSecurity[];
}

/**
 * `too-many-calls`: as many are recorded as this machine, or the setting, allows; `overloaded`: the media workers have no time for more; `no-ports`:
 * the range is used up; `disk-nearly-full`, `disk-failing`: disk and memory are kept for the calls that already run; `restarting`: the media worker
 * died and is being started again, or hangs; `closed`: the recorder is shutting down. The caller answers 503 to each of them.
 */
export type CaptureRefusal =
  | 'too-many-calls'
  | 'overloaded'
  | 'no-ports'
  | 'disk-nearly-full'
  | 'disk-failing'
  | 'restarting'
  | 'closed';

export function numberedLegs(requests: readonly LegRequest[], first = 0): SpooledLeg[] {
  return requests.map((request, index) => spooledLeg(first + index, request));
}

export function spooledLeg(leg: number, { channel, codecs, security }: LegRequest): SpooledLeg {
  return { leg, channel, codecs, ...(security !== undefined && { security }) };
}

/** Where the legs of `requests` listen, numbered from `first`. */
export function legPorts(requests: readonly LegRequest[], ports: readonly number[], first = 0): LegPort[] {
  return requests.map((request, index) => ({ leg: first + index, port: ports[index]!, ...legPeer(request) }));
}

export function legPeer({ sources = [], rtcp }: LegRequest): LegPeer {
  return { sources, ...(rtcp !== undefined && { rtcp }) };
}
