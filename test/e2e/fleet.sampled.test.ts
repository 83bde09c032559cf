import { expect, test } from 'vitest';
import { inOwnNamespaces } from '../kit/fleet/contained-fleet.ts';
import { sampled } from '../kit/sampled.ts';

const FLEET = new URL('./fleet.child.ts', import.meta.url).pathname;
/** How long a fault lasts: longer than what a PBX waits, and in `npm run test:long` than what a client of the database waits. */
const FAULT_SECONDS = sampled(3, 12);

/** What is done to which machine, in this order. */
const PLAN = sampled(
  [
    'kill:recorder-1',
    'freeze:web-1',
    'cut:worker-1',
    'full:recorder-2',
    'slow:files-1',
    'failover:killed',
    'lose:recorder-2',
  ],
  [
    ...[
      'recorder-1',
      'recorder-2',
      'web-1',
      'files-1',
      'worker-1',
      'worker-2',
      'postgres-standby',
      'postgres-primary',
    ].flatMap((machine) => ['kill', 'freeze', 'cut', 'slow', 'full'].map((fault) => `${fault}:${machine}`)),
    ...['freeze', 'cut', 'slow'].map((fault) => `${fault}:s3-1`),
    ...['killed', 'frozen', 'cut'].map((how) => `failover:${how}`),
    'lose:recorder-2',
  ],
);

test(`nothing that was acknowledged is missing, twice or wrong after ${PLAN.length} faults of a fleet's machines`, {
  timeout: 600_000 + PLAN.length * 60_000,
}, async () => {
  expect(await inOwnNamespaces(FLEET, String(FAULT_SECONDS), ...PLAN)).toEqual([]);
});
