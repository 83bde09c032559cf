import type { Clock } from '../../base/clock.ts';
import { type HeaderField, type ReceivedRequest, type SipResponse, writeMessage } from '../../wire/sip/index.ts';
import {
  MAX_TRANSACTIONS,
  MAX_TRANSACTIONS_PER_SOURCE,
  RESERVED_TRANSACTIONS,
  RESERVED_TRANSACTIONS_PER_SOURCE,
} from './limits.ts';
import { type Peer, responseTargets } from './peer.ts';
import { createResponse, tagOf } from './responses.ts';
import { SharedRoom } from './shared-room.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { INVITE_SERVER, NON_INVITE_SERVER } from './transaction-tables.ts';
import { Transaction } from './transaction.ts';
import type { ResponseOptions } from './transaction-user.ts';
import type { Send } from './transport-layer.ts';

/** A received request and its responses (RFC 3261 §17.2). */
export interface ServerTransaction {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** Sends a response. `toTag` null leaves To unchanged. */
  respond(options: ResponseOptions, toTag: string | null, headers?: readonly HeaderField[]): void;
  /** Sends the last 2xx again. */
  retransmit(): void;
  /** Called for a CANCEL. */
  onCancel: (() => void) | null;
  /** Called for an ACK of a 2xx that has the INVITE's own branch, as some old peers send it. */
  onAck: ((ack: ReceivedRequest) => void) | null;
}

interface Entry extends ServerTransaction {
  readonly transaction: Transaction;
  lastAck: ReceivedRequest | null;
}

/** All server transactions: limited together and by source, with RESERVED_TRANSACTIONS more within dialogs. */
export class ServerTransactions {
  readonly #entries = new Map<string, Entry>();
  readonly #room = new SharedRoom<string>({
    max: MAX_TRANSACTIONS,
    maxPerSource: MAX_TRANSACTIONS_PER_SOURCE,
    reservedPerSource: RESERVED_TRANSACTIONS_PER_SOURCE,
  });
  /** Transaction key by merged-request key. */
  readonly #merged = new Map<string, string>();
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #send: Send;
  readonly #shareOf: (peer: Peer) => string;

  constructor(clock: Clock, metrics: SipMetrics, send: Send, shareOf: (peer: Peer) => string) {
    this.#shareOf = shareOf;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#send = send;
  }

  /** Handles a retransmission, or the ACK of a transaction. False: the request is new. */
  absorb(request: ReceivedRequest): boolean {
    const isAck = request.method === 'ACK';
    const entry = this.#entries.get(transactionKey(request, isAck ? 'INVITE' : request.method));
    if (entry === undefined) return false;
    entry.lastAck = isAck ? request : null;
    if (!isAck) this.#metrics.retransmissions.inc({ way: 'received' });
    entry.transaction.fire(isAck ? 'ack' : 'request');
    return true;
  }

  /** The INVITE that a CANCEL is for (RFC 3261 §9.2). */
  inviteOf(cancel: ReceivedRequest): ServerTransaction | null {
    return this.#entries.get(transactionKey(cancel, 'INVITE')) ?? null;
  }

  /** Whether the same request has arrived on another path (RFC 3261 §8.2.2.2). */
  isMerged(request: ReceivedRequest): boolean {
    return tagOf(request.to) === '' && this.#merged.has(mergedRequestKey(request));
  }

  /** Whether the request was received before and its transaction still runs. */
  has(request: ReceivedRequest): boolean {
    return this.#entries.has(transactionKey(request, request.method));
  }

  /** Whether a limit is reached for a peer, for requests within or outside a dialog. */
  isFullFor(peer: Peer, where: 'within-dialog' | 'outside-dialog'): boolean {
    return this.#room.isFullFor(this.#shareOf(peer), where === 'within-dialog' ? RESERVED_TRANSACTIONS : 0);
  }

  open(request: ReceivedRequest, peer: Peer): ServerTransaction {
    const key = transactionKey(request, request.method);
    const mergedKey = mergedRequestKey(request);
    const targets = responseTargets(request.via, peer);
    const isInvite = request.method === 'INVITE';
    const [table, initial] = isInvite
      ? ([INVITE_SERVER, 'proceeding'] as const)
      : ([NON_INVITE_SERVER, 'trying'] as const);
    const transaction = new Transaction(table, initial, {
      reliable: peer.transport !== 'udp',
      clock: this.#clock,
      callbacks: {
        send: (bytes, isRetransmission) => {
          if (isRetransmission) this.#metrics.retransmissions.inc({ way: 'sent' });
          void this.#send(bytes, targets);
        },
        onReceived: () => entry.lastAck !== null && entry.onAck?.(entry.lastAck),
        onTerminated: () => {
          this.#entries.delete(key);
          this.#room.delete(key);
          if (this.#merged.get(mergedKey) === key) this.#merged.delete(mergedKey);
        },
      },
    });
    const entry: Entry = {
      request,
      peer,
      transaction,
      lastAck: null,
      onCancel: null,
      onAck: null,
      retransmit: () => transaction.fire('success'),
      respond: (options, toTag, headers = []) => {
        this.#metrics.responses.inc({ code: options.status });
        fireResponse(transaction, createResponse(request.headers, options, { toTag, headers }));
      },
    };
    this.#entries.set(key, entry);
    this.#room.add(key, this.#shareOf(peer));
    this.#merged.set(mergedKey, key);
    return entry;
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.transaction.terminate();
  }
}

function fireResponse(transaction: Transaction, response: SipResponse): void {
  const event = response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure';
  transaction.fire(event, writeMessage(response));
}

/** RFC 3261 §8.1.1.7: a branch with this prefix is unique by itself. */
const MAGIC_COOKIE = 'z9hG4bK';

/**
 * The same for a request and its retransmissions (RFC 3261 §17.2.3). `method` is INVITE to find the INVITE of an ACK or
 * CANCEL.
 */
function transactionKey(request: ReceivedRequest, method: string): string {
  const { via } = request;
  const branch = via.parameters.get('branch') ?? '';
  if (branch.startsWith(MAGIC_COOKIE) && branch !== MAGIC_COOKIE) {
    return [branch, via.host, via.port ?? '', method].join(' ');
  }
  // RFC 2543, or a broken peer: the branch may be missing or always the same.
  return [request.callId, tagOf(request.from), request.cseq.number, via.host, via.port ?? '', branch, method].join(' ');
}

/** The same for one request that arrives on two paths (RFC 3261 §8.2.2.2). */
function mergedRequestKey(request: ReceivedRequest): string {
  return [request.callId, tagOf(request.from), request.cseq.number, request.method].join(' ');
}
