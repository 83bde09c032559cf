import { createLogger, type Logger } from '../../src/platform/logging.ts';

/** A log that writes nothing. */
export const quietLog: Logger = createLogger('silent');
