import type { Clock } from '../base/clock.ts';
import type { CryptoSuiteName } from '../wire/srtp/index.ts';
import type { AudioSource } from './audio-source.ts';
import type { CallCodec } from './call-codec.ts';
import type { Impairment } from './impairment.ts';
import type { SentLeg } from './rtp-leg.ts';
import type { SipPeerAddress } from './sip-socket.ts';

/** A call to record, as a PBX would send it. */
export interface TestCall {
  /** The recorder's SIP address. */
  readonly sip: SipPeerAddress;
  /** Numbers as a PBX writes them, or URIs. */
  readonly caller: string;
  readonly callee: string;
  readonly durationMs: number;
  /** Default: silence. */
  readonly callerAudio?: AudioSource;
  readonly calleeAudio?: AudioSource;
  /** Default: `PCMA`. */
  readonly codec?: CallCodec;
  /** Another codec by re-INVITE, in ms from the answer; it is used when that is answered. */
  readonly codecChange?: { readonly atMs: number; readonly codec: CallCodec };
  /** Default: `separate`, one stream for each party. */
  readonly streams?: 'separate' | 'mixed';
  readonly impairment?: Impairment;
  /** Sends SRTP with keys in the offer. Default: RTP. */
  readonly srtp?: SrtpOptions;
  /** At most this many packets of a party; 0: its stream is offered, but nothing is sent. */
  readonly maxPackets?: { readonly caller?: number; readonly callee?: number };
  /** Pauses by re-INVITE, in ms from the answer, in order. Nothing is sent during a pause, unless its media goes on. */
  readonly pauses?: readonly { readonly fromMs: number; readonly untilMs: number; readonly mediaGoesOn?: boolean }[];
  /** Metadata sent by UPDATE, in ms from the answer, in order. */
  readonly updates?: readonly { readonly afterMs: number; readonly metadata: string }[];
  /** Cancels the INVITE after this time, unless it is answered. */
  readonly cancelAfterMs?: number;
  /** `vanish`: no BYE, like a PBX that crashed. */
  readonly hangUp?: 'bye' | 'vanish';
  /** Default: RFC 7865 metadata of the parties. Null: plain SDP. A text is sent as it is. */
  readonly metadata?: string | null;
  /** Additional headers of the INVITE, such as `X-Tenant`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sessions with the same id are one call. */
  readonly groupId?: string;
  /** The source address of SIP and RTP. Default: the system chooses. */
  readonly localAddress?: string;
  /** The source address of RTP. Default: that of SIP. */
  readonly mediaAddress?: string;
  readonly clock: Clock;
  /** Hangs up when aborted. */
  readonly signal?: AbortSignal;
}

export interface SrtpOptions {
  /** The suites of the offer, in its order; default: all. What the answer chooses is used. */
  readonly suites?: readonly CryptoSuiteName[];
  /** The master key identifier of the keys, hex; default: none. */
  readonly mki?: string;
  /** Changes the keys by a re-INVITE, in ms from the answer. */
  readonly newKeysAtMs?: number;
  /** Encrypts with keys that are not in the offer, as a broken SRC does. */
  readonly wrongKeys?: boolean;
}

export interface TestCallOutcome {
  /** Of the INVITE's final response; null: no response. */
  readonly status: number | null;
  readonly reason: string;
  /** The first SDP answer; null: the call was refused. */
  readonly answer: string | null;
  /** Of our BYE's final response; null: none was sent, or no response. */
  readonly byeStatus: number | null;
  readonly endedBy: 'caller' | 'recorder' | 'refusal';
  /** What was sent in each stream, in the order of the m-lines: caller, callee; or the mixed one alone. */
  readonly sent: readonly SentLeg[];
}
