import { z } from 'zod';
import type { Result } from '../../base/result.ts';

/** A text that a parser of the domain reads; what speaks against it is told of the field. */
export function readBy<T>(parser: (text: string) => Result<T>, maxChars: number) {
  return z
    .string()
    .max(maxChars)
    .transform((text, context) => {
      const read = parser(text);
      if (read.ok) return read.value;
      context.addIssue({ code: 'custom', message: read.reason });
      return z.NEVER;
    });
}
