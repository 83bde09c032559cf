import { z } from 'zod';

/** How much a recorder takes upon itself. */
export const CAPACITY_SETTINGS = {
  maxCalls: {
    env: 'FONOTEKA_MAX_CALLS',
    schema: z.union([z.literal('auto'), z.coerce.number().int().min(1).max(100_000)]),
    default: 'auto',
    about:
      'How many calls a recorder records at the same time. Further ones get 503, so that the PBX uses another recorder; those that run are not touched. `auto`: as many as it can receive, measured at the start.',
  },
  mediaThreads: {
    env: 'FONOTEKA_MEDIA_THREADS',
    schema: z.union([z.literal('auto'), z.coerce.number().int().min(1).max(64)]),
    default: 'auto',
    about:
      'How many threads of a recorder receive RTP; calls are spread over them. `auto`: one for each eight cores, since encoding what one receives takes about eight. One carries 2,000 calls and more.',
  },
} as const;
