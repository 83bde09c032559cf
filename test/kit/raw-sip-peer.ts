import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { parseMessage, type ReceivedMessage, SipStreamFramer } from '../../src/wire/sip/index.ts';

/** Long enough for a busy machine. Only a failing test waits until the end. */
const DEADLINE_MS = 40_000;

/** A SIP peer that sends any bytes and stores the received messages in order. */
export class RawSipPeer {
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** The raw bytes received: datagrams, or pieces of the TCP stream. */
  readonly raw: Buffer[] = [];
  readonly #received: ReceivedMessage[] = [];
  readonly #sendBytes: (bytes: Buffer) => void;
  readonly #close: () => void;
  readonly #arrivals = new EventEmitter();
  closedByServer = false;
  /** Responses that cannot be parsed, such as a 400 to a request without From. */
  unreadable = 0;

  private constructor(
    transport: RawSipPeer['transport'],
    port: number,
    send: (bytes: Buffer) => void,
    close: () => void,
  ) {
    this.transport = transport;
    this.port = port;
    this.#sendBytes = send;
    this.#close = close;
  }

  static open(
    transport: 'udp' | 'tcp',
    serverPort: number,
    host = '127.0.0.1',
    localAddress = host,
  ): Promise<RawSipPeer> {
    return transport === 'udp'
      ? RawSipPeer.#openUdp(serverPort, host, localAddress)
      : RawSipPeer.#openTcp(serverPort, host, localAddress);
  }

  static async #openUdp(serverPort: number, host: string, localAddress: string): Promise<RawSipPeer> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, localAddress);
    await once(socket, 'listening');
    const send = (bytes: Buffer): void => socket.send(bytes, serverPort, host);
    const peer = new RawSipPeer('udp', socket.address().port, send, () => socket.close());
    socket.on('message', (bytes) => {
      peer.raw.push(bytes);
      peer.#keep(bytes);
    });
    return peer;
  }

  static async #openTcp(serverPort: number, host: string, localAddress: string): Promise<RawSipPeer> {
    const socket = connect({ port: serverPort, host, localAddress });
    await once(socket, 'connect');
    return RawSipPeer.#onStream(socket, 'tcp');
  }

  /** Resolves after the handshake, as the peer sees it. The server's certificate is checked only if `options` has a `ca`. */
  static async openTls(serverPort: number, options: ConnectionOptions = {}): Promise<RawSipPeer> {
    const check = options.ca === undefined ? { rejectUnauthorized: false } : {};
    const socket = connectTls({ port: serverPort, host: '127.0.0.1', ...check, ...options });
    await once(socket, 'secureConnect');
    return RawSipPeer.#onStream(socket, 'tls');
  }

  /** Over a connection that the server has opened. */
  static ofAccepted(socket: Socket): RawSipPeer {
    return RawSipPeer.#onStream(socket, 'tls');
  }

  static #onStream(socket: Socket, transport: 'tcp' | 'tls'): RawSipPeer {
    const framer = new SipStreamFramer();
    const send = (bytes: Buffer): void => void socket.write(bytes);
    const peer = new RawSipPeer(transport, socket.localPort!, send, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => (peer.closedByServer = true));
    socket.on('data', (chunk: Buffer) => {
      peer.raw.push(chunk);
      for (const item of framer.push(chunk)) if (item.kind === 'message') peer.#keep(item.bytes);
    });
    return peer;
  }

  send(message: string | Buffer): void {
    this.#sendBytes(Buffer.from(message as string));
  }

  /** Waits for the next message. */
  async next(): Promise<ReceivedMessage> {
    if (this.#received.length === 0)
      await once(this.#arrivals, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return this.#received.shift()!;
  }

  /** Sends a message and returns the status of the next response. */
  async ask(message: string | Buffer): Promise<number> {
    this.send(message);
    return this.nextStatus();
  }

  /** The status of the next message, which must be a response. */
  async nextStatus(): Promise<number> {
    const message = await this.next();
    if (message.kind !== 'response') throw new Error(`received a ${message.method} instead of a response`);
    return message.status;
  }

  close(): void {
    this.#close();
  }

  #keep(bytes: Buffer): void {
    const parsed = parseMessage(bytes);
    if (!parsed.ok) {
      this.unreadable += 1;
      return;
    }
    this.#received.push(parsed.value);
    this.#arrivals.emit('message');
  }
}

export interface RawRequest {
  readonly method: string;
  readonly uri?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly cseqMethod?: string;
  /** Default: made from Call-ID, CSeq and method, so that a retransmission has the same one. */
  readonly branch?: string;
  readonly via?: string;
  readonly toTag?: string;
  /** The URI in From. */
  readonly from?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** The text of a request from a peer at its address. */
export function rawRequest(peer: RawSipPeer, request: RawRequest): string {
  const { method, uri = 'sip:rec@127.0.0.1', callId = 'call-1', cseq = 1, headers = [], body = '' } = request;
  const branch = request.branch ?? `z9hG4bK-${callId}-${cseq}-${method === 'ACK' ? 'INVITE' : method}`;
  const sentBy = `SIP/2.0/${peer.transport.toUpperCase()} 127.0.0.1:${peer.port}`;
  return [
    `${method} ${uri} SIP/2.0`,
    request.via ?? `Via: ${sentBy};branch=${branch};rport`,
    'Max-Forwards: 70',
    `From: <${request.from ?? `sip:pbx@127.0.0.1:${peer.port}`}>;tag=pbx-tag`,
    `To: <sip:rec@127.0.0.1>${request.toTag === undefined ? '' : `;tag=${request.toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${request.cseqMethod ?? method}`,
    `Contact: <sip:pbx@127.0.0.1:${peer.port}${peer.transport === 'udp' ? '' : `;transport=${peer.transport}`}>`,
    ...headers,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

/** The text of a response to a request that a peer has received. */
export function responseTo({ headers }: ReceivedMessage, status: number, more: readonly string[] = []): string {
  const copied = ['via', 'from', 'to', 'call-id', 'cseq'];
  const lines = headers.fields.filter(({ name }) => copied.includes(name.toLowerCase()));
  const copies = lines.map(({ name, value }) => `${name}: ${value}`);
  return [`SIP/2.0 ${status} Answer`, ...copies, ...more, 'Content-Length: 0', '', ''].join('\r\n');
}
