/** Share of a media worker's time: above it, what it receives soon waits longer than the kernel has room for. */
const BUSY = 0.85;
/** It takes calls again below this share, so that it does not change with each call. */
const CALM = 0.7;
/** So many reports in a row: some seconds. One that stood still for a moment has a second full of work to catch up. */
const BUSY_REPORTS = 3;

/** Reports of less time are added up: calls that end bring some in a moment, in which the thread does nothing else. */
const LEAST_MS = 900;

/** Whether a media worker has time for more calls, by how busy it says it was. */
export class ThreadLoad {
  #overloaded = false;
  /** In a row, that speak for the other state. */
  #contrary = 0;
  /** Since the last state, of reports that are added up. */
  #busyMs = 0;
  #overMs = 0;

  /** `utilization`: the share of the time since the last report, `overMs`, in which the thread worked, or waited for a core; 0 to 1. */
  report(utilization: number, overMs: number): void {
    this.#busyMs += utilization * overMs;
    this.#overMs += overMs;
    if (this.#overMs < LEAST_MS) return;
    this.#note(this.#busyMs / this.#overMs);
    this.#busyMs = 0;
    this.#overMs = 0;
  }

  get overloaded(): boolean {
    return this.#overloaded;
  }

  #note(utilization: number): void {
    const isContrary = this.#overloaded ? utilization < CALM : utilization > BUSY;
    this.#contrary = isContrary ? this.#contrary + 1 : 0;
    if (this.#contrary < BUSY_REPORTS) return;
    this.#overloaded = !this.#overloaded;
    this.#contrary = 0;
  }
}
