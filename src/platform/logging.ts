import { type DestinationStream, type Logger, pino, type SerializedError } from 'pino';

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
      serializers: { err: withoutValues },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['password', 'apiKey', 'secret', 'authorization', '*.password', '*.apiKey'], censor: '***' },
    },
    destination,
  );
}

/** PostgreSQL's errors have the values of a failed row, numbers of parties among them, in these fields; the message has the names of table and rule. */
const FIELDS_WITH_VALUES = ['detail', 'where', 'internalQuery', 'parameters'];

function withoutValues(error: Error): object {
  const serialized: SerializedError = pino.stdSerializers.err(error);
  if (!('severity' in serialized)) return serialized;
  return Object.fromEntries(Object.entries(serialized).filter(([field]) => !FIELDS_WITH_VALUES.includes(field)));
}
