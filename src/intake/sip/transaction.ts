import type { Clock, Timer } from '../../base/clock.ts';
import { T2_MS, TIMER_RULES, type TimerName } from './timers.ts';
import type { TransactionAction, TransactionEvent, TransactionState, TransactionTable } from './transaction-tables.ts';

export interface TransactionUser {
  /** `again`: the bytes have been sent before. */
  send(bytes: Buffer, again: boolean): void;
  pass?(): void;
  giveUp?(): void;
  /** Called once; no timer runs any more. */
  onTerminated(): void;
}

interface RunningTimer {
  readonly timer: Timer;
  readonly intervalMs: number;
}

/** Walks a transaction table: holds the state, the timers and the last message sent. */
export class Transaction {
  readonly #table: TransactionTable;
  readonly #reliable: boolean;
  readonly #clock: Clock;
  readonly #user: TransactionUser;
  readonly #timers = new Map<TimerName, RunningTimer>();
  #state: TransactionState;
  #message: Buffer | null = null;
  #sent = false;

  constructor(
    table: TransactionTable,
    initial: TransactionState,
    { reliable, clock, user }: { reliable: boolean; clock: Clock; user: TransactionUser },
  ) {
    this.#table = table;
    this.#state = initial;
    this.#reliable = reliable;
    this.#clock = clock;
    this.#user = user;
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** Lets something happen; `message` becomes the one that is sent from now on. */
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

  /** Ends the transaction whatever its state; the server stops. */
  abandon(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#end();
  }

  #perform(action: TransactionAction): void {
    if (action.do === 'send') this.#send();
    else if (action.do === 'pass') this.#user.pass?.();
    else if (action.do === 'give-up') this.#user.giveUp?.();
    else if (action.do === 'stop') this.#stop(action.timer);
    else if (action.do === 'start') this.#start(action.timer, this.#interval(action.timer));
    else if (action.do === 'slow') this.#start(action.timer, T2_MS);
    else this.#start(action.timer, Math.min(T2_MS, 2 * (this.#timers.get(action.timer)?.intervalMs ?? T2_MS)));
  }

  #send(): void {
    if (this.#message === null) return;
    const again = this.#sent;
    this.#sent = true;
    this.#user.send(this.#message, again);
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
    this.#user.onTerminated();
  }
}
