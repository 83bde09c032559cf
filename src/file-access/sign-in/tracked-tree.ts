import type { TenantId } from '../../base/ids.ts';
import type { FileContent, FoundFile, RecordingTree, TreeEntry } from '../recording-tree.ts';
import type { ShownSession } from './sign-in-records.ts';

/** A session's tree, which notes what the session does and how many bytes it has read. */
export class TrackedTree implements RecordingTree {
  readonly #tree: RecordingTree;
  readonly #session: ShownSession;
  #listings = 0;
  #downloads = 0;

  constructor(tree: RecordingTree, session: ShownSession) {
    this.#tree = tree;
    this.#session = session;
  }

  get tenantId(): TenantId {
    return this.#tree.tenantId;
  }

  stat(path: string): Promise<TreeEntry | null> {
    return this.#tree.stat(path);
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    this.#listings++;
    this.#note();
    try {
      yield* this.#tree.list(path);
    } finally {
      this.#listings--;
      this.#note();
    }
  }

  async find(path: string): Promise<FoundFile | null> {
    const found = await this.#tree.find(path);
    if (found === null) return null;
    return { ...found, open: async (start) => this.#track(await found.open(start)) };
  }

  #track(content: FileContent): FileContent {
    this.#downloads++;
    this.#note();
    let closed = false;
    return {
      read: async () => {
        const bytes = await content.read();
        this.#session.sentBytes += bytes?.length ?? 0;
        return bytes;
      },
      release: () => content.release?.(),
      close: () => {
        if (!closed) {
          closed = true;
          this.#downloads--;
          this.#note();
        }
        content.close();
      },
    };
  }

  #note(): void {
    this.#session.activity = this.#downloads > 0 ? 'download' : this.#listings > 0 ? 'listing' : 'idle';
  }
}
