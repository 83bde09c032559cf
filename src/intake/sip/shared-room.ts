export interface RoomLimits {
  /** Of all sources together, those below their reserve not counted. */
  readonly max: number;
  readonly maxPerSource: number;
  /** What each source gets even while the others fill the room. Sources are few: only the operator adds them. */
  readonly reservedPerSource: number;
}

/** Limited room that known sources share, so that none of them takes all of it. */
export class SharedRoom<Item> {
  readonly #limits: RoomLimits;
  readonly #addresses = new Map<Item, string>();
  readonly #counts = new Map<string, number>();

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  /** Whether a source may have one more. `extra` is added to the limits. */
  isFullFor(address: string, extra = 0): boolean {
    const own = this.#counts.get(address) ?? 0;
    if (own >= this.#limits.maxPerSource + extra) return true;
    return own >= this.#limits.reservedPerSource && this.#addresses.size >= this.#limits.max + extra;
  }

  add(item: Item, address: string): void {
    this.delete(item);
    this.#addresses.set(item, address);
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
  }

  delete(item: Item): void {
    const address = this.#addresses.get(item);
    if (address === undefined) return;
    this.#addresses.delete(item);
    const left = (this.#counts.get(address) ?? 1) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
  }
}
