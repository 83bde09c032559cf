import { z } from 'zod';
import { readInstant } from '../../base/instant.ts';

/** An instant: Unix ms inside, ISO 8601 in UTC outside. */
export const UnixMs = z
  .codec(z.iso.datetime(), z.number(), {
    decode: toUnixMs,
    encode: (instantMs) => new Date(instantMs).toISOString(),
  })
  .meta({ type: 'string', format: 'date-time' });

/** An instant in a request: ISO 8601 with any offset. */
export const InstantText = z.iso.datetime({
  offset: true,
  error: 'must be an instant of ISO 8601 with its offset',
});

/** Unix ms of a text that one of these schemas has let through. */
export function toUnixMs(text: string): number {
  const instant = readInstant(text);
  if (!instant.ok) throw new Error(`not an instant: ${text}`);
  return instant.value;
}
