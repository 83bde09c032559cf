import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../base/errors.ts';

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** Problem details (RFC 9457 §3) with the code of the catalogue as an extension member. */
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(CODES),
    detail: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with each field, for `request-invalid`.'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof Problem>;
