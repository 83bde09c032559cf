import { CutProxy } from './cut-proxy.ts';

/** Message types of PostgreSQL's protocol, version 3. */
const COMMAND_COMPLETE = 'C'.charCodeAt(0);
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
/** Of `ReadyForQuery`: no transaction is open. */
const IDLE = 'I'.charCodeAt(0);
/** The type, and the length of what follows. */
const HEADER_BYTES = 5;

interface SweepOptions {
  /** Before each round, without losses. */
  readonly prepared?: () => Promise<void>;
  /** Whether also answers to a SELECT outside of a transaction are lost. Default: yes; some write, as functions or in a WITH. */
  readonly selects?: boolean;
}

/**
 * A proxy in front of PostgreSQL that can lose the answer to the end of a transaction: of a COMMIT, or of a statement outside of one.
 * The server has done it, and the client sees only that the connection is closed.
 */
export class LostAnswers {
  /** How many more of these answers are passed on before one is lost; null: none is lost. */
  #left: number | null = null;
  #losesSelects = true;
  #proxy: CutProxy | null = null;

  static async before(url: string): Promise<LostAnswers> {
    const answers = new LostAnswers();
    answers.#proxy = await CutProxy.before(Number(new URL(url).port), () => answers.#relay());
    return answers;
  }

  /** The same database through it. */
  url(url: string): string {
    return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(this.#proxy!.port) }).href;
  }

  close(): Promise<void> {
    return this.#proxy!.close();
  }

  /** Does something again and again, with the answer to its 1st, 2nd, … transaction lost, until it has fewer. Returns how many were lost. */
  async sweep(once: () => Promise<void>, { prepared, selects = true }: SweepOptions = {}): Promise<number> {
    this.#losesSelects = selects;
    for (let nth = 1; ; nth += 1) {
      await prepared?.();
      this.#left = nth - 1;
      await once();
      if (this.#left !== null) {
        this.#left = null;
        return nth - 1;
      }
    }
  }

  /** Passes the answers of one connection on when they are complete; null: cut it. */
  #relay(): (chunk: Buffer) => Buffer | null {
    let held: Buffer = Buffer.alloc(0);
    let ended: string | null = null;
    return (chunk) => {
      held = Buffer.concat([held, chunk]);
      let passed = 0;
      for (let at = 0; held.length - at >= HEADER_BYTES; ) {
        const end = at + 1 + held.readInt32BE(at + 1);
        if (end > held.length) break;
        const type = held[at];
        if (type === COMMAND_COMPLETE) ended = held.toString('latin1', at + HEADER_BYTES, end);
        if (type === READY_FOR_QUERY) {
          if (ended !== null && held[at + HEADER_BYTES] === IDLE && this.#isLost(ended)) return null;
          ended = null;
          passed = end;
        }
        // The rest of an answer is not waited for: a login has none.
        if (ended === null) passed = end;
        at = end;
      }
      const answer = held.subarray(0, passed);
      held = held.subarray(passed);
      return answer;
    };
  }

  #isLost(command: string): boolean {
    if (this.#left === null || (!this.#losesSelects && command.startsWith('SELECT'))) return false;
    this.#left -= 1;
    if (this.#left >= 0) return false;
    this.#left = null;
    return true;
  }
}
