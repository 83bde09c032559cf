import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { ConcurrencyLimit } from '../../base/throttle.ts';
import type { Logger } from '../../platform/logging.ts';
import type { RecordingTree } from '../recording-tree.ts';
import type { Authenticate, FtpPeer } from './authenticate.ts';
import type { DataPort } from './data-port.ts';
import type { FtpLimits } from './limits.ts';
import { type Fact, FACTS } from './listing-formats.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { FtpMetrics } from './metrics.ts';
import type { PassivePorts } from './passive-ports.ts';
import type { Reply } from './reply.ts';

/** What all sessions of a server share. */
export interface FtpServices {
  readonly authenticate: Authenticate;
  readonly publicAddress: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: FtpLimits;
  readonly metrics: FtpMetrics;
  readonly throttle: LoginThrottle;
  readonly passivePorts: PassivePorts;
  readonly tenantSessions: ConcurrencyLimit<TenantId>;
}

export interface SessionOptions {
  readonly services: FtpServices;
  readonly peer: FtpPeer;
  /** The server's end of the control connection; data connections come to the same address. */
  readonly localAddress: string;
  /** Sends a preliminary reply (1yz); the final one is what a command's handler returns. */
  readonly announce: (reply: Reply) => void;
  /** Aborts when the control connection is gone. */
  readonly closed: AbortSignal;
}

/** What the server knows of one client between its commands. The commands read and change it; it acts by itself never. */
export class Session {
  readonly services: FtpServices;
  readonly peer: FtpPeer;
  readonly localAddress: string;
  readonly announce: (reply: Reply) => void;
  readonly closed: AbortSignal;

  /** Named by USER, waiting for its PASS. */
  login: string | null = null;
  failedPasswords = 0;
  folder = '/';
  /** Bytes, set by REST for the next transfer; EPSV and other commands between do not change it. */
  restartAt = 0;
  /** After EPSV ALL no other way to a data connection is taken (RFC 2428 §4). */
  epsvOnly = false;
  facts: ReadonlySet<Fact> = new Set(FACTS);
  transferring = false;

  #signedIn: { readonly tree: RecordingTree; readonly release: () => void } | null = null;
  #dataPort: DataPort | null = null;

  constructor(options: SessionOptions) {
    this.services = options.services;
    this.peer = options.peer;
    this.localAddress = options.localAddress;
    this.announce = options.announce;
    this.closed = options.closed;
    options.closed.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** The tree of the tenant signed in; null before. */
  get tree(): RecordingTree | null {
    return this.#signedIn?.tree ?? null;
  }

  /** False when the tenant has all the sessions it may have. */
  signIn(tree: RecordingTree): boolean {
    const release = this.services.tenantSessions.acquire(tree.tenantId);
    if (release === null) return false;
    this.#signedIn = { tree, release };
    return true;
  }

  /** Keeps the port for the next transfer; the one before must have been dropped. */
  keepDataPort(port: DataPort): void {
    if (this.closed.aborted) port.close();
    else this.#dataPort = port;
  }

  /** Hands the port over to a transfer; null when EPSV or PASV did not come before it. */
  takeDataPort(): DataPort | null {
    const port = this.#dataPort;
    this.#dataPort = null;
    return port;
  }

  dropDataPort(): void {
    this.takeDataPort()?.close();
  }

  #end(): void {
    this.dropDataPort();
    this.#signedIn?.release();
    this.#signedIn = null;
  }
}
