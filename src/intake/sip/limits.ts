/** Server transactions kept at once, each a few KiB for up to 32 s. 200 new calls a second fill a tenth of it. */
export const MAX_TRANSACTIONS = 10_000;

/** Room kept beyond MAX_TRANSACTIONS for requests of calls that already run, so that a flood cannot hold up a BYE. */
export const RESERVED_TRANSACTIONS = 2_000;

/** INVITEs not yet answered and answers not yet acknowledged; more get 503 while the rest goes on. */
export const MAX_HALF_OPEN_SESSIONS = 1_000;

/** Recording sessions at once. Ports for RTP run out before. */
export const MAX_DIALOGS = 20_000;

/** Each may hold one unfinished message of 320 KiB. A PBX uses a few. */
export const MAX_TCP_CONNECTIONS = 1_000;
export const MAX_TCP_CONNECTIONS_PER_PEER = 100;

/** A message takes no longer from its first byte to its last, the first of a connection from its opening. */
export const MESSAGE_TIMEOUT_MS = 30_000;

/** A connection without traffic; longer than nearly every call, so that its BYE finds the connection open. */
export const IDLE_CONNECTION_MS = 2 * 3_600_000;

/** Connecting to a peer takes no longer, or the peer is not there. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** What may wait for a peer that does not read. */
export const MAX_UNSENT_BYTES = 512 * 1024;

/** The kernel's queue of datagrams: about 500 INVITEs of 4 KiB, while the event loop does something else. */
export const UDP_RECEIVE_BUFFER_BYTES = 2 * 1024 * 1024;

/** Ports tried for one that is free for UDP and TCP both. */
export const MAX_PORT_ATTEMPTS = 50;

/** What Retry-After says with 503, in seconds: long enough to let a peak pass, short enough to be used again soon. */
export const RETRY_AFTER_S = 5;
