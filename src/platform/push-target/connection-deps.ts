import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../logging.ts';
import type { AddressGuard } from './address-guard/address-guard.ts';
import type { TimeLimits } from './time-limits.ts';

/** What every adapter connects with. */
export interface ConnectionDeps {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  /** Certificates trusted beside the system's, PEM. */
  readonly authorities: readonly string[];
  readonly signal: AbortSignal;
  readonly log: Logger;
}
