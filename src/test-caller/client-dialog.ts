import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../base/clock.ts';
import {
  type HeaderField,
  parseNameAddr,
  type ReceivedMessage,
  type ReceivedRequest,
  type ReceivedResponse,
  SipHeaders,
  type SipRequest,
  statusPhrase,
  writeMessage,
} from '../wire/sip/index.ts';
import { openSipSocket, type SipSocket, type SipPeerAddress } from './sip-socket.ts';

interface ClientDialogOptions {
  readonly peer: SipPeerAddress;
  readonly localAddress?: string;
  readonly requestUri: string;
  /** The URI in From. */
  readonly from: string;
  readonly clock: Clock;
  /** Called once when the recorder hangs up. */
  readonly onHungUp: () => void;
}

export interface Content {
  readonly type: string;
  readonly body: Buffer;
}

const token = (): string => randomBytes(8).toString('hex');

/** The UAC side of one SIP dialog (RFC 3261 §12), with its own socket. */
export class ClientDialog {
  readonly callId = token();
  readonly #options: ClientDialogOptions;
  readonly #localTag = token();
  readonly #transactions = new Map<string, ClientTransaction>();
  /** By CSeq number: the ACK is sent again for each retransmitted 2xx (§13.2.2.4). */
  readonly #acks = new Map<number, Buffer>();
  #socket!: SipSocket;
  #cseq = 0;
  #remoteTag: string | null = null;
  #remoteTarget: string;
  /** Route headers of the dialog (RFC 3261 §12.1.2), of proxies that stay in it; what is sent goes to the peer all the same. */
  #routes: readonly HeaderField[] = [];
  #invite: SipRequest | null = null;

  static async open(options: ClientDialogOptions): Promise<ClientDialog> {
    const dialog = new ClientDialog(options);
    dialog.#socket = await openSipSocket(options.peer, options.localAddress, (message) => dialog.#receive(message));
    return dialog;
  }

  private constructor(options: ClientDialogOptions) {
    this.#options = options;
    this.#remoteTarget = options.requestUri;
  }

  get localAddress(): string {
    return this.#socket.localAddress;
  }

  /** Sends an INVITE or re-INVITE and the ACK of its final response. Null: no response. */
  async invite(content: Content, headers: readonly HeaderField[] = []): Promise<ReceivedResponse | null> {
    const request = this.#newRequest('INVITE', content, headers);
    this.#invite = request;
    const response = await this.#send(request);
    if (response !== null) this.#acknowledge(request, response);
    return response;
  }

  /** Cancels the INVITE (§9.1). Its response is then 487, or the one that was already sent. */
  async cancel(): Promise<void> {
    const invite = this.#invite;
    if (invite === null) return;
    const kept = ['via', 'from', 'to', 'call-id', 'max-forwards'];
    const fields = invite.headers.fields.filter(({ name }) => kept.includes(name.toLowerCase()));
    const headers = new SipHeaders(fields).with('CSeq', `${this.#cseq} CANCEL`);
    await this.#send({ ...invite, method: 'CANCEL', headers, body: Buffer.alloc(0) });
  }

  /** Sends any other request within the dialog. */
  request(method: string, content?: Content): Promise<ReceivedResponse | null> {
    return this.#send(this.#newRequest(method, content));
  }

