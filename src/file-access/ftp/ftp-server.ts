import type { Clock } from '../../base/clock.ts';
import type { PortRange } from '../../config/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { Registry } from '../../platform/metrics/index.ts';
import type { RecordingTree } from '../recording-tree.ts';
import type { FtpLimits } from './limits.ts';

export interface FtpServerOptions {
  /** IP address to listen on; `::` takes IPv4 too. */
  readonly bind: string;
  /** 0: the system chooses. */
  readonly port: number;
  /** What PASV announces to clients from elsewhere: the IPv4 address before a NAT, or the machine's own. */
  readonly publicAddress: string;
  readonly passivePorts: PortRange;
  /** The tree of whoever the login and password are right for, else null. May fail with an `AppError`. */
  authenticate(login: string, password: string, peer: FtpPeer): Promise<RecordingTree | null>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly limits?: Partial<FtpLimits>;
}

/** Who is at the other end of a control connection. */
export interface FtpPeer {
  /** IP address in text form; an IPv4 one is never written as IPv6. */
  readonly address: string;
}

export interface FtpServer {
  /** Where it listens; known after `listen`. */
  readonly address: { readonly host: string; readonly port: number };
  listen(): Promise<void>;
  /** Ends every session with 421 and frees every port. */
  close(): Promise<void>;
}

export declare function createFtpServer(options: FtpServerOptions): FtpServer;
