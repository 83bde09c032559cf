import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { MAX_PORT_ATTEMPTS } from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { type MessageHandler, TcpTransport } from './tcp-transport.ts';
import { UdpTransport } from './udp-transport.ts';

interface ListenAddress {
  readonly bind: string;
  readonly port: number;
}

/**
 * Sends to the first target that can be reached; a TCP target without a connection is tried only if it is the last.
 * Resolves to whether the system took the bytes; never rejects.
 */
export type Send = (bytes: Buffer, targets: readonly Peer[]) => Promise<boolean>;

/** The transport layer (RFC 3261 §18): UDP and TCP on one port. TLS will be added here. */
export class TransportLayer {
  readonly #udp: UdpTransport;
  readonly #tcp: TcpTransport;
  readonly port: number;

  private constructor(udp: UdpTransport, tcp: TcpTransport, port: number) {
    this.#udp = udp;
    this.#tcp = tcp;
    this.port = port;
  }

  /** Listens. Port 0: a port that is free for both UDP and TCP. Rejects with `port-taken`. */
  static async open(
    address: ListenAddress,
    clock: Clock,
    metrics: SipMetrics,
    handler: MessageHandler,
  ): Promise<TransportLayer> {
    for (let attempt = 1; ; attempt += 1) {
      const udp = new UdpTransport(address.bind, (bytes, peer) => {
        if (!isKeepAlive(bytes)) handler.onMessage(bytes, peer);
      });
      const tcp = new TcpTransport(clock, metrics, handler);
      try {
        const port = await udp.listen(address.bind, address.port);
        await tcp.listen(address.bind, port);
        return new TransportLayer(udp, tcp, port);
      } catch (error) {
        await Promise.all([udp.close(), tcp.close()]);
        if (address.port !== 0 || attempt === MAX_PORT_ATTEMPTS) throw listenError(address, error);
      }
    }
  }

  readonly send: Send = async (bytes, targets) => {
    for (const [index, peer] of targets.entries()) {
      if (peer.transport === 'udp') return this.#udp.send(bytes, peer);
      const isLast = index === targets.length - 1;
      if ((isLast || this.#tcp.has(peer)) && (await this.#tcp.send(bytes, peer))) return true;
    }
    return false;
  };

  async close(): Promise<void> {
    await Promise.all([this.#udp.close(), this.#tcp.close()]);
  }
}

/** Empty lines, zeros or nothing: what keeps a binding of a NAT open. No message is so short. */
const MAX_KEEP_ALIVE_BYTES = 16;

/** RFC 5626 answers keep-alives over TCP only; over UDP they mean nothing to us. */
function isKeepAlive(datagram: Buffer): boolean {
  return datagram.length <= MAX_KEEP_ALIVE_BYTES && datagram.every((byte) => byte === 13 || byte === 10 || byte === 0);
}

function listenError({ bind, port }: ListenAddress, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return cause;
  return new AppError('port-taken', `SIP cannot listen on ${bind} port ${port} (${code})`, { cause });
}
