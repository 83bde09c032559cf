import { clientNetwork } from './client-address.ts';

export interface ConnectionLimits {
  /** Connections at once. */
  readonly total: number;
  /** Connections at once from one IPv4 address or one IPv6 /64 (what one subscriber gets). */
  readonly perAddress: number;
  /** Connections at once that have not signed in. The rest of `total` is left to those that have. */
  readonly unauthenticated: number;
  /** The same from one address. */
  readonly unauthenticatedPerAddress: number;
}

interface Connection {
  readonly network: string;
  readonly known: boolean;
  authenticated: boolean;
  /** Ends it, to make room for another one. */
  readonly evict: () => void;
}

/** A connection that was admitted. */
export interface ConnectionShare {
  /** It has signed in: it is counted in the larger share from now on, and is never evicted. */
  authenticate(): void;
  /** It has ended. */
  release(): void;
}

/** The limits that a connection can meet. */
export const REFUSALS = ['connections', 'address'] as const;
type Refusal = (typeof REFUSALS)[number];

/**
 * Divides the connections of a port, so that few addresses lock out nobody. Each address may have so many, and those
 * that have not signed in have a share of their own. When that share is full, a new connection takes the place of the
 * oldest one of the address that has the most. Known addresses, from which somebody has signed in, go first.
 */
export class ConnectionShares {
  readonly #limits: ConnectionLimits;
  readonly #connections = new Set<Connection>();
  /** Those that have not signed in, by network; the oldest first. */
  readonly #waiting = new Map<string, Set<Connection>>();
  readonly #perNetwork = new Map<string, number>();
  #waitingCount = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** A share for a new connection, or the limit it met. `known`: somebody has signed in from its address. */
  admit(address: string, evict: () => void, { known = false } = {}): ConnectionShare | Refusal {
    const network = clientNetwork(address);
    if ((this.#perNetwork.get(network) ?? 0) >= this.#limits.perAddress) return 'address';
    const waitingHere = this.#waiting.get(network)?.size ?? 0;
    if (!known && waitingHere >= this.#limits.unauthenticatedPerAddress) return 'address';
    if (this.#waitingCount >= this.#limits.unauthenticated && !this.#makeRoom(waitingHere, known)) return 'connections';
    if (this.#connections.size >= this.#limits.total) return 'connections';
    const connection: Connection = { network, known, authenticated: false, evict };
    this.#add(connection);
    return {
      authenticate: () => this.#authenticate(connection),
      release: () => this.#remove(connection),
    };
  }

  /** Evicts a connection of an address that has more of them than the new one's; false: there is none. */
  #makeRoom(waitingHere: number, known: boolean): boolean {
    let most: Set<Connection> | null = null;
    for (const waiting of this.#waiting.values()) {
      const [oldest] = waiting;
      if (oldest?.known && !known) continue;
      if (most === null || waiting.size > most.size) most = waiting;
    }
    const [oldest] = most ?? [];
    if (most === null || oldest === undefined) return false;
    if (most.size <= waitingHere + 1 && !(known && !oldest.known)) return false;
    this.#remove(oldest);
    oldest.evict();
    return true;
  }

  #add(connection: Connection): void {
    const { network } = connection;
    this.#connections.add(connection);
    this.#perNetwork.set(network, (this.#perNetwork.get(network) ?? 0) + 1);
    const waiting = this.#waiting.get(network) ?? new Set();
    this.#waiting.set(network, waiting.add(connection));
    this.#waitingCount++;
  }

  #authenticate(connection: Connection): void {
    if (connection.authenticated || !this.#connections.has(connection)) return;
    connection.authenticated = true;
    this.#stopWaiting(connection);
  }

  #remove(connection: Connection): void {
    const { network } = connection;
    if (!this.#connections.delete(connection)) return;
    const left = this.#perNetwork.get(network)! - 1;
    if (left > 0) this.#perNetwork.set(network, left);
    else this.#perNetwork.delete(network);
    if (!connection.authenticated) this.#stopWaiting(connection);
  }

  #stopWaiting(connection: Connection): void {
    const waiting = this.#waiting.get(connection.network)!;
    waiting.delete(connection);
    if (waiting.size === 0) this.#waiting.delete(connection.network);
    this.#waitingCount--;
  }
}

/** Addresses from which somebody has signed in, with the latest at the end. */
export class KnownNetworks {
  readonly #networks = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  has(address: string): boolean {
    return this.#networks.has(clientNetwork(address));
  }

  add(address: string): void {
    const network = clientNetwork(address);
    this.#networks.delete(network);
    this.#networks.add(network);
    if (this.#networks.size > this.#max) this.#networks.delete(this.#networks.values().next().value!);
  }
}
