import type { Clock } from '../base/clock.ts';
import type { G711Law } from '../wire/codecs/index.ts';
import type { AudioSource } from './audio-source.ts';
import type { Impairment } from './impairment.ts';
import type { SentLeg } from './rtp-leg.ts';
import type { SipPeerAddress } from './sip-link.ts';

/** A call for the recorder, as a PBX would report and fork it. */
export interface TestCall {
  /** The recorder's SIP address. */
  readonly sip: SipPeerAddress;
  /** Numbers as a PBX writes them, or whole URIs. */
  readonly caller: string;
  readonly callee: string;
  readonly durationMs: number;
  /** Silence where absent. */
  readonly callerAudio?: AudioSource;
  readonly calleeAudio?: AudioSource;
  /** `PCMA` unless said otherwise. */
  readonly codec?: G711Law;
  /** `separate`, a stream for each party, unless said otherwise. */
  readonly streams?: 'separate' | 'mixed';
  readonly impairment?: Impairment;
  /** How many packets a party sends at the most; 0: its stream is offered, but nothing comes. */
  readonly maxPackets?: { readonly caller?: number; readonly callee?: number };
  /** Pauses by re-INVITE, ms from the answer, in order; nothing is sent meanwhile. */
  readonly pauses?: readonly { readonly fromMs: number; readonly untilMs: number }[];
  /** Gives up this long after the INVITE, if it has not been answered by then. */
  readonly cancelAfterMs?: number;
  /** `vanish`: no BYE, as a PBX that crashed. */
  readonly hangUp?: 'bye' | 'vanish';
  /** RFC 7865 metadata is written from the parties; null sends plain SDP, a text is sent as it is. */
  readonly metadata?: string | null;
  /** Further headers of the INVITE, such as `X-Tenant`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The same id makes several sessions one call. */
  readonly groupId?: string;
  /** The address signalling and media come from; the system's choice where absent. */
  readonly localAddress?: string;
  readonly clock: Clock;
  /** Hangs up early. */
  readonly signal?: AbortSignal;
}

export interface TestCallOutcome {
  /** Of the INVITE's final response; null: nobody answered. */
  readonly status: number | null;
  readonly reason: string;
  /** The first answer's SDP; null where the call was refused. */
  readonly answer: string | null;
  readonly endedBy: 'caller' | 'recorder' | 'refusal';
  /** What was sent in each stream, in the order of the m-lines: caller, callee; or the mixed one alone. */
  readonly sent: readonly SentLeg[];
}
