interface TurnLimits {
  /** Of a key at once. */
  readonly atOnce: number;
  /** Of a key beside them. */
  readonly waiting: number;
}

interface Held {
  running: number;
  readonly waiting: (() => void)[];
}

/** Limits how much each key does at once; the rest waits in its order. */
export class Turns<Key> {
  readonly #limits: TurnLimits;
  readonly #held = new Map<Key, Held>();

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Does the work when it is its turn. Null when as much waits as may: it is not done. */
  take<Made>(key: Key, work: () => Promise<Made>): Promise<Made> | null {
    const held = this.#held.get(key) ?? { running: 0, waiting: [] };
    const mayRun = held.running < this.#limits.atOnce;
    if (!mayRun && held.waiting.length >= this.#limits.waiting) return null;
    this.#held.set(key, held);
    if (mayRun) {
      held.running++;
      return this.#run(key, held, work);
    }
    return new Promise<void>((begin) => held.waiting.push(begin)).then(() => this.#run(key, held, work));
  }

  /** Who ends gives the turn to the next one. */
  async #run<Made>(key: Key, held: Held, work: () => Promise<Made>): Promise<Made> {
    try {
      return await work();
    } finally {
      const next = held.waiting.shift();
      if (next !== undefined) next();
      else if (--held.running === 0) this.#held.delete(key);
    }
  }
}
