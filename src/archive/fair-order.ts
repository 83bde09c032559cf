import type { TenantId } from '../base/ids.ts';

/** Longer calls take an encoder thread for seconds. */
const LONG_MS = 10 * 60_000;

interface Waiting {
  readonly tenantId: TenantId;
  /** Of the call: about how much work it is. */
  readonly durationMs: number;
}

interface Line<Item> {
  /** How much of its calls was taken, in ms; of a tenant that comes later, as much as of the one that is served next. */
  served: number;
  readonly items: Item[];
}

/**
 * Which call is next: of the tenant of which the least was taken, its oldest. A tenant with thousands of calls, after an outage or of a
 * campaign, leaves the others their turns.
 */
export class FairOrder<Item> {
  readonly #of: (item: Item) => Waiting;
  readonly #lines = new Map<TenantId, Line<Item>>();
  #size = 0;

  constructor(of: (item: Item) => Waiting) {
    this.#of = of;
  }

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    const { tenantId } = this.#of(item);
    const line = this.#lines.get(tenantId) ?? { served: this.#leastServed(), items: [] };
    this.#lines.set(tenantId, line);
    line.items.push(item);
    this.#size++;
  }

  /** Null: there is none. `short`: long calls are passed over, as long as there are others. */
  take({ short }: { readonly short: boolean }): Item | null {
    return (short ? this.#take((item) => !isLong(this.#of(item))) : null) ?? this.#take(() => true);
  }

  clear(): void {
    this.#lines.clear();
    this.#size = 0;
  }

  #take(may: (item: Item) => boolean): Item | null {
    let next: { readonly tenantId: TenantId; readonly line: Line<Item>; readonly at: number } | null = null;
    for (const [tenantId, line] of this.#lines) {
      if (next !== null && line.served >= next.line.served) continue;
      const at = line.items.findIndex(may);
      if (at >= 0) next = { tenantId, line, at };
    }
    if (next === null) return null;
    const { tenantId, line, at } = next;
    const [item] = line.items.splice(at, 1);
    line.served += Math.max(1, this.#of(item!).durationMs);
    if (line.items.length === 0) this.#lines.delete(tenantId);
    this.#size--;
    return item!;
  }

  #leastServed(): number {
    const served = [...this.#lines.values()].map((line) => line.served);
    return served.length === 0 ? 0 : Math.min(...served);
  }
}

export function isLong({ durationMs }: Pick<Waiting, 'durationMs'>): boolean {
  return durationMs > LONG_MS;
}
