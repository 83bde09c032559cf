import { z } from 'zod';

/** The SIP messages of sessions, for support. */
export const TRACE_SETTINGS = {
  // Support is asked the same day or the next; a message names people, so a week at most.
  traceHours: {
    env: 'FONOTEKA_TRACE_HOURS',
    schema: z.coerce.number().int().min(0).max(168),
    default: '24',
    about:
      'How many hours the SIP messages of a recording session are kept for support, from its last message on (`siprec trace`). They name who spoke with whom. 0: none are kept.',
  },
  // About 50,000 sessions: compressed, one has 2 to 5 kB.
  traceMegabytes: {
    env: 'FONOTEKA_TRACE_MB',
    schema: z.coerce.number().int().min(1).max(10_000),
    default: '200',
    about: 'The size of all of them in the database in MB; the oldest go.',
  },
} as const;
