/** Share of a media worker's time: above it, what it receives soon waits longer than the kernel has room for. */
const BUSY = 0.85;
/** It takes calls again below this share, so that it does not change with each call. */
const CALM = 0.7;
/** So many reports in a row: some seconds. One that stood still for a moment has a second full of work to catch up. */
const BUSY_REPORTS = 3;

/** Whether a media worker has time for more calls, by how busy it says it was. */
export class ThreadLoad {
  #overloaded = false;
  /** In a row, that speak for the other state. */
  #contrary = 0;

  /** `utilization`: the share of the time since the last report in which the thread worked, or waited for a core; 0 to 1. */
  report(utilization: number): void {
    const isContrary = this.#overloaded ? utilization < CALM : utilization > BUSY;
    this.#contrary = isContrary ? this.#contrary + 1 : 0;
    if (this.#contrary < BUSY_REPORTS) return;
    this.#overloaded = !this.#overloaded;
    this.#contrary = 0;
  }

  get overloaded(): boolean {
    return this.#overloaded;
  }
}
