import { createLogger, type Logger } from '../../src/platform/logging.ts';

/** A log that nobody reads. */
export const quietLog: Logger = createLogger('silent');
