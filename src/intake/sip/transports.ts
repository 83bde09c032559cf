import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { MAX_PORT_ATTEMPTS } from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import { TcpTransport } from './tcp-transport.ts';
import { UdpTransport } from './udp-transport.ts';

export interface TransportUser {
  /** One whole message, not parsed. */
  onMessage(bytes: Buffer, peer: Peer): void;
  /** A stream that cannot go on, with the head of the message that broke it. */
  onBroken(reason: string, head: Buffer, peer: Peer): void;
}

/** UDP and TCP on one port. TLS takes its place beside them. */
export class Transports {
  readonly #udp: UdpTransport;
  readonly #tcp: TcpTransport;
  readonly port: number;

  private constructor(udp: UdpTransport, tcp: TcpTransport, port: number) {
    this.#udp = udp;
    this.#tcp = tcp;
    this.port = port;
  }

  /** Listens; port 0: one that is free for both. Rejects with `port-taken`. */
  static async open(at: TransportAddress, clock: Clock, metrics: SipMetrics, user: TransportUser): Promise<Transports> {
    for (let attempt = 1; ; attempt += 1) {
      const udp = new UdpTransport(at.bind, (bytes, peer) => user.onMessage(bytes, peer));
      const tcp = new TcpTransport(clock, metrics, user);
      try {
        const port = await udp.listen(at.bind, at.port);
        await tcp.listen(at.bind, port);
        return new Transports(udp, tcp, port);
      } catch (error) {
        await Promise.all([udp.close(), tcp.close()]);
        if (at.port !== 0 || attempt === MAX_PORT_ATTEMPTS) throw listenError(at, error);
      }
    }
  }

  /**
   * Sends to the first of the peers that can be reached: a TCP peer without a connection counts only when it is the
   * last. Resolves to whether the system took the bytes; never rejects.
   */
  async send(bytes: Buffer, peers: readonly Peer[]): Promise<boolean> {
    for (const [index, peer] of peers.entries()) {
      if (peer.transport === 'udp') return this.#udp.send(bytes, peer);
      const isLast = index === peers.length - 1;
      if ((isLast || this.#tcp.has(peer)) && (await this.#tcp.send(bytes, peer))) return true;
    }
    return false;
  }

  async close(): Promise<void> {
    await Promise.all([this.#udp.close(), this.#tcp.close()]);
  }
}

export interface TransportAddress {
  readonly bind: string;
  readonly port: number;
}

function listenError({ bind, port }: TransportAddress, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return cause;
  return new AppError('port-taken', `SIP cannot listen on ${bind} port ${port} (${code})`, { cause });
}
