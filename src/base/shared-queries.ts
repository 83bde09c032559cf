/**
 * Lets those who ask the same at about the same time share a query. Each gets the answer of one that began after it had asked, so nobody
 * gets what was true before. Of a question at most one query runs and one waits, however many ask.
 */
export class SharedQueries<T> {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<T>>();

  ask(question: string, query: () => Promise<T>): Promise<T> {
    const known = this.#next.get(question);
    if (known !== undefined) return known;
    const next = this.#send(question, query);
    this.#next.set(question, next);
    return next;
  }

  async #send(question: string, query: () => Promise<T>): Promise<T> {
    await this.#running.get(question);
    this.#next.delete(question);
    const answer = query();
    const ended: Promise<unknown> = answer
      .catch(() => undefined)
      .finally(() => {
        if (this.#running.get(question) === ended) this.#running.delete(question);
      });
    this.#running.set(question, ended);
    return answer;
  }
}
