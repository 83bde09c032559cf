import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { MAX_PORT_ATTEMPTS } from './limits.ts';
import type { Peer } from './peer.ts';
import type { SipMetrics } from './sip-metrics.ts';
import type { MessageHandler } from './stream-connection.ts';
import { StreamTransport } from './stream-transport.ts';
import { TlsLayer, type TlsOptions } from './tls-layer.ts';
import { UdpTransport } from './udp-transport.ts';

interface ListenAddress {
  readonly bind: string;
  readonly port: number;
  /** SIP over TLS; null: off. Port 0: the system chooses. */
  readonly tls?: (TlsOptions & { readonly port: number }) | null;
}

interface Transports {
  readonly udp: UdpTransport;
  readonly tcp: StreamTransport;
  readonly tls: StreamTransport | null;
}

/**
 * Sends to the first target that can be reached: over a connection that is open, else over a new one to where the peer listens.
 * Resolves to whether the system took the bytes; never rejects.
 */
export type Send = (bytes: Buffer, targets: readonly Peer[]) => Promise<boolean>;

/** The transport layer (RFC 3261 §18): UDP and TCP on one port, TLS on another. */
export class TransportLayer {
  readonly #transports: Transports;
  readonly port: number;
  /** 0: off. */
  readonly tlsPort: number;

  private constructor(transports: Transports, port: number, tlsPort: number) {
    this.#transports = transports;
    this.port = port;
    this.tlsPort = tlsPort;
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
      const tcp = new StreamTransport({ clock, metrics, handler, tls: null });
      try {
        const port = await udp.listen(address.bind, address.port);
        await tcp.listen(address.bind, port);
        const tls = await listenTls(address, { clock, metrics, handler });
        return new TransportLayer({ udp, tcp, tls: tls?.transport ?? null }, port, tls?.port ?? 0);
      } catch (error) {
        await Promise.all([udp.close(), tcp.close()]);
        if (error instanceof AppError || address.port !== 0 || attempt === MAX_PORT_ATTEMPTS)
          throw listenError(address, error);
      }
    }
  }

  readonly send: Send = async (bytes, targets) => {
    const [first] = targets;
    if (first?.transport === 'udp') return this.#transports.udp.send(bytes, first);
    const open = targets.filter((peer) => this.#streams(peer)?.has(peer));
    const listening = targets.filter((peer) => !open.includes(peer) && peer.accepted === undefined);
    for (const peer of [...open, ...listening]) if (await this.#streams(peer)?.send(bytes, peer)) return true;
    return false;
  };

  async close(): Promise<void> {
    const { udp, tcp, tls } = this.#transports;
    await Promise.all([udp.close(), tcp.close(), tls?.close()]);
  }

  #streams({ transport }: Peer): StreamTransport | null {
    const { tcp, tls } = this.#transports;
    return transport === 'tls' ? tls : tcp;
  }
}

/** Null: off. */
async function listenTls(
  { bind, tls }: ListenAddress,
  deps: { readonly clock: Clock; readonly metrics: SipMetrics; readonly handler: MessageHandler },
): Promise<{ readonly transport: StreamTransport; readonly port: number } | null> {
  if (!tls) return null;
  const transport = new StreamTransport({ ...deps, tls: new TlsLayer(tls, deps.clock, deps.metrics) });
  try {
    return { transport, port: await transport.listen(bind, tls.port) };
  } catch (error) {
    await transport.close();
    throw listenError({ bind, port: tls.port }, error);
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
