import type { Clock } from '../../base/clock.ts';
import type { FileContent, FoundFile } from '../../file-access/index.ts';

/** A player that has asked for nothing for this long has stopped; what it asks for later is another download. */
const RECENT_MS = 10 * 60_000;
/** Files that a client reads parts of at once; each is some hundred bytes. */
const MAX_RECENT = 32;

/**
 * The files of a session of which parts were fetched lately. Players and mounted drives fetch a file in many ranges: the audit log
 * shall have one download for them. The door looks each up each time all the same, so what expires or is destroyed is gone at once.
 */
export class RecentFiles {
  readonly #clock: Clock;
  /** By path; the one fetched longest ago first. */
  readonly #files = new Map<string, { readonly file: FoundFile; readonly openedAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens what was found at the path. From its beginning on it is another download. */
  async open(path: string, found: FoundFile, start: number): Promise<FileContent> {
    const recent = start === 0 ? undefined : this.#recent(path, found);
    const content = recent && (await this.#again(recent, start));
    const opened = content ?? (await found.open(start));
    this.#remember(path, content === undefined || recent === undefined ? found : recent);
    return opened;
  }

  #recent(path: string, { entry }: FoundFile): FoundFile | undefined {
    const recent = this.#files.get(path);
    if (recent === undefined || this.#clock.monotonicMs() - recent.openedAt > RECENT_MS) return undefined;
    const { sizeBytes, modifiedAt } = recent.file.entry;
    return sizeBytes === entry.sizeBytes && modifiedAt === entry.modifiedAt ? recent.file : undefined;
  }

  /** Its key may have been wrapped again since it was found. */
  #again(file: FoundFile, start: number): Promise<FileContent | undefined> {
    return file.open(start).catch(() => undefined);
  }

  #remember(path: string, file: FoundFile): void {
    this.#files.delete(path);
    this.#files.set(path, { file, openedAt: this.#clock.monotonicMs() });
    if (this.#files.size > MAX_RECENT) this.#files.delete(this.#files.keys().next().value!);
  }
}
