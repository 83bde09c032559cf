/** A parser and what must hold of it for any bytes. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid inputs that are changed. */
  readonly seeds: readonly Buffer[];
  /** The largest input that this parser is ever given. */
  readonly maxBytes: number;
  /** Throws where something does not hold. */
  check(input: Buffer): void;
}
