/** Counts what is held under each key and gives out no more than the limit. Holds nothing for a key that has none. */
export class KeyedQuota<Key> {
  readonly #limit: number;
  readonly #held = new Map<Key, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one; the answer gives it back, once. Null when the key has them all. */
  take(key: Key): (() => void) | null {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.#limit) return null;
    this.#held.set(key, held + 1);
    let returned = false;
    return () => {
      if (returned) return;
      returned = true;
      this.#giveBack(key);
    };
  }

  #giveBack(key: Key): void {
    const left = (this.#held.get(key) ?? 0) - 1;
    if (left > 0) this.#held.set(key, left);
    else this.#held.delete(key);
  }
}
