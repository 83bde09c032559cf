import { z } from 'zod';

export const Health = z.object({ alive: z.literal(true) });

export const Readiness = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().exactOptional() })),
  })
  .meta({ id: 'Readiness' });
