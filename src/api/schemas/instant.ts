import { z } from 'zod';

/** An instant: Unix ms inside, ISO 8601 in UTC outside. */
export const UnixMs = z
  .codec(z.iso.datetime(), z.number(), {
    decode: (text) => Date.parse(text),
    encode: (instantMs) => new Date(instantMs).toISOString(),
  })
  .meta({ type: 'string', format: 'date-time' });
