import type { Clock, Timer } from '../../base/clock.ts';
import {
  T2_MS,
  TIMER_RULES,
  type TimerName,
  type TransactionAction,
  type TransactionEvent,
  type TransactionState,
  type TransactionTable,
} from './transaction-tables.ts';

interface TransactionCallbacks {
  send(bytes: Buffer, isRetransmission: boolean): void;
  /** A response or ACK for the transaction user was received. */
  onReceived?(): void;
  /** No response or ACK came. */
  onTimeout?(): void;
  /** Called once; all timers are stopped. */
  onTerminated(): void;
}

interface RunningTimer {
  readonly timer: Timer;
  readonly intervalMs: number;
}

/** Runs a transaction table: holds the state, the timers and the last message sent. */
export class Transaction {
  readonly #table: TransactionTable;
  readonly #reliable: boolean;
  readonly #clock: Clock;
  readonly #callbacks: TransactionCallbacks;
  readonly #timers = new Map<TimerName, RunningTimer>();
  #state: TransactionState;
  #message: Buffer | null = null;
  #sent = false;

  constructor(
    table: TransactionTable,
    initial: TransactionState,
    { reliable, clock, callbacks }: { reliable: boolean; clock: Clock; callbacks: TransactionCallbacks },
  ) {
    this.#table = table;
    this.#state = initial;
    this.#reliable = reliable;
    this.#clock = clock;
    this.#callbacks = callbacks;
  }

  /** Applies an event. `message` becomes the message that is sent from now on. */
  fire(event: TransactionEvent, message?: Buffer): void {
    const transition = this.#table[this.#state]?.[event];
    if (transition === undefined) return;
    if (message !== undefined) {
      this.#message = message;
      this.#sent = false;
    }
    this.#state = transition.to;
    for (const action of transition.actions) this.#perform(action);
    if (transition.to === 'terminated') this.#end();
  }

  /** Terminates the transaction in any state, when the server stops. */
  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#end();
  }

  #perform(action: TransactionAction): void {
    if (action.do === 'send') this.#send();
    else if (action.do === 'pass') this.#callbacks.onReceived?.();
    else if (action.do === 'time-out') this.#callbacks.onTimeout?.();
    else if (action.do === 'stop') this.#stop(action.timer);
    else if (action.do === 'start') this.#start(action.timer, this.#interval(action.timer));
    else if (action.do === 'restart-with-t2') this.#start(action.timer, T2_MS);
    else this.#start(action.timer, Math.min(T2_MS, 2 * (this.#timers.get(action.timer)?.intervalMs ?? T2_MS)));
  }

  #send(): void {
    if (this.#message === null) return;
    const isRetransmission = this.#sent;
    this.#sent = true;
    this.#callbacks.send(this.#message, isRetransmission);
  }

  #interval(name: TimerName): number | null {
    const rule = TIMER_RULES[name];
    return this.#reliable ? rule.reliableMs : rule.unreliableMs;
  }

  #start(name: TimerName, intervalMs: number | null): void {
    this.#stop(name);
    if (intervalMs === null) return;
    if (intervalMs === 0) return this.fire(`timer-${name}`);
    this.#timers.set(name, { intervalMs, timer: this.#clock.after(intervalMs, () => this.fire(`timer-${name}`)) });
  }

  #stop(name: TimerName): void {
    this.#timers.get(name)?.timer.cancel();
    this.#timers.delete(name);
  }

  #end(): void {
    for (const name of this.#timers.keys()) this.#stop(name);
    this.#callbacks.onTerminated();
  }
}
