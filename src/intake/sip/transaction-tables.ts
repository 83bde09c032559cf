import type { TimerName } from './timers.ts';

export type TransactionState = 'trying' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

export type TransactionEvent =
  /** A client transaction begins. */
  | 'start'
  /** The request came again (server). */
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
  /** Starts a timer again with twice its interval, T2 at the most; `slow`: with T2 at once. */
  | { readonly do: 'double'; readonly timer: TimerName }
  | { readonly do: 'slow'; readonly timer: TimerName }
  | { readonly do: 'stop'; readonly timer: TimerName }
  /** Hands what came to the user of the transaction. */
  | { readonly do: 'pass' }
  /** Tells the user that no answer came. */
  | { readonly do: 'give-up' };

interface Transition {
  readonly to: TransactionState;
  readonly actions: readonly TransactionAction[];
}

/** What is not in the table does not happen or changes nothing. */
export type TransactionTable = Readonly<
  Partial<Record<TransactionState, Readonly<Partial<Record<TransactionEvent, Transition>>>>>
>;

const SEND = { do: 'send' } as const;
const PASS = { do: 'pass' } as const;
const GIVE_UP = { do: 'give-up' } as const;
const start = (timer: TimerName): TransactionAction => ({ do: 'start', timer });
const double = (timer: TimerName): TransactionAction => ({ do: 'double', timer });
const slow = (timer: TimerName): TransactionAction => ({ do: 'slow', timer });
const stop = (timer: TimerName): TransactionAction => ({ do: 'stop', timer });
const to = (state: TransactionState, ...actions: readonly TransactionAction[]): Transition => ({ to: state, actions });

/**
 * RFC 3261 §17.2.1, figure 7, with the Accepted state of RFC 6026 §7.1: a 2xx no longer ends the transaction, so
 * that a repeated INVITE does not begin a second session.
 */
export const INVITE_SERVER: TransactionTable = {
  proceeding: {
    request: to('proceeding', SEND),
    provisional: to('proceeding', SEND),
    success: to('accepted', SEND, start('l')),
    failure: to('completed', SEND, start('g'), start('h')),
  },
  accepted: {
    // "Any retransmissions of the INVITE […] are absorbed" (RFC 6026 §7.1): the 2xx is repeated from above.
    success: to('accepted', SEND),
    ack: to('accepted', PASS),
    'timer-l': to('terminated'),
  },
  completed: {
    request: to('completed', SEND),
    ack: to('confirmed', stop('g'), stop('h'), start('i')),
    'timer-g': to('completed', SEND, double('g')),
    'timer-h': to('terminated', GIVE_UP),
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

/** RFC 3261 §17.1.2, figure 6. */
export const NON_INVITE_CLIENT: TransactionTable = {
  trying: {
    start: to('trying', SEND, start('e'), start('f')),
    'timer-e': to('trying', SEND, double('e')),
    'timer-f': to('terminated', GIVE_UP),
    'transport-error': to('terminated', GIVE_UP),
    provisional: to('proceeding'),
    success: to('completed', PASS, stop('e'), stop('f'), start('k')),
    failure: to('completed', PASS, stop('e'), stop('f'), start('k')),
  },
  proceeding: {
    'timer-e': to('proceeding', SEND, slow('e')),
    'timer-f': to('terminated', GIVE_UP),
    'transport-error': to('terminated', GIVE_UP),
    success: to('completed', PASS, stop('e'), stop('f'), start('k')),
    failure: to('completed', PASS, stop('e'), stop('f'), start('k')),
  },
  completed: {
    'timer-k': to('terminated'),
  },
};
