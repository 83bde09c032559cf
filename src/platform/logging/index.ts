import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The service's log: JSON lines on stderr. Personal data stays out: no numbers, names or addresses of
 * calls, only ids; what carries a secret is cut by name as a second guard.
 */
export function createLogger(level: string, destination: DestinationStream = process.stderr): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['password', 'apiKey', 'secret', 'authorization', '*.password', '*.apiKey'], censor: '***' },
    },
    destination,
  );
}
