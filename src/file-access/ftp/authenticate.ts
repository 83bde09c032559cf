import type { RecordingTree } from '../recording-tree.ts';

/** The tree of whoever the login and password are right for, else null. May fail with an `AppError`. */
export type Authenticate = (login: string, password: string, peer: FtpPeer) => Promise<RecordingTree | null>;

/** Who is at the other end of a control connection. */
export interface FtpPeer {
  /** IP address in text form; an IPv4 one is never written as IPv6. */
  readonly address: string;
}
