import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { parseMessage, type ReceivedMessage, SipStreamFramer, writeHostPort } from '../wire/sip/index.ts';

export interface SipPeerAddress {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Of TLS: its own certificate, which authorities it trusts. */
  readonly tls?: ConnectionOptions;
}

/** A socket to one SIP server. */
export interface SipSocket {
  readonly localAddress: string;
  /** `address:port` for Via and Contact. */
  readonly localHostPort: string;
  readonly transport: SipPeerAddress['transport'];
  send(message: Buffer): void;
  close(): void;
}

/** Connects to a server. Messages that cannot be parsed are dropped. Without `localAddress` the system chooses it. */
export async function openSipSocket(
  peer: SipPeerAddress,
  localAddress: string | undefined,
  onMessage: (message: ReceivedMessage) => void,
): Promise<SipSocket> {
  const receive = (bytes: Buffer): void => {
    const message = parseMessage(bytes);
    if (message.ok) onMessage(message.value);
  };
  return peer.transport === 'udp' ? openUdp(peer, localAddress, receive) : openStream(peer, localAddress, receive);
}

async function openUdp(
  { host, port }: SipPeerAddress,
  localAddress: string | undefined,
  receive: (bytes: Buffer) => void,
): Promise<SipSocket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', receive);
  socket.bind(0, localAddress);
  await once(socket, 'listening');
  socket.connect(port, host);
  await once(socket, 'connect');
  // ICMP errors of a stopped server are ignored: its transactions time out.
  socket.on('error', () => undefined);
  const local = socket.address();
  return {
    localAddress: local.address,
    localHostPort: writeHostPort(local.address, local.port),
    transport: 'udp',
    send: (message) => socket.send(message),
    close: () => socket.close(),
  };
}

async function openStream(
  peer: SipPeerAddress,
  localAddress: string | undefined,
  receive: (bytes: Buffer) => void,
): Promise<SipSocket> {
  const socket = await connectStream(peer, localAddress);
  const framer = new SipStreamFramer();
  socket.on('data', (chunk) => {
    for (const item of framer.push(chunk)) if (item.kind === 'message') receive(item.bytes);
  });
  socket.on('error', () => undefined);
  const address = socket.localAddress!;
  return {
    localAddress: address,
    localHostPort: writeHostPort(address, socket.localPort!),
    transport: peer.transport,
    send: (message) => void socket.write(message),
    close: () => socket.end(),
  };
}

async function connectStream(
  { host, port, transport, tls }: SipPeerAddress,
  localAddress: string | undefined,
): Promise<Socket> {
  const options = { host, port, noDelay: true, ...(localAddress !== undefined && { localAddress }) };
  const isTls = transport === 'tls';
  const socket = isTls ? connectTls({ ...options, ...tls }) : connect(options);
  await once(socket, isTls ? 'secureConnect' : 'connect');
  return socket;
}
