import type { TreeEntry, TreeFolder } from '../recording-tree.ts';

/** A name has under 100 bytes and stands twice in an entry: a page is about 25 KB, under the 32 KB that any client takes. */
const ENTRIES_PER_PAGE = 100;

/** A folder that a client has opened, read page by page. */
export class OpenFolder {
  readonly entry: TreeFolder;
  readonly #entries: AsyncIterator<TreeEntry>;

  constructor(entry: TreeFolder, entries: AsyncIterable<TreeEntry>) {
    this.entry = entry;
    this.#entries = entries[Symbol.asyncIterator]();
  }

  /** Empty at the end. */
  async nextPage(): Promise<TreeEntry[]> {
    const page: TreeEntry[] = [];
    while (page.length < ENTRIES_PER_PAGE) {
      const { value, done } = await this.#entries.next();
      if (done === true) break;
      page.push(value);
    }
    return page;
  }

  close(): void {
    // It waits for nothing: what fails while it ends concerns no client.
    void this.#entries.return?.().catch(() => {});
  }
}
