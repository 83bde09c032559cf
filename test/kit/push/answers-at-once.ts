import type { Connection } from 'ssh2';

/** Without it each answer of ssh2's server waits 40 ms for the acknowledgement of the one before (Nagle). */
export function answersAtOnce(connection: Connection): void {
  // Not in ssh2's types.
  (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
}
