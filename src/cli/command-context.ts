import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/index.ts';
import type { Logger } from '../platform/logging.ts';
import type { Output } from './output.ts';

/** What a command works with. */
export interface CommandContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly output: Output;
}
