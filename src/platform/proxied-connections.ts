import type { BlockList, Socket } from 'node:net';
import { plainAddress } from '../base/client-address.ts';
import type { Clock } from '../base/clock.ts';
import { type ProxyHeader, readProxyHeader } from '../wire/proxy-protocol.ts';
import { blockListOf, familyOf, type Network } from './push-target/index.ts';

/** A balancer sends the header with its first packet. */
const HEADER_TIMEOUT_MS = 5_000;
/** Connections whose header has not come: only balancers can have any. Each costs a few kB. */
const MAX_PENDING = 1_000;

/** The two ends of a connection as the client knows them. IPv4 addresses are never written as IPv6. */
export interface ConnectionEnds {
  readonly address: string;
  /** What the client has connected to: the balancer's address, or this machine's. */
  readonly localAddress: string;
}

/**
 * Connections that load balancers pass on with a header of the PROXY protocol. From their networks each connection has to
 * begin with one; from elsewhere a header is not looked at, so that nobody can claim another address.
 */
export class ProxiedConnections {
  readonly #balancers: BlockList;
  readonly #clock: Clock;
  #pending = 0;

  /** `balancers`: their networks; none: there are no balancers. */
  constructor(balancers: readonly Network[], clock: Clock) {
    this.#balancers = blockListOf(balancers);
    this.#clock = clock;
  }

  isBalancer(address: string): boolean {
    const family = familyOf(address);
    return family !== null && this.#balancers.check(address, family);
  }

  /** Who is at the other end. What the client sends is left to be read. Null: the socket was destroyed, it had no valid header. */
  async accept(socket: Socket): Promise<ConnectionEnds | null> {
    const ends = endsOf(socket);
    if (!this.isBalancer(ends.address)) return ends;
    if (this.#pending >= MAX_PENDING) return destroyed(socket);
    this.#pending += 1;
    try {
      return await readEnds(socket, ends, this.#clock);
    } finally {
      this.#pending -= 1;
    }
  }
}

function endsOf({ remoteAddress, localAddress }: Socket): ConnectionEnds {
  return { address: plainAddress(remoteAddress), localAddress: plainAddress(localAddress) };
}

function destroyed(socket: Socket): null {
  socket.destroy();
  return null;
}

function readEnds(socket: Socket, own: ConnectionEnds, clock: Clock): Promise<ConnectionEnds | null> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const done = (ends: ConnectionEnds | null): void => {
      timer.cancel();
      socket.off('readable', read).off('close', gone).off('end', gone);
      resolve(ends);
    };
    const gone = (): void => done(destroyed(socket));
    const read = (): void => {
      for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
        received = Buffer.concat([received, bytes]);
        const header = readProxyHeader(received);
        if (!header.ok) return gone();
        if (header.value === null) continue;
        const rest = received.subarray(header.value.lengthBytes);
        done(clientOf(header.value.header, own));
        if (rest.length > 0) socket.unshift(rest);
        return;
      }
    };
    const timer = clock.after(HEADER_TIMEOUT_MS, gone);
    socket.on('error', () => socket.destroy());
    socket.on('readable', read).on('close', gone).on('end', gone);
  });
}

function clientOf(header: ProxyHeader, own: ConnectionEnds): ConnectionEnds {
  if (header.kind === 'local') return own;
  return { address: plainAddress(header.source.address), localAddress: plainAddress(header.destination.address) };
}
