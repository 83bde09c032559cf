import type { Clock } from '../../base/clock.ts';
import { type HeaderField, type ReceivedRequest, type SipResponse, writeMessage } from '../../wire/sip/index.ts';
import { MAX_TRANSACTIONS, RESERVED_TRANSACTIONS } from './limits.ts';
import { makeResponse } from './make-response.ts';
import type { Peer } from './peer.ts';
import type { SipAnswer } from './sip-handler.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { responsePeers } from './source-via.ts';
import { Transaction } from './transaction.ts';
import { mergedRequestKey, serverTransactionKey, tagOf } from './transaction-key.ts';
import { INVITE_SERVER, NON_INVITE_SERVER } from './transaction-tables.ts';

/** Sends bytes to the first peer that can be reached. */
export type Send = (bytes: Buffer, peers: readonly Peer[]) => Promise<boolean>;

/** A request being answered (RFC 3261 §17.2). */
export interface ServerTransaction {
  readonly request: ReceivedRequest;
  readonly peer: Peer;
  /** Sends a response. `toTag` null leaves To as it came. */
  answer(answer: SipAnswer, toTag: string | null, headers?: readonly HeaderField[]): void;
  /** Sends the last response again. */
  repeat(): void;
  /** What a CANCEL does; set by whoever is going to answer. */
  onCancel: (() => void) | null;
  /** The ACK of a 2xx that came with the INVITE's own branch, as some old peers send it. */
  onAck: ((ack: ReceivedRequest) => void) | null;
}

interface Entry extends ServerTransaction {
  readonly transaction: Transaction;
  lastAck: ReceivedRequest | null;
}

/** All server transactions, at most MAX_TRANSACTIONS and some for running calls. */
export class ServerTransactions {
  readonly #entries = new Map<string, Entry>();
  readonly #merged = new Map<string, string>();
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #send: Send;

  constructor(clock: Clock, metrics: SipMetrics, send: Send) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#send = send;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Takes a request that repeats one under way, or acknowledges a refusal. False: it is new. */
  absorb(request: ReceivedRequest): boolean {
    const isAck = request.method === 'ACK';
    const entry = this.#entries.get(serverTransactionKey(request, isAck ? 'INVITE' : request.method));
    if (entry === undefined) return false;
    entry.lastAck = isAck ? request : null;
    if (!isAck) this.#metrics.retransmissions.inc({ way: 'received' });
    entry.transaction.fire(isAck ? 'ack' : 'request');
    return true;
  }

  /** The INVITE a CANCEL is meant for (RFC 3261 §9.2). */
  cancelled(cancel: ReceivedRequest): ServerTransaction | null {
    return this.#entries.get(serverTransactionKey(cancel, 'INVITE')) ?? null;
  }

  /** Whether the same request is under way, having come another way (RFC 3261 §8.2.2.2). */
  isMerged(request: ReceivedRequest): boolean {
    return tagOf(request.to) === '' && this.#merged.has(mergedRequestKey(request));
  }

  /** Whether there is no room for another; `ofCall`: for a request of a call that already runs. */
  isFull(ofCall: boolean): boolean {
    return this.#entries.size >= MAX_TRANSACTIONS + (ofCall ? RESERVED_TRANSACTIONS : 0);
  }

  open(request: ReceivedRequest, peer: Peer): ServerTransaction {
    const key = serverTransactionKey(request, request.method);
    const mergedKey = mergedRequestKey(request);
    const peers = responsePeers(request.via, peer);
    const invite = request.method === 'INVITE';
    const transaction = new Transaction(invite ? INVITE_SERVER : NON_INVITE_SERVER, invite ? 'proceeding' : 'trying', {
      reliable: peer.transport !== 'udp',
      clock: this.#clock,
      user: {
        send: (bytes, again) => {
          if (again) this.#metrics.retransmissions.inc({ way: 'sent' });
          void this.#send(bytes, peers);
        },
        pass: () => entry.lastAck !== null && entry.onAck?.(entry.lastAck),
        onTerminated: () => {
          this.#entries.delete(key);
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
      repeat: () => transaction.fire('success'),
      answer: (answer, toTag, headers = []) => {
        this.#metrics.responses.inc({ code: answer.status });
        fireResponse(transaction, makeResponse(request.headers, answer, { toTag, headers }));
      },
    };
    this.#entries.set(key, entry);
    this.#merged.set(mergedKey, key);
    return entry;
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.transaction.abandon();
  }
}

function fireResponse(transaction: Transaction, response: SipResponse): void {
  const event = response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure';
  transaction.fire(event, writeMessage(response));
}
