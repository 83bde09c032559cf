import type { SourceId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import { labelledCounter, type Registry } from '../../platform/metrics.ts';
import type { Peer } from '../sip/peer.ts';

/** Sources whose first such session was logged. More than an operator has; beyond it a source may be logged again. */
const MAX_REPORTED = 1000;

const SIGNALLING = ['encrypted', 'clear'] as const;
const ENCRYPTED_TRANSPORTS: ReadonlySet<string> = new Set(['tls']);

/** Whether nobody on the way can read the SIP of a peer. */
export function isEncrypted({ transport }: Peer): boolean {
  return ENCRYPTED_TRANSPORTS.has(transport);
}

interface EncryptedSession {
  readonly sourceId: SourceId;
  readonly peer: Peer;
}

/**
 * Counts sessions whose media is SRTP, and names each source once whose keys come in SIP that everybody on the way can read. They are recorded
 * all the same: refusing them would lose the recording, and offered without SRTP the call would be no safer.
 */
export class EncryptedMedia {
  readonly #log: Logger;
  readonly #sessions;
  readonly #reported = new Set<SourceId>();

  constructor({ log, metrics }: { readonly log: Logger; readonly metrics: Registry }) {
    this.#log = log;
    this.#sessions = labelledCounter({
      registry: metrics,
      name: 'fonoteka_recording_sessions_srtp_total',
      help: 'Recording sessions with encrypted media, by whether the SIP that brought the keys was encrypted.',
      labels: { signalling: SIGNALLING },
    });
  }

  opened({ sourceId, peer }: EncryptedSession): void {
    const isSecret = isEncrypted(peer);
    this.#sessions.inc({ signalling: isSecret ? 'encrypted' : 'clear' });
    if (isSecret || this.#reported.has(sourceId)) return;
    if (this.#reported.size >= MAX_REPORTED) this.#reported.clear();
    this.#reported.add(sourceId);
    this.#log.warn(
      { sourceId, source: peer.address, transport: peer.transport },
      'intake: SRTP keys of this source come in unencrypted SIP: whoever reads its SIP can listen; use TLS',
    );
  }
}