  close(): void {
    for (const transaction of this.#transactions.values()) transaction.end(null);
    this.#socket.close();
  }

  #newRequest(method: string, content?: Content, headers: readonly HeaderField[] = []): SipRequest {
    this.#cseq += 1;
    const { requestUri, from } = this.#options;
    const fields: HeaderField[] = [
      { name: 'Via', value: this.#via() },
      { name: 'Max-Forwards', value: '70' },
      ...this.#routes,
      { name: 'From', value: `<${from}>;tag=${this.#localTag}` },
      { name: 'To', value: `<${requestUri}>${this.#remoteTag === null ? '' : `;tag=${this.#remoteTag}`}` },
      { name: 'Call-ID', value: this.callId },
      { name: 'CSeq', value: `${this.#cseq} ${method}` },
      // RFC 7866 §6.1.1: the feature tag of a session recording client.
      {
        name: 'Contact',
        value: `<sip:src@${this.#socket.localHostPort};transport=${this.#socket.transport}>;+sip.src`,
      },
      ...(content === undefined ? [] : [{ name: 'Content-Type', value: content.type }]),
      ...headers,
    ];
    const body = content?.body ?? Buffer.alloc(0);
    return { kind: 'request', method, uri: this.#remoteTarget, headers: new SipHeaders(fields), body };
  }

  #via(): string {
    return `SIP/2.0/${this.#socket.transport.toUpperCase()} ${this.#socket.localHostPort};branch=z9hG4bK${token()};rport`;
  }

  async #send(request: SipRequest): Promise<ReceivedResponse | null> {
    const bytes = writeMessage(request);
    const key = `${branchOf(request.headers.first('Via')!)} ${request.method}`;
    const transaction = new ClientTransaction({
      clock: this.#options.clock,
      method: request.method,
      reliable: this.#socket.transport !== 'udp',
      send: () => this.#socket.send(bytes),
    });
    this.#transactions.set(key, transaction);
    const response = await transaction.response;
    this.#transactions.delete(key);
    return response;
  }

  #receive(message: ReceivedMessage): void {
    if (message.kind === 'request') return this.#respond(message);
    const transaction = this.#transactions.get(`${message.via.parameters.get('branch')} ${message.cseq.method}`);
    if (transaction !== undefined) return transaction.receive(message);
    const ack = message.cseq.method === 'INVITE' ? this.#acks.get(message.cseq.number) : undefined;
    if (ack !== undefined) this.#socket.send(ack);
  }

  /** The ACK of a 2xx is a transaction of its own (§13.2.2.4); of any other response it is part of the INVITE's (§17.1.1.3). */
  #acknowledge(invite: SipRequest, response: ReceivedResponse): void {
    const accepted = response.status < 300;
    if (accepted) this.#establishDialog(response);
    const fields = invite.headers.fields
      .filter(({ name }) => ['via', 'from', 'call-id', 'max-forwards'].includes(name.toLowerCase()))
      .map((field) => (accepted && field.name === 'Via' ? { name: 'Via', value: this.#via() } : field));
    const headers = new SipHeaders(accepted ? [...fields, ...this.#routes] : fields)
      .with('To', response.headers.first('To') ?? '')
      .with('CSeq', `${response.cseq.number} ACK`);
    const uri = accepted ? this.#remoteTarget : invite.uri;
    const ack = writeMessage({ kind: 'request', method: 'ACK', uri, headers, body: Buffer.alloc(0) });
    this.#acks.set(response.cseq.number, ack);
    this.#socket.send(ack);
  }

  #establishDialog(response: ReceivedResponse): void {
    const isNew = this.#remoteTag === null;
    this.#remoteTag = response.to.parameters.get('tag') ?? null;
    const contact = parseNameAddr(response.headers.first('Contact') ?? '');
    if (contact.ok) this.#remoteTarget = contact.value.uri;
    // Those of a later response change nothing (§12.2), and proxies leave them out there.
    if (!isNew) return;
    const routes = response.headers.list('Record-Route');
    this.#routes = routes.toReversed().map((value) => ({ name: 'Route', value }));
  }

  #respond(request: ReceivedRequest): void {
    if (request.method === 'ACK') return;
    const status = request.method === 'BYE' || request.method === 'OPTIONS' ? 200 : 405;
    const copied = ['via', 'from', 'to', 'call-id', 'cseq'];
    const headers = new SipHeaders(request.headers.fields.filter(({ name }) => copied.includes(name.toLowerCase())));
    const reason = statusPhrase(status);
    this.#socket.send(writeMessage({ kind: 'response', status, reason, headers, body: Buffer.alloc(0) }));
    if (request.method === 'BYE') this.#options.onHungUp();
  }
}

function branchOf(via: string): string | undefined {
  return /;branch=([^;]+)/.exec(via)?.[1];
}

/** RFC 3261 §17.1.1.1: estimated round-trip time and maximum retransmit interval. */
const T1_MS = 500;
const T2_MS = 4000;
/** Timers B and F: how long to wait for a final response. */
const TIMEOUT_MS = 64 * T1_MS;

interface TransactionOptions {
  readonly clock: Clock;
  readonly method: string;
  /** False over UDP: the request is retransmitted until there is a response. */
  readonly reliable: boolean;
  readonly send: () => void;
}

/** A request that waits for its final response (RFC 3261 §17.1), simplified for a test caller. */
class ClientTransaction {
  /** Null: no response. */
  readonly response: Promise<ReceivedResponse | null>;
  readonly #options: TransactionOptions;
  readonly #resolve: (response: ReceivedResponse | null) => void;
  readonly #timeout: Timer;
  #retransmission: Timer | null = null;
  #done = false;

  constructor(options: TransactionOptions) {
    const { promise, resolve } = Promise.withResolvers<ReceivedResponse | null>();
    this.response = promise;
    this.#resolve = resolve;
    this.#options = options;
    this.#timeout = options.clock.after(TIMEOUT_MS, () => this.end(null));
    options.send();
    if (!options.reliable) this.#retransmitAfter(T1_MS);
  }

  receive(response: ReceivedResponse): void {
    if (response.status >= 200) return this.end(response);
    // §17.1.1.2: an INVITE is not retransmitted after a provisional response; other requests are.
    if (this.#options.method === 'INVITE') this.#retransmission?.cancel();
  }

  end(response: ReceivedResponse | null): void {
    if (this.#done) return;
    this.#done = true;
    this.#timeout.cancel();
    this.#retransmission?.cancel();
    this.#resolve(response);
  }

  #retransmitAfter(delayMs: number): void {
    this.#retransmission = this.#options.clock.after(delayMs, () => {
      this.#options.send();
      this.#retransmitAfter(this.#options.method === 'INVITE' ? delayMs * 2 : Math.min(delayMs * 2, T2_MS));
    });
  }
}
