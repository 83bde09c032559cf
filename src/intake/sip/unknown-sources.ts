import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import { parseMessage, type ReceivedRequest, type ReceivedResponse } from '../../wire/sip/index.ts';
import {
  MAX_UNDECIDED_REQUESTS,
  MAX_UNKNOWN_REQUESTS_PER_SECOND,
  MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS,
} from './limits.ts';
import type { Peer } from './peer.ts';
import { RequestRate } from '../../base/request-rate.ts';
import { SERVICE_UNAVAILABLE, type StatelessResponses } from './responses.ts';
import { methodLabel, type SipMetrics } from './sip-metrics.ts';
import type { Admission, ResponseOptions, TransactionUser } from './transaction-user.ts';

interface UnknownSourcesOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: SipMetrics;
  readonly stateless: StatelessResponses;
  readonly user: TransactionUser;
  /** Whether a request belongs to an open dialog or transaction. */
  isExpected(request: ReceivedRequest): boolean;
  /** Handles a message as one of a known source, or of one that has signed in. `bytes`: as it came. */
  accept(message: ReceivedRequest | ReceivedResponse, peer: Peer, bytes: Buffer, admission?: Admission): void;
}

const FORBIDDEN: ResponseOptions = { status: 403 };

/** A PBX asks by OPTIONS whether the recorder is there. */
const SIGN_IN_METHODS = ['INVITE', 'OPTIONS'];

/**
 * Messages from addresses that may not record. They get no transaction, no session and no retransmission: each request is
 * answered at most once, and over UDP with no more bytes than it had, so that a forged source address gains nothing.
 * Requests within a dialog are served from any address: its tag cannot be guessed, and a PBX may have several addresses. A PBX without a
 * fixed address signs in; the challenge is such an answer, too.
 */
export class UnknownSources {
  readonly #options: UnknownSourcesOptions;
  readonly #rate: RequestRate;
  /** Requests that wait until the user has looked again. */
  #undecided = 0;

  constructor(options: UnknownSourcesOptions) {
    this.#options = options;
    this.#rate = new RequestRate(options.clock, {
      perAddress: MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS,
      total: MAX_UNKNOWN_REQUESTS_PER_SECOND,
    });
  }

  receive(bytes: Buffer, peer: Peer): void {
    const { metrics, stateless } = this.#options;
    if (!this.hasRoom(peer)) return;
    const parsed = parseMessage(bytes);
    if (!parsed.ok) {
      const { reason, status, answerable } = parsed.reason;
      metrics.malformed.inc({ reason });
      if (answerable !== null) stateless.send(answerable, peer, { status }, maxResponseBytes(bytes, peer));
      return;
    }
    const message = parsed.value;
    if (message.kind === 'response' || this.#options.isExpected(message)) {
      return this.#options.accept(message, peer, bytes);
    }
    if (message.method !== 'ACK') this.#decide(message, peer, bytes);
  }

  /** Counts a message. False: too many in this second, drop it. */
  hasRoom(peer: Peer): boolean {
    const room = this.#rate.take(peer.address);
    if (!room) this.#options.metrics.limited.inc({ limit: 'unknown-source-requests' });
    return room;
  }

  /** Whether a message would be dropped: then a stream is not even cut into messages. */
  isOverRate(peer: Peer): boolean {
    const over = this.#rate.isFull(peer.address);
    if (over) this.#options.metrics.limited.inc({ limit: 'unknown-source-requests' });
    return over;
  }

  /** The address may have become known a moment ago. With many such requests the first look counts. */
  #decide(request: ReceivedRequest, peer: Peer, bytes: Buffer): void {
    if (this.#undecided >= MAX_UNDECIDED_REQUESTS) return this.#admit(request, peer, bytes);
    this.#undecided += 1;
    const looked = this.#options.user.becameAllowed(peer).then(
      (allowed) => (allowed ? null : FORBIDDEN),
      // 403 would be for good, and it may be a source that was just added.
      () => SERVICE_UNAVAILABLE,
    );
    const decided = looked.then((refusal) => {
      this.#undecided -= 1;
      if (refusal === null) this.#options.accept(request, peer, bytes);
      else this.#admit(request, peer, bytes, refusal);
    });
    // One request must not end the process with all its calls.
    decided.catch((err: unknown) => this.#options.log.error({ err }, 'sip: a request of an unknown source failed'));
  }

  /** `refusal`: of a peer that is unknown and cannot sign in. */
  #admit(request: ReceivedRequest, peer: Peer, bytes: Buffer, refusal = FORBIDDEN): void {
    const { user } = this.#options;
    const maxBytes = maxResponseBytes(bytes, peer);
    if (!SIGN_IN_METHODS.includes(request.method)) return this.#refuse(request, peer, maxBytes, refusal);
    const admission = user.admit(request, peer);
    if (admission.admitted) return this.#options.accept(request, peer, bytes, admission);
    const response = admission.response.status === FORBIDDEN.status ? refusal : admission.response;
    this.#refuse(request, peer, maxBytes * sizeFactor(response), response);
  }

  #refuse(request: ReceivedRequest, peer: Peer, maxBytes: number, response: ResponseOptions): void {
    const { metrics, stateless, user } = this.#options;
    metrics.requests.inc({ method: methodLabel(request.method) });
    if (request.method === 'INVITE' && response.status === 403) user.onPeerRefused(peer);
    stateless.send(request, peer, response, maxBytes);
  }
}

/** A challenge is longer than OPTIONS, by which a PBX asks first. With so few answers a second this is no amplifier. */
const sizeFactor = ({ status }: ResponseOptions): number => (status === 401 ? 2 : 1);

/** Over TCP the peer has proved that it is at its address. */
function maxResponseBytes(request: Buffer, peer: Peer): number {
  return peer.transport === 'udp' ? request.length : Number.POSITIVE_INFINITY;
}
