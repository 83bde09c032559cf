import { randomInt } from 'node:crypto';
import type { PortRange } from '../../src/config/index.ts';

/** Below the ports that Linux gives to other sockets; a slice for each of the files that run at the same time. */
const LOWEST_PORT = 10_000;
const PORTS_OF_A_FILE = 5_600;
/** `maxWorkers` in vitest.config.ts. */
const SLICES = 4;

/** RTP ports that no other test file of this run uses; `count` of them, somewhere else in each run, or all. */
export function rtpPorts(count = PORTS_OF_A_FILE): PortRange {
  const slice = Number(process.env['VITEST_POOL_ID'] ?? 0) % SLICES;
  const offset = 2 * randomInt((PORTS_OF_A_FILE - count) / 2 + 1);
  const min = LOWEST_PORT + slice * PORTS_OF_A_FILE + offset;
  return { min, max: min + count - 1 };
}
