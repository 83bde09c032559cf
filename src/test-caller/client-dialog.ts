import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
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
import { ClientTransaction } from './client-transaction.ts';
import { openSipLink, type SipLink, type SipPeerAddress } from './sip-link.ts';

export interface DialogRequest {
  readonly peer: SipPeerAddress;
  readonly localAddress?: string;
  readonly requestUri: string;
  /** Own address as From writes it. */
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

/** The calling side of one SIP dialog (RFC 3261 §12), with its own socket. */
export class ClientDialog {
  readonly callId = token();
  readonly #request: DialogRequest;
  readonly #localTag = token();
  readonly #transactions = new Map<string, ClientTransaction>();
  /** By CSeq number: an ACK is sent again for each repeated 2xx (§13.2.2.4). */
  readonly #acks = new Map<number, Buffer>();
  #link!: SipLink;
  #cseq = 0;
  #remoteTag: string | null = null;
  #remoteTarget: string;
  #invite: SipRequest | null = null;

  static async open(request: DialogRequest): Promise<ClientDialog> {
    const dialog = new ClientDialog(request);
    dialog.#link = await openSipLink(request.peer, request.localAddress, (message) => dialog.#receive(message));
    return dialog;
  }

  private constructor(request: DialogRequest) {
    this.#request = request;
    this.#remoteTarget = request.requestUri;
  }

  get localAddress(): string {
    return this.#link.localAddress;
  }

  /** Sends an INVITE, the first or a further one; a final response is acknowledged. Null: nobody answered. */
  async invite(content: Content, more: readonly HeaderField[] = []): Promise<ReceivedResponse | null> {
    const request = this.#newRequest('INVITE', content, more);
    this.#invite = request;
    const response = await this.#send(request);
    if (response !== null) this.#acknowledge(request, response);
    return response;
  }

  /** Gives the INVITE up (§9.1); its own response then is 487, or the one that was on its way already. */
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
    this.#link.close();
  }

  #newRequest(method: string, content?: Content, more: readonly HeaderField[] = []): SipRequest {
    this.#cseq += 1;
    const { requestUri, from } = this.#request;
    const fields: HeaderField[] = [
      { name: 'Via', value: this.#via() },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `<${from}>;tag=${this.#localTag}` },
      { name: 'To', value: `<${requestUri}>${this.#remoteTag === null ? '' : `;tag=${this.#remoteTag}`}` },
      { name: 'Call-ID', value: this.callId },
      { name: 'CSeq', value: `${this.#cseq} ${method}` },
      // RFC 7866 §6.1.1: the feature tag says that a session recording client speaks.
      { name: 'Contact', value: `<sip:src@${this.#link.localHostPort};transport=${this.#link.transport}>;+sip.src` },
      ...(content === undefined ? [] : [{ name: 'Content-Type', value: content.type }]),
      ...more,
    ];
    const body = content?.body ?? Buffer.alloc(0);
    return { kind: 'request', method, uri: this.#remoteTarget, headers: new SipHeaders(fields), body };
  }

  #via(): string {
    return `SIP/2.0/${this.#link.transport.toUpperCase()} ${this.#link.localHostPort};branch=z9hG4bK${token()};rport`;
  }

  async #send(request: SipRequest): Promise<ReceivedResponse | null> {
    const bytes = writeMessage(request);
    const key = `${branchOf(request.headers.first('Via')!)} ${request.method}`;
    const transaction = new ClientTransaction({
      clock: this.#request.clock,
      method: request.method,
      reliable: this.#link.transport === 'tcp',
      send: () => this.#link.send(bytes),
    });
    this.#transactions.set(key, transaction);
    const response = await transaction.response;
    this.#transactions.delete(key);
    return response;
  }

  #receive(message: ReceivedMessage): void {
    if (message.kind === 'request') return this.#answer(message);
    const transaction = this.#transactions.get(`${message.via.parameters.get('branch')} ${message.cseq.method}`);
    if (transaction !== undefined) return transaction.receive(message);
    const ack = message.cseq.method === 'INVITE' ? this.#acks.get(message.cseq.number) : undefined;
    if (ack !== undefined) this.#link.send(ack);
  }

  /** §13.2.2.4 for 2xx: a transaction of its own; §17.1.1.3 for others: the INVITE's. */
  #acknowledge(invite: SipRequest, response: ReceivedResponse): void {
    const accepted = response.status < 300;
    if (accepted) this.#learnDialog(response);
    const fields = invite.headers.fields
      .filter(({ name }) => ['via', 'from', 'call-id', 'max-forwards'].includes(name.toLowerCase()))
      .map((field) => (accepted && field.name === 'Via' ? { name: 'Via', value: this.#via() } : field));
    const headers = new SipHeaders(fields)
      .with('To', response.headers.first('To') ?? '')
      .with('CSeq', `${response.cseq.number} ACK`);
    const uri = accepted ? this.#remoteTarget : invite.uri;
    const ack = writeMessage({ kind: 'request', method: 'ACK', uri, headers, body: Buffer.alloc(0) });
    this.#acks.set(response.cseq.number, ack);
    this.#link.send(ack);
  }

  #learnDialog(response: ReceivedResponse): void {
    this.#remoteTag = response.to.parameters.get('tag') ?? null;
    const contact = parseNameAddr(response.headers.first('Contact') ?? '');
    if (contact.ok) this.#remoteTarget = contact.value.uri;
  }

  #answer(request: ReceivedRequest): void {
    if (request.method === 'ACK') return;
    const status = request.method === 'BYE' || request.method === 'OPTIONS' ? 200 : 405;
    const copied = ['via', 'from', 'to', 'call-id', 'cseq'];
    const headers = new SipHeaders(request.headers.fields.filter(({ name }) => copied.includes(name.toLowerCase())));
    const reason = statusPhrase(status);
    this.#link.send(writeMessage({ kind: 'response', status, reason, headers, body: Buffer.alloc(0) }));
    if (request.method === 'BYE') this.#request.onHungUp();
  }
}

function branchOf(via: string): string | undefined {
  return /;branch=([^;]+)/.exec(via)?.[1];
}
