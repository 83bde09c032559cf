import { z } from 'zod';
import { OPERATOR_ROLES, TENANT_ROLES } from '../../tenants/index.ts';

/** Longer texts are no login and no password; Argon2 is not asked to hash them. */
const MAX_LOGIN_CHARS = 200;
const MAX_PASSWORD_CHARS = 1000;

const Role = z.enum([...TENANT_ROLES, ...OPERATOR_ROLES]).meta({ id: 'Role' });

export const Credentials = z.strictObject({
  login: z.string().min(1).max(MAX_LOGIN_CHARS),
  password: z.string().min(1).max(MAX_PASSWORD_CHARS),
  code: z
    .string()
    .regex(/^\d{6}$/)
    .optional()
    .describe('The one-time code, for accounts that have one.'),
});

export const Session = z
  .object({
    user: z.object({
      id: z.uuid(),
      login: z.string(),
      role: Role,
      mayDownload: z.boolean(),
      extensions: z.array(z.string()).readonly().describe('The numbers whose calls an agent may hear.'),
    }),
    tenant: z
      .object({ id: z.uuid(), name: z.string(), plan: z.string().nullable() })
      .nullable()
      .describe('Null for the operator’s staff.'),
  })
  .meta({ id: 'Session' });

export type Session = z.output<typeof Session>;
