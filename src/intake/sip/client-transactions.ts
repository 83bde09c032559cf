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
import type { SipMetrics } from './sip-metrics.ts';
import { INVITE_CLIENT, NON_INVITE_CLIENT } from './transaction-tables.ts';
import { Transaction } from './transaction.ts';
import type { Send } from './transport-layer.ts';

interface Entry {
  readonly transaction: Transaction;
  lastResponse: ReceivedResponse | null;
}

/** The requests we send and their responses (RFC 3261 §17.1). An INVITE is always one within a dialog. */
export class ClientTransactions {
  readonly #entries = new Map<string, Entry>();
  #closed = false;
  readonly #clock: Clock;
  readonly #metrics: SipMetrics;
  readonly #send: Send;
  readonly #sentBy: (target: Peer) => Pick<Via, 'host' | 'port'>;

  constructor(clock: Clock, metrics: SipMetrics, send: Send, sentBy: (target: Peer) => Pick<Via, 'host' | 'port'>) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#send = send;
    this.#sentBy = sentBy;
  }

  /**
   * Sends a request (without Via) to the first target that can be reached. Resolves with the final response, or null if
   * none came within 64·T1 or no target could be reached; never rejects. `onSuccess` is called for each copy of a 2xx to an INVITE,
   * which the caller must `acknowledge`.
   */
  request(
    request: SipRequest,
    targets: readonly Peer[],
    onSuccess: () => void = () => {},
  ): Promise<ReceivedResponse | null> {
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      const [target] = targets;
      if (target === undefined) return resolve(null);
      const reliable = target.transport !== 'udp';
      const branch = newBranch();
      const key = transactionKey(branch, request.method);
      const isInvite = request.method === 'INVITE';
      const sent = withVia(request, this.#via(branch, target));
      const transaction = new Transaction(isInvite ? INVITE_CLIENT : NON_INVITE_CLIENT, 'trying', {
        reliable,
        clock: this.#clock,
        callbacks: {
          send: (bytes, isRetransmission) => {
            if (isRetransmission) this.#metrics.retransmissions.inc({ way: 'sent' });
            void this.#send(bytes, targets).then((done) => done || transaction.fire('transport-error'));
          },
          onReceived: () => {
            const response = entry.lastResponse!;
            resolve(response);
            if (isInvite && response.status < 300) onSuccess();
            else if (isInvite) void this.#send(writeMessage(ackOfRefusal(sent, response)), targets);
          },
          onTimeout: () => resolve(null),
          onTerminated: () => {
            this.#entries.delete(key);
            // Needed if the server stops before a response; otherwise the promise is resolved already.
            resolve(null);
          },
        },
      });
      const entry: Entry = { transaction, lastResponse: null };
      this.#entries.set(key, entry);
      transaction.fire('start', writeMessage(sent));
    });
  }

  /** Sends the ACK of a 2xx: no transaction, and a branch of its own (RFC 3261 §13.2.2.4, §17.1.1.3). */
  acknowledge(ack: SipRequest, targets: readonly Peer[]): void {
    const [target] = targets;
    if (target !== undefined) void this.#send(writeMessage(withVia(ack, this.#via(newBranch(), target))), targets);
  }

  /** A response that matches no transaction is dropped. */
  receive(response: ReceivedResponse): void {
    const branch = response.via.parameters.get('branch') ?? '';
    const entry = this.#entries.get(transactionKey(branch, response.cseq.method));
    if (entry === undefined) return;
    entry.lastResponse = response;
    entry.transaction.fire(response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure');
  }

  close(): void {
    this.#closed = true;
    for (const entry of this.#entries.values()) entry.transaction.terminate();
  }

  #via(branch: string, target: Peer): Via {
    const parameters = new Map([
      ['branch', branch],
      ['rport', null],
    ]);
    return { version: '2.0', transport: target.transport.toUpperCase(), ...this.#sentBy(target), parameters };
  }
}

function newBranch(): string {
  return `z9hG4bK${randomBytes(12).toString('hex')}`;
}

/** RFC 3261 §17.1.1.3: the ACK of a refusal has the INVITE's Via, Route, From, Call-ID and number, and the response's To. */
function ackOfRefusal(invite: SipRequest, response: ReceivedResponse): SipRequest {
  const copied = ['via', 'route', 'max-forwards', 'from', 'to', 'call-id', 'cseq'];
  const fields = invite.headers.fields.filter(({ name }) => copied.includes(name.toLowerCase()));
  const headers = fields.map(({ name, value }) => {
    if (name === 'To') return { name, value: response.headers.first('To') ?? value };
    return { name, value: name === 'CSeq' ? value.replace('INVITE', 'ACK') : value };
  });
  return { ...invite, method: 'ACK', headers: new SipHeaders(headers), body: Buffer.alloc(0) };
}

/** The same for a request of ours and its responses (RFC 3261 §17.1.3). */
function transactionKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

function withVia(request: SipRequest, via: Via): SipRequest {
  return { ...request, headers: new SipHeaders([{ name: 'Via', value: writeVia(via) }, ...request.headers.fields]) };
}
