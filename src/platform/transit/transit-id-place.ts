import type { IdPlace } from '../store-identity.ts';
import type { TransitClient } from './transit-client.ts';
import { TransitEngine } from './transit-engine.ts';
import { keyOfName, nameOfStoreId, storeIdOfName } from './transit-names.ts';

/** An engine cannot be exchanged for another while a process runs, as a disk can; it is asked again only so often. */
const ASKED_EACH_MS = 10_000;

/** The id of a store in a transit engine: in the name of a key, which is used for nothing else. */
export class TransitIdPlace implements IdPlace {
  readonly name: string;
  readonly mount = 'check FONOTEKA_KEYS_TRANSIT_URL, FONOTEKA_KEYS_TRANSIT_MOUNT and FONOTEKA_KEYS_TRANSIT_NAMESPACE';
  readonly #client: TransitClient;
  readonly #engine: TransitEngine;
  #found: { readonly id: string; readonly at: number } | null = null;

  constructor(client: TransitClient) {
    this.name = client.place;
    this.#client = client;
    this.#engine = new TransitEngine(client);
  }

  async read(): Promise<string | null> {
    const now = this.#client.clock.monotonicMs();
    if (this.#found !== null && now - this.#found.at < ASKED_EACH_MS) return this.#found.id;
    const id = (await this.#stillThere()) ?? (await this.#ids())[0] ?? null;
    this.#found = id === null ? null : { id, at: now };
    return id;
  }

  /** Of two that are written at once, all take the first by its name. */
  async write(id: string): Promise<string> {
    this.#found = null;
    if ((await this.#ids()).length === 0) await this.#engine.create(nameOfStoreId(id));
    return (await this.read())!;
  }

  async clear(): Promise<void> {
    this.#found = null;
    for (const id of await this.#ids()) await this.#engine.delete(nameOfStoreId(id));
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#engine.names()).every((name) => keyOfName(name) === null);
  }

  /** One small request, where the list has all keys. */
  async #stillThere(): Promise<string | null> {
    const known = this.#found?.id ?? null;
    return known !== null && (await this.#engine.exists(nameOfStoreId(known))) ? known : null;
  }

  async #ids(): Promise<string[]> {
    return (await this.#engine.names()).flatMap((name) => storeIdOfName(name) ?? []).sort();
  }
}
