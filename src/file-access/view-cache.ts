type Format = 'csv' | 'json';
type Contents = Readonly<Record<Format, Buffer>>;
type Sizes = Readonly<Record<Format, number>>;

interface Made {
  readonly version: string;
  readonly sizes: Sizes;
  /** Null: forgotten. */
  contents: Contents | null;
}

/** Days whose sizes are remembered, about 300 bytes each: years of a hundred tenants. Forgotten ones are made again. */
const MAX_DAYS = 50_000;
/** Contents remembered, so that who lists a day and then fetches its manifests has them made once. */
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/** The manifests of days: their sizes, and the contents of the last ones. One is made at a time: those of a large day take memory. */
export class ViewCache {
  /** The oldest first. */
  readonly #made = new Map<string, Made>();
  readonly #withContents = new Set<Made>();
  #contentBytes = 0;
  readonly #making = new Map<string, Promise<Made & { readonly contents: Contents }>>();
  #turn: Promise<unknown> = Promise.resolve();

  async sizes(key: string, version: string, make: () => Promise<Contents>): Promise<Sizes> {
    const known = this.#made.get(key);
    return known?.version === version ? known.sizes : (await this.#make(key, version, make)).sizes;
  }

  async contents(key: string, version: string, make: () => Promise<Contents>): Promise<Contents> {
    const known = this.#made.get(key);
    if (known?.version === version && known.contents !== null) return known.contents;
    return (await this.#make(key, version, make)).contents;
  }

  /** Who asks for the same meanwhile gets the same. */
  #make(key: string, version: string, make: () => Promise<Contents>): Promise<Made & { readonly contents: Contents }> {
    const question = `${key} ${version}`;
    const running = this.#making.get(question);
    if (running !== undefined) return running;
    const made = this.#turn.then(async () => {
      const contents = await make();
      const { csv, json } = contents;
      return this.#remember(key, { version, sizes: { csv: csv.length, json: json.length }, contents });
    });
    this.#turn = made.catch(() => undefined).then(() => this.#making.delete(question));
    this.#making.set(question, made);
    return made;
  }

  #remember<T extends Made & { readonly contents: Contents }>(key: string, made: T): T {
    this.#forget(key);
    if (this.#made.size === MAX_DAYS) this.#forget(this.#made.keys().next().value!);
    const remembered: Made = { ...made };
    this.#made.set(key, remembered);
    this.#withContents.add(remembered);
    this.#contentBytes += bytesOf(remembered);
    for (const oldest of this.#withContents) {
      if (this.#contentBytes <= MAX_CONTENT_BYTES) break;
      this.#forgetContents(oldest);
    }
    return made;
  }

  #forget(key: string): void {
    const made = this.#made.get(key);
    if (made === undefined) return;
    this.#forgetContents(made);
    this.#made.delete(key);
  }

  #forgetContents(made: Made): void {
    if (!this.#withContents.delete(made)) return;
    this.#contentBytes -= bytesOf(made);
    made.contents = null;
  }
}

function bytesOf({ sizes }: Made): number {
  return sizes.csv + sizes.json;
}
