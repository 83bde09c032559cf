/** Limits how many of something (connections, sessions) each key holds at once. */
export class ConcurrencyLimit<Key> {
  readonly #limit: number;
  readonly #held = new Map<Key, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one; the function returned releases it. Null when the key holds as many as it may. */
  acquire(key: Key): (() => void) | null {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#limit) return null;
    this.#held.set(key, held + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#release(key);
    };
  }

  #release(key: Key): void {
    const left = (this.#held.get(key) ?? 0) - 1;
    if (left > 0) this.#held.set(key, left);
    else this.#held.delete(key);
  }
}
