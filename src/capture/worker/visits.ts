/** A media thread that is held up for so long, by the disk, by another program or by its machine, loses nothing. */
export const STALL_MS = 2_000;

/** What waits in the sockets is not taken later: a call's end, a report of a loss or a new source wait for no more than so. */
export const LONGEST_VISIT_MS = 500;

/** Sockets that hold less than a stall are visited as often as makes sense: five packets of a stream each. */
const SHORTEST_MS = 100;

/**
 * How long the sockets of calls may be left alone. One visit takes all that waits in a socket by one system call, and the call costs
 * about as much as two packets: few visits are cheaper than many. `holdsMs`: how long a stream is safe in a socket. A whole part of
 * the time between two syncs, since a sync follows a visit.
 */
export function visitIntervalMs(syncIntervalMs: number, holdsMs: number): number {
  const longestMs = Math.min(LONGEST_VISIT_MS, Math.max(SHORTEST_MS, holdsMs - STALL_MS));
  return syncIntervalMs / Math.ceil(syncIntervalMs / longestMs);
}
