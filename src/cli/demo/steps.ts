import type { Clock } from '../../base/clock.ts';

interface StepName {
  readonly pl: string;
  readonly en: string;
}

/** Says on stderr, in Polish and English, what is being done, how far it is and how long it took. */
export class Steps {
  readonly #clock: Clock;
  readonly #isTerminal = process.stderr.isTTY;
  readonly #count: number;
  #done = 0;

  constructor(clock: Clock, count: number) {
    this.#clock = clock;
    this.#count = count;
  }

  async run<T>({ pl, en }: StepName, work: (progress: (share: string) => void) => Promise<T>): Promise<T> {
    const startedAt = this.#clock.now();
    const title = `[${(this.#done += 1)}/${this.#count}] ${pl} · ${en}`;
    this.#write(`${title} …`);
    const result = await work((share) => this.#isTerminal && this.#write(`\r${title} … ${share}`));
    const seconds = ((this.#clock.now() - startedAt) / 1000).toFixed(1);
    this.#write(this.#isTerminal ? `\r${title}: ${seconds} s\u001b[K\n` : ` ${seconds} s\n`);
    return result;
  }

  #write(text: string): void {
    process.stderr.write(text);
  }
}
