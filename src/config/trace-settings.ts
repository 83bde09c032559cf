import { z } from 'zod';

/** The SIP messages of sessions and the files of refused uploads, for support. */
export const TRACE_SETTINGS = {
  // Support is asked the same day or the next; a message names people, so a week at most.
  traceHours: {
    env: 'FONOTEKA_TRACE_HOURS',
    schema: z.coerce.number().int().min(0).max(168),
    default: '24',
    about:
      'How many hours the SIP messages of a recording session are kept for support, from its last message on (`siprec trace`). They name who spoke with whom. 0: none are kept, and no call records of sources for their preview, which end after a day at most.',
  },
  // About 50,000 sessions: compressed, one has 2 to 5 kB.
  traceMegabytes: {
    env: 'FONOTEKA_TRACE_MB',
    schema: z.coerce.number().int().min(1).max(10_000),
    default: '200',
    about: 'The size of all of them in the database in MB; the oldest go.',
  },
  // A source may take a quarter: nine hours of two channels at 8 kHz, or a hundred calls of five minutes.
  refusedUploadMegabytes: {
    env: 'FONOTEKA_REFUSED_UPLOADS_MB',
    schema: z.coerce.number().int().min(0).max(100_000),
    default: '2000',
    about:
      'The size in MB of all uploads whose audio could not be used, which are kept a day for support (`refused-upload`); a source has a quarter of it at most, and its oldest go. 0: none are kept.',
  },
} as const;
