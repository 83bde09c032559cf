import type { Clock } from '../../base/clock.ts';
import { REFUSALS } from '../../base/connection-shares.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';
import type { AdmissionLimits } from '../admission.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { SessionLimits } from './sftp-session.ts';

/** What all connections of a server share. */
export interface SftpServices {
  readonly signIns: SignIns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: SftpLimits;
  readonly metrics: SftpMetrics;
}

/** What one peer or all of them may use of the SFTP server. */
export interface SftpLimits extends AdmissionLimits, SessionLimits {
  /** From the connection to the sign-in, whatever is sent meanwhile. */
  readonly loginMs: number;
  /** Without a request. */
  readonly idleMs: number;
  /** While the client takes no byte of an answer; noticed at the latest after twice as long. */
  readonly stallMs: number;
  /** Wrong passwords that one connection may send. */
  readonly passwordAttempts: number;
  /** Sign-in requests of one connection, keys that are only offered included. */
  readonly signInRequests: number;
  /** Channels at once of one connection. */
  readonly channels: number;
  /** Channels of one connection in all: ssh2 keeps a little of those that were opened for nothing. */
  readonly channelsInAll: number;
  /** Bytes that wait for a client that does not take them, answers of ssh2 included, which it gives without end. */
  readonly unreadBytes: number;
  /** Key exchanges before the sign-in. */
  readonly exchangesBeforeSignIn: number;
}

/**
 * A connection costs about 150 KB, and while it sends 64 KiB for an answer and up to twice that in the socket. Agents offer
 * several keys before the right one; OpenSSH's own limit is 6 in all. Mounted folders (sshfs, rclone) rest for long, so idle
 * time is three times that of FTP. WinSCP and FileZilla open a connection for each transfer, not a channel.
 */
export const DEFAULT_SFTP_LIMITS: SftpLimits = {
  connections: 1000,
  connectionsPerAddress: 50,
  unauthenticated: 200,
  unauthenticatedPerAddress: 25,
  knownAddresses: 10_000,
  loginMs: 60_000,
  idleMs: 900_000,
  stallMs: 60_000,
  passwordAttempts: 3,
  signInRequests: 12,
  channels: 4,
  channelsInAll: 10_000,
  unreadBytes: 1024 * 1024,
  exchangesBeforeSignIn: 1,
  readBytes: 64 * 1024,
  packetBytes: 65 * 1024,
  handles: 100,
  contents: 2,
  queuedBytes: 512 * 1024,
};

type SftpMetrics = ReturnType<typeof sftpMetrics>;

/** What the SFTP server counts. Labels are closed sets; they hold nothing of a tenant or a call. */
export function sftpMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sessions: new Gauge({ name: 'fonoteka_sftp_sessions', help: 'Open SFTP connections.', registers }),
    refused: labelledCounter({
      registry,
      name: 'fonoteka_sftp_refused_total',
      help: 'Connections, sessions and channels refused, by the limit they met.',
      labels: { limit: [...REFUSALS, 'handshakes', 'failed-logins', 'tenant', 'channels', 'requests', 'unread'] },
    }),
    loginsFailed: new Counter({
      name: 'fonoteka_sftp_logins_failed_total',
      help: 'SFTP sign-ins with a wrong login, password or key.',
      registers,
    }),
    ended: labelledCounter({
      registry,
      name: 'fonoteka_sftp_ended_total',
      help: 'SFTP connections ended by us, by the reason.',
      labels: { reason: ['login-timeout', 'idle', 'stalled', 'revoked', 'protocol', 'shutdown', 'refused'] },
    }),
    sentBytes: new Counter({
      name: 'fonoteka_sftp_sent_bytes_total',
      help: 'Bytes of answers sent over SFTP, before encryption.',
      registers,
    }),
  };
}
