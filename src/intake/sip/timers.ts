/** RFC 3261 §17.1.1.1, appendix A: round trip estimate, longest interval between retransmissions, longest stay in the net. */
export const T1_MS = 500;
export const T2_MS = 4_000;
const T4_MS = 5_000;

/** How long a transaction, an unacknowledged 2xx, an unanswered session lives: 32 s. */
export const TRANSACTION_LIFE_MS = 64 * T1_MS;

/** The timers of transactions by their letters in RFC 3261 §17 and RFC 6026 (`l`). */
export type TimerName = 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l';

interface TimerRule {
  readonly unreliableMs: number;
  /** Over TCP and TLS; null: does not run. */
  readonly reliableMs: number | null;
}

/** RFC 3261 appendix A, table 4. A, B and D belong to INVITEs sent; a recorder sends none. */
export const TIMER_RULES: Readonly<Record<TimerName, TimerRule>> = {
  e: { unreliableMs: T1_MS, reliableMs: null },
  f: { unreliableMs: TRANSACTION_LIFE_MS, reliableMs: TRANSACTION_LIFE_MS },
  g: { unreliableMs: T1_MS, reliableMs: null },
  h: { unreliableMs: TRANSACTION_LIFE_MS, reliableMs: TRANSACTION_LIFE_MS },
  i: { unreliableMs: T4_MS, reliableMs: 0 },
  j: { unreliableMs: TRANSACTION_LIFE_MS, reliableMs: 0 },
  k: { unreliableMs: T4_MS, reliableMs: 0 },
  l: { unreliableMs: TRANSACTION_LIFE_MS, reliableMs: TRANSACTION_LIFE_MS },
};
