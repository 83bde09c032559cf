import type { Socket } from 'node:net';

/** Where the next transfer's data connection comes from: one that the client opens (passive), or this server (active). */
export interface DataPort {
  /** The data connection, which the caller now owns; null when there was none in time, or the signal aborted. */
  take(signal: AbortSignal): Promise<Socket | null>;
  /** Frees the port, and closes a connection that was not taken. */
  close(): void;
}
