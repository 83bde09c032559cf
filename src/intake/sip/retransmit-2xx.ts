import type { Clock, Timer } from '../../base/clock.ts';
import { T1_MS, T2_MS, TRANSACTION_TIMEOUT_MS } from './transaction-tables.ts';

/**
 * Retransmits a 2xx to an INVITE until the returned timer is cancelled, over any transport: the 2xx is end to end, and a
 * hop behind the first may use UDP (RFC 3261 §13.3.1.4). `onTimeout` is called after 64·T1.
 */
export function retransmit2xx(clock: Clock, retransmit: () => void, onTimeout: () => void): Timer {
  let next: Timer;
  const schedule = (intervalMs: number): void => {
    next = clock.after(intervalMs, () => {
      schedule(Math.min(2 * intervalMs, T2_MS));
      retransmit();
    });
  };
  schedule(T1_MS);
  const timeout = clock.after(TRANSACTION_TIMEOUT_MS, () => {
    next.cancel();
    onTimeout();
  });
  return {
    cancel: () => {
      next.cancel();
      timeout.cancel();
    },
  };
}
