import type { Clock } from '../../base/clock.ts';
import { REFUSALS } from '../../base/connection-shares.ts';
import type { TenantId } from '../../base/ids.ts';
import type { ConcurrencyLimit } from '../../base/concurrency-limit.ts';
import type { Logger } from '../../platform/logging.ts';
import { Counter, Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';
import type { ProxiedConnections } from '../../platform/proxied-connections.ts';
import type { AdmissionLimits } from '../admission.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { FtpTls } from './ftp-tls.ts';
import type { PassivePorts } from './passive-data-port.ts';

/** What all sessions of a server share. */
export interface FtpServices {
  readonly signIns: SignIns;
  readonly publicAddress: string;
  /** Whether PORT and EPRT are served: this server then connects to the client. */
  readonly activeMode: boolean;
  /** Null: there is no TLS. */
  readonly tls: FtpTls | null;
  /** Who the clients are behind load balancers. */
  readonly proxied: ProxiedConnections;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: FtpLimits;
  readonly metrics: FtpMetrics;
  readonly passivePorts: PassivePorts;
  /** Listings that look through several folders. */
  readonly tenantWalks: ConcurrencyLimit<TenantId>;
}

/** What one peer, one tenant or all of them may use of the FTP server; connections are control connections. */
export interface FtpLimits extends AdmissionLimits {
  /** From the connection to the sign-in, whatever is sent meanwhile. */
  readonly loginMs: number;
  /** Between the end of one command and the next; a running transfer is not idle. */
  readonly idleMs: number;
  /** From the EPSV or PASV reply to the data connection; in active mode, for connecting to the client. */
  readonly dataConnectMs: number;
  /** From AUTH, or from the connection to the port of implicit TLS, to the end of the handshake; of a data connection, from 150. */
  readonly handshakeMs: number;
  /** A data connection that takes no byte for this long is dropped, at the latest after twice as long. */
  readonly stallMs: number;
  /** One command line, without its end. */
  readonly lineBytes: number;
  /** Commands read ahead of the one being served; then the connection is not read until it is. */
  readonly queuedCommands: number;
  /** Logins (USER) that one connection may send: whether one demands TLS is looked up, without the wait of a wrong password. */
  readonly logins: number;
  /** Wrong passwords that one connection may send. */
  readonly passwordAttempts: number;
  /** Entries that a listing with patterns, or of folders with all below, looks at; then it is cut, with 451. */
  readonly walkedEntries: number;
  /** How long it may take. */
  readonly walkMs: number;
  /** Such listings at once of one tenant. */
  readonly walksPerTenant: number;
  /** Lines of a folder in a STAT reply, which is built in memory, unlike LIST. */
  readonly statusLines: number;
}

/**
 * lftp and FileZilla open up to ten connections, several of their users may share one address, and each
 * connection costs about 30 KB, with TLS 130 KB. The longest path in a tree is under 100 bytes; RFC 959 names no limit
 * of a line, other servers take 4096. A million files are a hundred days of a large tenant, and a thousand queries, one
 * after the other: five at once leave database and CPU to other tenants.
 */
export const DEFAULT_FTP_LIMITS: FtpLimits = {
  connections: 1000,
  connectionsPerAddress: 50,
  unauthenticated: 300,
  unauthenticatedPerAddress: 25,
  knownAddresses: 10_000,
  loginMs: 60_000,
  idleMs: 300_000,
  dataConnectMs: 30_000,
  handshakeMs: 10_000,
  stallMs: 60_000,
  lineBytes: 4096,
  queuedCommands: 64,
  logins: 10,
  passwordAttempts: 3,
  walkedEntries: 1_000_000,
  walkMs: 600_000,
  walksPerTenant: 5,
  statusLines: 1000,
};

/** What is sent over data connections, and how it can end. */
const CONTENTS = ['file', 'listing'] as const;
export type SentContent = (typeof CONTENTS)[number];
const SEND_OUTCOMES = [
  'completed',
  'aborted',
  'stalled',
  'peer-closed',
  'source-failed',
  'destroyed',
  'handshake-failed',
] as const;
export type SendOutcome = (typeof SEND_OUTCOMES)[number];

type FtpMetrics = ReturnType<typeof ftpMetrics>;

/** What the FTP server counts. Labels are closed sets; they hold nothing of a tenant or a call. */
export function ftpMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sessions: new Gauge({ name: 'fonoteka_ftp_sessions', help: 'Open FTP control connections.', registers }),
    refused: labelledCounter({
      registry,
      name: 'fonoteka_ftp_refused_total',
      help: 'Connections, sessions and listings refused, by the limit they met.',
      labels: {
        limit: [...REFUSALS, 'passive-ports', 'failed-logins', 'tenant', 'listings', 'tls-handshakes', 'tls-required'],
      },
    }),
    loginsFailed: new Counter({
      name: 'fonoteka_ftp_logins_failed_total',
      help: 'FTP sign-ins with a wrong login or password.',
      registers,
    }),
    foreignDataConnections: new Counter({
      name: 'fonoteka_ftp_foreign_data_connections_total',
      help: 'Data connections closed because they came from another address than the control connection.',
      registers,
    }),
    refusedPorts: new Counter({
      name: 'fonoteka_ftp_refused_ports_total',
      help: 'PORT and EPRT commands refused because they named another address than the client’s, or a privileged port.',
      registers,
    }),
    handshakes: labelledCounter({
      registry,
      name: 'fonoteka_ftp_tls_handshakes_total',
      help: 'TLS handshakes of FTP control connections, by how they ended.',
      labels: { outcome: ['completed', 'failed'] },
    }),
    transfers: labelledCounter({
      registry,
      name: 'fonoteka_ftp_transfers_total',
      help: 'Transfers over FTP, by what was sent and how it ended.',
      labels: { content: CONTENTS, outcome: SEND_OUTCOMES },
    }),
    sentBytes: labelledCounter({
      registry,
      name: 'fonoteka_ftp_sent_bytes_total',
      help: 'Bytes sent over FTP data connections.',
      labels: { content: CONTENTS },
    }),
  };
}
