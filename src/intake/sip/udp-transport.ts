import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from '../../base/client-address.ts';
import { UDP_RECEIVE_BUFFER_BYTES } from './limits.ts';
import type { Peer } from './peer.ts';

/** SIP over UDP. One socket receives and sends, so that responses come from the port the peer knows. */
export class UdpTransport {
  readonly #socket: Socket;
  readonly #ipv6: boolean;
  readonly #sending = new Set<Promise<boolean>>();

  /** `onDatagram` gets one datagram and owns its bytes. */
  constructor(bind: string, onDatagram: (bytes: Buffer, peer: Peer) => void) {
    this.#ipv6 = isIPv6(bind);
    this.#socket = createSocket({ type: this.#ipv6 ? 'udp6' : 'udp4' });
    this.#socket.on('message', (bytes, from) => onDatagram(bytes, udpPeer(from)));
  }

  /** Binds; rejects with the system's error. Returns the port in use. */
  async listen(bind: string, port: number): Promise<number> {
    this.#socket.bind(port, bind);
    await once(this.#socket, 'listening');
    // An ICMP error for an earlier datagram must not end the process.
    this.#socket.on('error', () => {});
    try {
      this.#socket.setRecvBufferSize(UDP_RECEIVE_BUFFER_BYTES);
    } catch {
      // The system allows less; the default size is used.
    }
    return this.#socket.address().port;
  }

  /** Resolves to whether the system took the datagram. */
  send(bytes: Buffer, peer: Peer): Promise<boolean> {
    const address = this.#ipv6 && isIPv4(peer.address) ? `::ffff:${peer.address}` : peer.address;
    const sent = new Promise<boolean>((resolve) => {
      try {
        this.#socket.send(bytes, peer.port, address, (error) => resolve(error === null || error === undefined));
      } catch {
        // The socket is closed, or the port is 0.
        resolve(false);
      }
    }).finally(() => this.#sending.delete(sent));
    this.#sending.add(sent);
    return sent;
  }

  /** Waits until pending datagrams are sent, then closes. */
  async close(): Promise<void> {
    await Promise.all(this.#sending);
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}

function udpPeer(from: RemoteInfo): Peer {
  return { transport: 'udp', address: plainAddress(from.address), port: from.port };
}
