import { z } from 'zod';
import { isWarsawDay } from '../../base/warsaw-time.ts';

/** A calendar day in Europe/Warsaw, `YYYY-MM-DD`. */
export const WarsawDay = z
  .string()
  .refine(isWarsawDay, 'must be a day that exists, YYYY-MM-DD')
  .meta({ type: 'string', format: 'date' });
