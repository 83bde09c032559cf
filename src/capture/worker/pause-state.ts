export interface PauseChange {
  readonly paused: boolean;
  /** When the request that asks for it came, Unix ms; minus infinity: it has always been so. */
  readonly at: number;
}

/**
 * Whether a leg is paused at the arrival of a datagram. Sockets are drained each 500 ms, so a drain has packets from before and
 * after a change. Changes apply in their order: each with the first datagram that arrived since, at the latest when the socket
 * was empty, so that a system clock that was set back does not undo a pause.
 */
export class PauseState {
  #paused = false;
  #changes: PauseChange[] = [];

  /** As of the last change, whatever still waits in the socket. */
  get paused(): boolean {
    return this.#changes.at(-1)?.paused ?? this.#paused;
  }

  /** Whether it was paused, and has been since. */
  get settled(): boolean {
    return this.#paused && this.#changes.length === 0;
  }

  change(change: PauseChange): void {
    if (change.paused !== this.paused) this.#changes.push(change);
  }

  /** Called for each datagram, in the order of arrival. */
  isPausedAt(arrivedAtMs: number): boolean {
    while (this.#changes.length > 0 && arrivedAtMs >= this.#changes[0]!.at)
      this.#paused = this.#changes.shift()!.paused;
    return this.#paused;
  }

  /** Nothing waits in the socket any more. */
  drained(): void {
    this.#paused = this.paused;
    this.#changes = [];
  }
}
