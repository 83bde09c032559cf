/** RFC 3261 §17.1.1.1, appendix A: estimated round-trip time, maximum retransmit interval, maximum life of a message. */
export const T1_MS = 500;
export const T2_MS = 4_000;
const T4_MS = 5_000;

/** 64·T1 = 32 s: how long a transaction, a 2xx without ACK and an INVITE without final response last. */
export const TRANSACTION_TIMEOUT_MS = 64 * T1_MS;

/** The timers of transactions, named as in RFC 3261 §17 and RFC 6026 (`l`, `m`). */
export type TimerName = 'a' | 'b' | 'd' | 'm' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l';

interface TimerRule {
  readonly unreliableMs: number;
  /** Over TCP and TLS; null: the timer is not started. */
  readonly reliableMs: number | null;
}

/** RFC 3261 appendix A, table 4; RFC 6026 §8.4. */
export const TIMER_RULES: Readonly<Record<TimerName, TimerRule>> = {
  a: { unreliableMs: T1_MS, reliableMs: null },
  b: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: TRANSACTION_TIMEOUT_MS },
  d: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: 0 },
  m: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: TRANSACTION_TIMEOUT_MS },
  e: { unreliableMs: T1_MS, reliableMs: null },
  f: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: TRANSACTION_TIMEOUT_MS },
  g: { unreliableMs: T1_MS, reliableMs: null },
  h: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: TRANSACTION_TIMEOUT_MS },
  i: { unreliableMs: T4_MS, reliableMs: 0 },
  j: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: 0 },
  k: { unreliableMs: T4_MS, reliableMs: 0 },
  l: { unreliableMs: TRANSACTION_TIMEOUT_MS, reliableMs: TRANSACTION_TIMEOUT_MS },
};

export type TransactionState = 'trying' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

export type TransactionEvent =
  /** A client transaction starts. */
  | 'start'
  /** The request was retransmitted (server). */
  | 'request'
  | 'ack'
  /** A response of 1xx, 2xx, 3xx to 6xx: sent by a server, received by a client transaction. */
  | 'provisional'
  | 'success'
  | 'failure'
  | 'transport-error'
  | `timer-${TimerName}`;

export type TransactionAction =
  /** Sends the last message (again). */
  | { readonly do: 'send' }
  | { readonly do: 'start'; readonly timer: TimerName }
  /** Restarts a timer with twice its interval, at most T2. */
  | { readonly do: 'double'; readonly timer: TimerName }
  /** Restarts a timer with T2. */
  | { readonly do: 'restart-with-t2'; readonly timer: TimerName }
  | { readonly do: 'stop'; readonly timer: TimerName }
  /** Passes the received response or ACK to the transaction user. */
  | { readonly do: 'pass' }
  /** Informs the transaction user that no response or ACK came. */
  | { readonly do: 'time-out' };

interface Transition {
  readonly to: TransactionState;
  readonly actions: readonly TransactionAction[];
}

/** An event that is not in the table changes nothing. */
export type TransactionTable = Readonly<
  Partial<Record<TransactionState, Readonly<Partial<Record<TransactionEvent, Transition>>>>>
>;

const SEND = { do: 'send' } as const;
const PASS = { do: 'pass' } as const;
const TIME_OUT = { do: 'time-out' } as const;
const start = (timer: TimerName): TransactionAction => ({ do: 'start', timer });
const double = (timer: TimerName): TransactionAction => ({ do: 'double', timer });
const restartWithT2 = (timer: TimerName): TransactionAction => ({ do: 'restart-with-t2', timer });
const stop = (timer: TimerName): TransactionAction => ({ do: 'stop', timer });
const to = (state: TransactionState, ...actions: readonly TransactionAction[]): Transition => ({ to: state, actions });

/**
 * RFC 3261 §17.2.1, figure 7, with the Accepted state of RFC 6026 §7.1: a 2xx does not end the transaction, so that a
 * retransmitted INVITE does not create a second session.
 */
export const INVITE_SERVER: TransactionTable = {
  proceeding: {
    request: to('proceeding', SEND),
    provisional: to('proceeding', SEND),
    success: to('accepted', SEND, start('l')),
    failure: to('completed', SEND, start('g'), start('h')),
  },
  accepted: {
    // "Any retransmissions of the INVITE […] are absorbed" (RFC 6026 §7.1): the dialog retransmits the 2xx.
    success: to('accepted', SEND),
    ack: to('accepted', PASS),
    'timer-l': to('terminated'),
  },
  completed: {
    request: to('completed', SEND),
    ack: to('confirmed', stop('g'), stop('h'), start('i')),
    'timer-g': to('completed', SEND, double('g')),
    'timer-h': to('terminated', TIME_OUT),
  },
  confirmed: {
    'timer-i': to('terminated'),
  },
};

/** RFC 3261 §17.2.2, figure 8. */
export const NON_INVITE_SERVER: TransactionTable = {
  trying: {
    provisional: to('proceeding', SEND),
    success: to('completed', SEND, start('j')),
    failure: to('completed', SEND, start('j')),
  },
  proceeding: {
    request: to('proceeding', SEND),
    provisional: to('proceeding', SEND),
    success: to('completed', SEND, start('j')),
    failure: to('completed', SEND, start('j')),
  },
  completed: {
    request: to('completed', SEND),
    'timer-j': to('terminated'),
  },
};

/**
 * RFC 3261 §17.1.1, figure 5, with the Accepted state of RFC 6026 §7.2, for our re-INVITEs. Each final response is passed on, also a
 * retransmitted one, because it gets an ACK. Timer B runs on after a provisional response: a machine answers our re-INVITE, so
 * one that never does is gone.
 */
export const INVITE_CLIENT: TransactionTable = {
  trying: {
    start: to('trying', SEND, start('a'), start('b')),
    'timer-a': to('trying', SEND, double('a')),
    'timer-b': to('terminated', TIME_OUT),
    'transport-error': to('terminated', TIME_OUT),
    provisional: to('proceeding', stop('a')),
    success: to('accepted', PASS, stop('a'), stop('b'), start('m')),
    failure: to('completed', PASS, stop('a'), stop('b'), start('d')),
  },
  proceeding: {
    'timer-b': to('terminated', TIME_OUT),
    success: to('accepted', PASS, stop('b'), start('m')),
    failure: to('completed', PASS, stop('b'), start('d')),
  },
  accepted: {
    success: to('accepted', PASS),
    'timer-m': to('terminated'),
  },
  completed: {
    failure: to('completed', PASS),
    'timer-d': to('terminated'),
  },
};

/** RFC 3261 §17.1.2, figure 6. */
export const NON_INVITE_CLIENT: TransactionTable = {
  trying: {
    start: to('trying', SEND, start('e'), start('f')),
    'timer-e': to('trying', SEND, double('e')),
    'timer-f': to('terminated', TIME_OUT),
    'transport-error': to('terminated', TIME_OUT),
    provisional: to('proceeding'),
    success: to('completed', PASS, stop('e'), stop('f'), start('k')),
    failure: to('completed', PASS, stop('e'), stop('f'), start('k')),
  },
  proceeding: {
    'timer-e': to('proceeding', SEND, restartWithT2('e')),
    'timer-f': to('terminated', TIME_OUT),
    'transport-error': to('terminated', TIME_OUT),
    success: to('completed', PASS, stop('e'), stop('f'), start('k')),
    failure: to('completed', PASS, stop('e'), stop('f'), start('k')),
  },
  completed: {
    'timer-k': to('terminated'),
  },
};
