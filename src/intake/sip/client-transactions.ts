import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import {
  type ReceivedResponse,
  SipHeaders,
  type SipRequest,
  type Via,
  writeMessage,
  writeVia,
} from '../../wire/sip/index.ts';
import type { Peer } from './peer.ts';
import type { Send } from './server-transactions.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { Transaction } from './transaction.ts';
import { clientTransactionKey } from './transaction-key.ts';
import { NON_INVITE_CLIENT } from './transaction-tables.ts';

interface Entry {
  readonly transaction: Transaction;
  lastResponse: ReceivedResponse | null;
}

/** The requests we send and the responses they wait for (RFC 3261 §17.1.2); never an INVITE. */
export class ClientTransactions {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #send: Send;
  readonly #sentBy: () => Pick<Via, 'host' | 'port'>;

  constructor(clock: Clock, metrics: SipMetrics, send: Send, sentBy: () => Pick<Via, 'host' | 'port'>) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#send = send;
    this.#sentBy = sentBy;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Sends a request (without Via) to the first peer that can be reached. Resolves with the final response, or null
   * when none came within 64·T1 or nobody could be reached; never rejects.
   */
  request(request: SipRequest, peers: readonly Peer[]): Promise<ReceivedResponse | null> {
    return new Promise((resolve) => {
      const reliable = peers[0]?.transport !== 'udp';
      const branch = `z9hG4bK${randomBytes(12).toString('hex')}`;
      const key = clientTransactionKey(branch, request.method);
      const transaction = new Transaction(NON_INVITE_CLIENT, 'trying', {
        reliable,
        clock: this.#clock,
        user: {
          send: (bytes, again) => {
            if (again) this.#metrics.retransmissions.inc({ way: 'sent' });
            void this.#send(bytes, peers).then((sent) => sent || transaction.fire('transport-error'));
          },
          pass: () => resolve(entry.lastResponse),
          giveUp: () => resolve(null),
          onTerminated: () => {
            this.#entries.delete(key);
            // An abandoned one has told nobody yet; otherwise this changes nothing.
            resolve(null);
          },
        },
      });
      const entry: Entry = { transaction, lastResponse: null };
      this.#entries.set(key, entry);
      transaction.fire('start', writeMessage(withVia(request, this.#via(branch, reliable))));
    });
  }

  /** Takes a response; one that nobody waits for is dropped. */
  receive(response: ReceivedResponse): void {
    const branch = response.via.parameters.get('branch') ?? '';
    const entry = this.#entries.get(clientTransactionKey(branch, response.cseq.method));
    if (entry === undefined) return;
    entry.lastResponse = response;
    entry.transaction.fire(response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure');
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.transaction.abandon();
  }

  #via(branch: string, reliable: boolean): Via {
    const parameters = new Map([
      ['branch', branch],
      ['rport', null],
    ]);
    return { transport: reliable ? 'TCP' : 'UDP', ...this.#sentBy(), parameters };
  }
}

function withVia(request: SipRequest, via: Via): SipRequest {
  return { ...request, headers: new SipHeaders([{ name: 'Via', value: writeVia(via) }, ...request.headers.fields]) };
}
