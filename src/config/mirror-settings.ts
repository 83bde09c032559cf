import { z } from 'zod';
import { onOff } from './setting-schemas.ts';

/** The spool's copy in the object store, and recorders that are gone. */
export const MIRROR_SETTINGS = {
  spoolMirror: {
    env: 'FONOTEKA_SPOOL_MIRROR',
    schema: onOff,
    default: 'off',
    about:
      'Whether a recorder puts each second of its spool into the object store, too, so that another recorder can take its calls over when its machine is lost: `on` or `off`. For several machines that share object store, key store and database; each second in which a recorder records costs a put and a delete there.',
  },
  // A restart, an upgrade, a failover of the database end well before; a recorder that comes back later loses nothing either.
  recorderLeaseMinutes: {
    env: 'FONOTEKA_RECORDER_LEASE',
    schema: z.coerce.number().int().min(2).max(1440),
    default: '10',
    about:
      'How many minutes after the last sign of life of a recorder with a mirrored spool another one takes its calls over. At once: `fonoteka recorder take-over`.',
  },
} as const;
