import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { parseMessage, type ReceivedMessage, SipStreamFramer, writeHostPort } from '../wire/sip/index.ts';

export interface SipPeerAddress {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/** A way to one SIP server: a socket of its own, messages in and out. */
export interface SipLink {
  readonly localAddress: string;
  /** `address:port` as Via and Contact write it. */
  readonly localHostPort: string;
  readonly transport: 'udp' | 'tcp';
  send(message: Buffer): void;
  close(): void;
}

/** Opens the way to a server; messages that cannot be read are dropped. `localAddress`: the system's choice if absent. */
export async function openSipLink(
  peer: SipPeerAddress,
  localAddress: string | undefined,
  onMessage: (message: ReceivedMessage) => void,
): Promise<SipLink> {
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
): Promise<SipLink> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', receive);
  socket.bind(0, localAddress);
  await once(socket, 'listening');
  socket.connect(port, host);
  await once(socket, 'connect');
  // A server that is gone shows as a transaction without an answer, not as an ICMP error.
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
): Promise<SipLink> {
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
