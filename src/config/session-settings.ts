import { z } from 'zod';

const DAY_S = 86_400;

const secondsOf = <const Env extends string, const Default extends string>(
  env: Env,
  { min, byDefault, about }: { readonly min: number; readonly byDefault: Default; readonly about: string },
) => ({ env, schema: z.coerce.number().int().min(min).max(DAY_S), default: byDefault, about });

/** How long a recording session may last, and how a dead one is found. */
export const SESSION_SETTINGS = {
  // RFC 4028 §4 recommends 1800: two refreshes an hour cost nothing, and a dead session ends within half an hour.
  sessionExpiresSeconds: secondsOf('FONOTEKA_SESSION_EXPIRES', {
    min: 90,
    byDefault: '1800',
    about:
      'Session timers (RFC 4028): the longest interval in seconds between two refreshes of a session; longer ones that a PBX asks for are reduced to it.',
  }),
  // RFC 4028 §5: never below 90, which lets the slowest refresh be retransmitted.
  sessionMinSeconds: secondsOf('FONOTEKA_SESSION_MIN', {
    min: 90,
    byDefault: '90',
    about: 'The shortest such interval in seconds; a PBX that asks for a shorter one gets 422 with this one.',
  }),
} as const;
