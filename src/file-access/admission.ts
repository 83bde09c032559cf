import { type ConnectionShare, ConnectionShares, KnownNetworks } from '../base/connection-shares.ts';

/** Which connections a door admits. */
export interface AdmissionLimits {
  /** Connections at once. */
  readonly connections: number;
  /** Connections at once from one IPv4 address or one IPv6 /64 (what one subscriber gets). */
  readonly connectionsPerAddress: number;
  /** Connections at once that have not signed in; a new one takes the place of one of the largest holder. */
  readonly unauthenticated: number;
  /** The same from one address, unless somebody has signed in from there. */
  readonly unauthenticatedPerAddress: number;
  /** Addresses remembered from which somebody has signed in. */
  readonly knownAddresses: number;
}

/** Shares a door's connections between addresses, and remembers from which of them somebody has signed in. */
export class Admission {
  readonly #shares: ConnectionShares;
  readonly #known: KnownNetworks;

  constructor(limits: AdmissionLimits) {
    this.#shares = new ConnectionShares({
      total: limits.connections,
      perAddress: limits.connectionsPerAddress,
      unauthenticated: limits.unauthenticated,
      unauthenticatedPerAddress: limits.unauthenticatedPerAddress,
    });
    this.#known = new KnownNetworks(limits.knownAddresses);
  }

  isKnown(address: string): boolean {
    return this.#known.has(address);
  }

  /** A share for a new connection, or the limit it met. */
  admit(address: string, evict: () => void): ReturnType<ConnectionShares['admit']> {
    const share = this.#shares.admit(address, evict, { known: this.isKnown(address) });
    if (typeof share === 'string') return share;
    const authenticate = (): void => {
      share.authenticate();
      this.#known.add(address);
    };
    return { authenticate, release: () => share.release() } satisfies ConnectionShare;
  }
}
