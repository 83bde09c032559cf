import type { Clock } from '../base/clock.ts';
import type { SourceId } from '../base/ids.ts';
import type { UnrecordedCall } from '../calls/index.ts';
import type { Capture } from '../capture/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Tracing } from '../platform/tracing.ts';
import type { SpooledCall } from '../spool/index.ts';
import type { DirectoryReader, SourceStatistics, TenantName } from '../tenants/index.ts';
import type { LibraryCodecs } from '../wire/sdp/index.ts';
import type { VendorMapping } from './derivation/vendor-mapping.ts';
import type { OfferedDigests } from './digest-sign-in.ts';
import type { SessionTraces } from './trace/session-traces.ts';

export interface SiprecServerOptions {
  readonly directory: DirectoryReader;
  readonly capture: Pick<Capture, 'start' | 'refusal' | 'activeCalls' | 'maxCalls'>;
  /** Called with each call whose recording session has ended. */
  readonly onCallEnded: (call: SpooledCall) => void;
  /** Called with each INVITE of a source, recorded or not. */
  readonly onSourceSeen?: (id: SourceId, address: string) => void;
  /** Keeps what became of each session with its messages. */
  readonly traces?: Pick<SessionTraces, 'note'>;
  /** Counts the sessions of each source. */
  readonly statistics?: Pick<SourceStatistics, 'recorded' | 'refused'>;
  /** Called with the names that a source gives and that no tenant has. */
  readonly onUnknownNames?: (source: SourceId, names: readonly TenantName[]) => void;
  /** Called with each call that turned out, after its INVITE, not to be recorded: what the spool has of it is to be destroyed. */
  readonly onCallDiscarded?: (call: SpooledCall) => Promise<void>;
  /** Called with each refused call whose tenant is known; it gets its response when this resolves. */
  readonly onCallRefused: (call: UnrecordedCall) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Default: there are no traces. */
  readonly tracing?: Tracing;
  /** The address where the PBX sends RTP to. */
  readonly publicAddress: string;
  /** The same for IPv6; null or empty: the other one. */
  readonly publicAddress6?: string | null;
  /** How long a session is captured that does not name its parties yet. Default: it is refused. */
  readonly unknownPartiesMs?: number;
  /** By which algorithms PBXs sign in. Default: all. */
  readonly digests?: OfferedDigests;
  /** What a library of this machine decodes. Default: nothing. */
  readonly libraryCodecs?: LibraryCodecs;
  /** Sessions are ended after it, answered or not. Default: a day. */
  readonly longestCallMs?: number;
  /** Where vendors write what, the operator's before ours. Default: ours. */
  readonly mappings?: readonly VendorMapping[];
}
