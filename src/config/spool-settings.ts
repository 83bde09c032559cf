import { z } from 'zod';

/** The spool: what is lost when a recorder is killed. */
export const SPOOL_SETTINGS = {
  // Ten packets of a stream come in 200 ms: more often, syncs are all of the work. After 5 s 1,000 calls hold a third of the memory that is for a
  // disk that fails, and a media worker that says nothing for 10 s is taken for hung.
  spoolSyncMs: {
    env: 'FONOTEKA_SPOOL_SYNC_INTERVAL',
    schema: z.coerce.number().int().min(200).max(5000),
    default: '1000',
    about:
      'After how many milliseconds what was received is written to the spool and synced: what a killed recorder, or a loss of power, costs each open call at most. A shorter one costs a sync of the disk for each media worker each time.',
  },
} as const;
