import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';

const PERIOD_MS = 10 * 60_000;
/** More than an office makes by mistake; under attack 15,000 events a day, some MB. */
const MAX_IN_PERIOD = 100;

/** How many failed sign-ins of a tenant, and of unknown logins, are audited: an audit log is kept for years, and anybody can fail. */
export class AuditedFailures {
  readonly #clock: Clock;
  readonly #counts = new Map<TenantId | null, number>();
  #period = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one. `last`: no more are audited in this period; `over`: nor is this one. */
  take(tenantId: TenantId | null): 'audited' | 'last' | 'over' {
    const period = Math.floor(this.#clock.monotonicMs() / PERIOD_MS);
    if (period !== this.#period) this.#counts.clear();
    this.#period = period;
    const count = (this.#counts.get(tenantId) ?? 0) + 1;
    if (count > MAX_IN_PERIOD) return 'over';
    this.#counts.set(tenantId, count);
    return count === MAX_IN_PERIOD ? 'last' : 'audited';
  }
}
