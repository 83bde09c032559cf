import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { parseMessage, type ReceivedMessage, SipStreamFramer, writeHostPort } from '../wire/sip/index.ts';

export interface SipPeerAddress {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/** A socket to one SIP server. */
export interface SipSocket {
  readonly localAddress: string;
  /** `address:port` for Via and Contact. */
  readonly localHostPort: string;
  readonly transport: 'udp' | 'tcp';
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
  return peer.transport === 'udp' ? openUdp(peer, localAddress, receive) : openTcp(peer, localAddress, receive);
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

async function openTcp(
  { host, port }: SipPeerAddress,
  localAddress: string | undefined,
  receive: (bytes: Buffer) => void,
): Promise<SipSocket> {
  const socket = connect({ host, port, noDelay: true, ...(localAddress !== undefined && { localAddress }) });
  await once(socket, 'connect');
  const framer = new SipStreamFramer();
  socket.on('data', (chunk) => {
    for (const item of framer.push(chunk)) if (item.kind === 'message') receive(item.bytes);
  });
  socket.on('error', () => undefined);
  const address = socket.localAddress!;
  return {
    localAddress: address,
    localHostPort: writeHostPort(address, socket.localPort!),
    transport: 'tcp',
    send: (message) => void socket.write(message),
    close: () => socket.end(),
  };
}
