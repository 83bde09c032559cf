import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The service's log: JSON lines on stderr. It holds no personal data: no numbers, names or addresses of calls, only ids.
 * As a second guard, fields whose names tell of a secret are redacted.
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
