import type { FileContent } from './recording-tree.ts';

/**
 * Content of which the first bytes come once the audit event of its download is committed, and never if it cannot be. The event is
 * written while the first piece is read, so this takes no longer than the slower of the two.
 */
export class AuditedContent implements FileContent {
  readonly #content: FileContent;
  readonly #audited: Promise<void>;

  constructor(content: FileContent, audited: Promise<void>) {
    this.#content = content;
    this.#audited = audited;
    // A failure matters to who reads; others may have gone by then.
    audited.catch(() => undefined);
  }

  async read(): Promise<Buffer | null> {
    const bytes = await this.#content.read();
    await this.#audited;
    return bytes;
  }

  release(): void {
    this.#content.release?.();
  }

  close(): void {
    this.#content.close();
  }
}
