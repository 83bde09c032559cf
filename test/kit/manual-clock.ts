import type { Clock, Timer } from '../../src/base/clock.ts';

interface Alarm {
  readonly action: () => void;
  readonly intervalMs: number | null;
  dueAt: number;
}

/** A clock that only the test advances. */
export class ManualClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #now: number;
  #jumpedMs = 0;

  constructor(start: number | string = '2026-03-10T10:00:00Z') {
    this.#now = typeof start === 'number' ? start : Date.parse(start);
  }

  now(): number {
    return this.#now + this.#jumpedMs;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Timer {
    return this.#set({ action, intervalMs: null, dueAt: this.#now + delayMs });
  }

  every(intervalMs: number, action: () => void): Timer {
    return this.#set({ action, intervalMs, dueAt: this.#now + intervalMs });
  }

  /** Advances the time. Timers that become due run in order, each at its own time. */
  advance(ms: number): void {
    const target = this.#now + ms;
    for (;;) {
      const next = [...this.#alarms].sort((a, b) => a.dueAt - b.dueAt)[0];
      if (next === undefined || next.dueAt > target) break;
      this.#now = Math.max(this.#now, next.dueAt);
      if (next.intervalMs === null) this.#alarms.delete(next);
      else next.dueAt += next.intervalMs;
      next.action();
    }
    this.#now = target;
  }

  /** Sets the wall clock forward or, if negative, back. The monotonic clock does not change. */
  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  /** How many timers are set. A test expects 0 to check that none leaks. */
  get pending(): number {
    return this.#alarms.size;
  }

  #set(alarm: Alarm): Timer {
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  }
}
