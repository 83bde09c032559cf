/** What one peer, one tenant or all of them may take from the FTP server. */
export interface FtpLimits {
  /** Control connections at once. */
  readonly connections: number;
  /** Control connections at once from one IPv4 address or one IPv6 /64 (what one subscriber gets). */
  readonly connectionsPerAddress: number;
  /** Signed-in sessions at once of one tenant. */
  readonly sessionsPerTenant: number;
  /** From the connection to the sign-in, whatever is sent meanwhile. */
  readonly loginMs: number;
  /** Between the end of one command and the next; a transfer under way is not idle. */
  readonly idleMs: number;
  /** From the EPSV or PASV reply to the data connection. */
  readonly dataConnectMs: number;
  /** A data connection that takes no byte for this long is dropped, at the latest after twice as long. */
  readonly stallMs: number;
  /** One command line, without its end. */
  readonly lineBytes: number;
  /** Commands read ahead of the one being served; then the connection is not read until it is. */
  readonly queuedCommands: number;
  /** Wrong passwords that one connection may send. */
  readonly passwordAttempts: number;
  /** Lines of a folder in a STAT reply, which is kept whole in memory, unlike LIST. */
  readonly statusLines: number;
  /** Addresses, and logins, whose failed sign-ins are remembered; the oldest are forgotten. */
  readonly rememberedFailures: number;
}

/**
 * lftp and FileZilla open up to ten connections, several of their users may share one address, and each
 * connection costs about 30 KB. The longest path in a tree is under 100 bytes; RFC 959 names no limit
 * of a line, other servers take 4096.
 */
export const DEFAULT_FTP_LIMITS: FtpLimits = {
  connections: 1000,
  connectionsPerAddress: 50,
  sessionsPerTenant: 50,
  loginMs: 60_000,
  idleMs: 300_000,
  dataConnectMs: 30_000,
  stallMs: 60_000,
  lineBytes: 4096,
  queuedCommands: 64,
  passwordAttempts: 3,
  statusLines: 1000,
  rememberedFailures: 10_000,
};
