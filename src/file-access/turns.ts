/** One task at a time. Owners have their turns one after another, so who has many tasks delays others by one of them. */
export class Turns<Owner> {
  /** By whose turn is next. */
  readonly #waiting = new Map<Owner, (() => Promise<void>)[]>();
  #running = false;

  run<T>(owner: Owner, task: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const tasks = this.#waiting.get(owner) ?? [];
    tasks.push(() => task().then(resolve, reject));
    this.#waiting.set(owner, tasks);
    if (!this.#running) void this.#runAll();
    return promise;
  }

  async #runAll(): Promise<void> {
    this.#running = true;
    // Comes to those, too, that are added meanwhile.
    for (const [owner, tasks] of this.#waiting) {
      await tasks.shift()!();
      this.#waiting.delete(owner);
      if (tasks.length > 0) this.#waiting.set(owner, tasks);
    }
    this.#running = false;
  }
}
