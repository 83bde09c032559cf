import { z } from 'zod';
import { port } from './setting-schemas.ts';

/** SFTP. */
export const SFTP_SETTINGS = {
  sftpPort: {
    env: 'FONOTEKA_SFTP_PORT',
    schema: z.union([z.literal('').transform(() => null), port]),
    default: '2222',
    about: 'SFTP. Empty: off. 0: the system chooses.',
  },
} as const;
