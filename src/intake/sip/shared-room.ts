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
  readonly #shares = new Map<Item, string>();
  readonly #counts = new Map<string, number>();

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  /** Whether a source may have no more. `share`: its key; `extra` is added to the limits. */
  isFullFor(share: string, extra = 0): boolean {
    const own = this.#counts.get(share) ?? 0;
    if (own >= this.#limits.maxPerSource + extra) return true;
    return own >= this.#limits.reservedPerSource && this.#shares.size >= this.#limits.max + extra;
  }

  add(item: Item, share: string): void {
    this.delete(item);
    this.#shares.set(item, share);
    this.#counts.set(share, (this.#counts.get(share) ?? 0) + 1);
  }

  delete(item: Item): void {
    const share = this.#shares.get(item);
    if (share === undefined) return;
    this.#shares.delete(item);
    const left = (this.#counts.get(share) ?? 1) - 1;
    if (left > 0) this.#counts.set(share, left);
    else this.#counts.delete(share);
  }
}
