import { z } from 'zod';

/** The folder from which finished recordings are taken. */
export const WATCH_SETTINGS = {
  watch: {
    env: 'FONOTEKA_WATCH',
    schema: z.string(),
    default: '',
    about:
      'A folder from which the role `web` takes finished recordings: one sub-folder for each source, named as the source or by its id (docs/operators/watched-folder.md). Empty: none.',
  },
  // A network file system may show a file as it was a minute ago (Linux' NFS, `acregmax`).
  watchSettleSeconds: {
    env: 'FONOTEKA_WATCH_SETTLE',
    schema: z.coerce.number().int().min(1).max(86_400),
    default: '60',
    about: 'A file there is finished when its size and time have not changed for so many seconds.',
  },
  // A week's end and a holiday: time to see that what was stored is right. They are copies that no retention period ends.
  watchDoneDays: {
    env: 'FONOTEKA_WATCH_DONE_DAYS',
    schema: z.coerce.number().int().min(0).max(365),
    default: '7',
    about:
      'How many days files that have been stored are kept in `done` before they are deleted. They are copies outside of retention and RODO erasure. 0: deleted as soon as they are stored.',
  },
} as const;
