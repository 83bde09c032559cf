import { z } from 'zod';

/** A call of several days would be one file that nobody can play. */
const DAY_S = 86_400;

const secondsOf = <const Env extends string, const Default extends string>(
  env: Env,
  {
    min,
    max = DAY_S,
    byDefault,
    about,
  }: { readonly min: number; readonly max?: number; readonly byDefault: Default; readonly about: string },
) => ({ env, schema: z.coerce.number().int().min(min).max(max), default: byDefault, about });

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
  // Some minutes, as a caller on hold may wait; a dead session then holds its ports for two such times at most.
  probeAfterSeconds: secondsOf('FONOTEKA_PROBE_AFTER', {
    min: 10,
    byDefault: '180',
    about:
      'A session without RTP for this many seconds, also a paused one, is asked for by OPTIONS, again and again. 481, or no answer twice: it is ended.',
  }),
  // Avaya's UPDATE comes within a second or two. Nobody's call is held longer than it must be: a minute at most.
  unknownPartiesSeconds: secondsOf('FONOTEKA_UNKNOWN_PARTIES', {
    min: 0,
    max: 60,
    byDefault: '5',
    about:
      'How many seconds a session is captured whose INVITE does not name its parties, until an UPDATE names them. Then it is recorded, or ended and destroyed. 0: such a session is refused at once.',
  }),
  // A card payment takes minutes, a queue an hour; a forgotten pause would hold ports and packages for days.
  longestPauseSeconds: secondsOf('FONOTEKA_LONGEST_PAUSE', {
    min: 60,
    byDefault: '14400',
    about: 'A session that has been paused for this many seconds without a break is ended.',
  }),
  // Longer than any conversation: what lasts so long is a leg that somebody forgot, or a fault.
  longestCallSeconds: secondsOf('FONOTEKA_LONGEST_CALL', {
    min: 60,
    byDefault: '86400',
    about: 'A session that has lasted for this many seconds is ended.',
  }),
  // A supervisor that waits less kills the process: its own time limit must be longer (TimeoutStopSec, terminationGracePeriodSeconds).
  drainSeconds: secondsOf('FONOTEKA_DRAIN', {
    min: 0,
    byDefault: '0',
    about:
      'How many seconds a recorder that is stopped waits for open calls to end by themselves: new ones get 503 and go to another recorder, OPTIONS too. Then it ends those that are left. 0: it ends them at once.',
  }),
} as const;
