/**
 * Server transactions at once, each a few KiB. Over UDP one lasts 32 s, and a call has two of them: 100 new calls per second
 * use two thirds.
 */
export const MAX_TRANSACTIONS = 10_000;

/** One source alone leaves room for the others. */
export const MAX_TRANSACTIONS_PER_SOURCE = 8_000;

/** What each source gets even if the others use all: 8 new calls per second. */
export const RESERVED_TRANSACTIONS_PER_SOURCE = 500;

/** Additional transactions for requests within dialogs, so that a flood of INVITEs cannot block a BYE. */
export const RESERVED_TRANSACTIONS = 2_000;

/** INVITEs without a final response plus 2xx without an ACK: a PBX that works has them for well under a second. Further INVITEs get 503. */
export const MAX_HALF_OPEN_SESSIONS = 1_000;
export const MAX_HALF_OPEN_SESSIONS_PER_SOURCE = 500;

/** What each source gets even if the others use all: 50 new calls per second that are answered within a second. */
export const RESERVED_HALF_OPEN_SESSIONS_PER_SOURCE = 50;

/** New sessions that a known source may request in a second: ten times what one recorder can take. Further ones get 503. */
export const MAX_INVITES_PER_SECOND_PER_SOURCE = 2_000;

/**
 * Messages of unknown sources that are read in a second, from one address and from all: enough to see in the log and at
 * the PBX what is wrong. Further ones are dropped unread: answers to a flood would serve its sender only.
 */
export const MAX_UNKNOWN_REQUESTS_PER_SECOND_PER_ADDRESS = 20;
export const MAX_UNKNOWN_REQUESTS_PER_SECOND = 200;

/** Requests of unknown sources, of some KiB each, that wait while the directory's version is read. */
export const MAX_UNDECIDED_REQUESTS = 100;

/** Dialogs at once. RTP ports run out first. */
export const MAX_DIALOGS = 20_000;

/** Each may hold one incomplete message of 320 KiB. A PBX uses a few. */
export const MAX_TCP_CONNECTIONS = 1_000;
export const MAX_TCP_CONNECTIONS_PER_PEER = 100;

/** Connections of unknown sources, in all and from one address: enough to refuse them. The rest is left to known PBXs. */
export const MAX_UNKNOWN_TCP_CONNECTIONS = 200;
export const MAX_UNKNOWN_TCP_CONNECTIONS_PER_PEER = 20;

/**
 * TLS handshakes, each a millisecond of CPU: of known PBXs, so that all of them can come back at once after a restart, and of unknown
 * ones. Further connections are closed before their handshake.
 */
export const HANDSHAKES_PER_SECOND = {
  known: { perAddress: 50, total: 200 },
  unknown: { perAddress: 5, total: 50 },
};

/** Networks from which PBXs have come that are known by their certificate: they count as known. An operator has some hundreds. */
export const MAX_KNOWN_TLS_NETWORKS = 1_000;

/** From the opening of a connection to the end of its handshake: some round trips, also on a bad line. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;

/** From the first byte of a message to its last; for the first message of a connection, from its opening. */
export const MESSAGE_TIMEOUT_MS = 30_000;

/** For a connection without traffic. Longer than nearly every call, so that its BYE finds the connection open. */
export const IDLE_TIMEOUT_MS = 2 * 3_600_000;

/** The same for a connection of an unknown source, which is refused anyway. */
export const UNKNOWN_IDLE_TIMEOUT_MS = 30_000;

/** For connecting to a peer. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Bytes queued for a peer that does not read. */
export const MAX_UNSENT_BYTES = 512 * 1024;

/** The kernel's queue of datagrams: about 500 INVITEs of 4 KiB while the event loop is busy. */
export const UDP_RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;

/** Attempts to find a port that is free for both UDP and TCP. */
export const MAX_PORT_ATTEMPTS = 50;

/** Retry-After of a 503, in seconds: long enough for a peak to pass, short enough to be used again soon. */
export const RETRY_AFTER_S = 5;
