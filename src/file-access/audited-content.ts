import type { FileContent } from './recording-tree.ts';

/** Content of which the last bytes come once the audit event of its download is committed, and never if it cannot be. */
export class AuditedContent implements FileContent {
  readonly #content: FileContent;
  readonly #audited: Promise<void>;
  #leftBytes: number;

  constructor(content: FileContent, { leftBytes, audited }: { leftBytes: number; audited: Promise<void> }) {
    this.#content = content;
    this.#leftBytes = leftBytes;
    this.#audited = audited;
    // A failure matters to who reads up to the end; others may have gone by then.
    audited.catch(() => undefined);
  }

  async read(): Promise<Buffer | null> {
    const bytes = await this.#content.read();
    this.#leftBytes -= bytes?.length ?? 0;
    if (bytes === null || this.#leftBytes <= 0) await this.#audited;
    return bytes;
  }

  release(): void {
    this.#content.release?.();
  }

  close(): void {
    this.#content.close();
  }
}
