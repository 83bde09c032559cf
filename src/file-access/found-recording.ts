import { type AudioSources, openContent } from '../archive/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { CatalogFile } from '../catalog/index.ts';
import type { FileContent } from './recording-tree.ts';

/** What was found longer ago is looked up before it is opened: clients keep files open for hours, and read here and there in them. */
const FRESH_MS = 1000;

type Sources = AudioSources & { readonly clock: Clock };

/** A recording that was found a while ago, to be opened any number of times. */
export class FoundRecording {
  readonly #sources: Sources;
  readonly #lookUpAgain: () => Promise<CatalogFile | null>;
  #file: CatalogFile;
  #foundAt: number;

  /** `file`: as it was found now. `lookUpAgain`: as it is then; null: it is not there any more. */
  constructor(sources: Sources, file: CatalogFile, lookUpAgain: () => Promise<CatalogFile | null>) {
    this.#sources = sources;
    this.#lookUpAgain = lookUpAgain;
    this.#file = file;
    this.#foundAt = sources.clock.monotonicMs();
  }

  /**
   * Opens it. Where it was destroyed, or became due, since it was found, this fails with `recording-destroyed`, and nobody is alarmed;
   * where its key was wrapped by another one, it is opened by that.
   */
  async open(start: number): Promise<FileContent> {
    if (this.#sources.clock.monotonicMs() - this.#foundAt >= FRESH_MS) await this.#refresh();
    const file = this.#file;
    const { onReadFailure: report } = this.#sources;
    const onReadFailure: AudioSources['onReadFailure'] = (...failure) => {
      // While the database does not answer, the failure counts as what it seems to be.
      void this.#lookUpAgain()
        .then((now) => now?.id === file.id && now.keyId === file.keyId)
        .catch(() => true)
        .then((unchanged) => unchanged && report?.(...failure));
    };
    try {
      return await openContent({ ...this.#sources, onReadFailure }, file, { start });
    } catch (error) {
      await this.#refresh(error);
      if (this.#file.keyId === file.keyId) throw error;
      return openContent(this.#sources, this.#file, { start });
    }
  }

  async #refresh(cause?: unknown): Promise<void> {
    const now = await this.#lookUpAgain();
    if (now?.id !== this.#file.id) throw new AppError('recording-destroyed', undefined, { cause });
    this.#file = now;
    this.#foundAt = this.#sources.clock.monotonicMs();
  }
}
