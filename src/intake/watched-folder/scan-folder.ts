import { type FileName, type FolderEntry, OpenFolder } from '../../platform/open-folder.ts';
import { DONE, FAILED, isIgnored, isSidecarName, sidecarNames } from './file-names.ts';

/** Asterisk has three folders (year, month, day), others one more for the extension or the customer. */
const MAX_DEPTH = 8;
/** And as many sidecars: in memory at once, 1 kB each. The rest comes when these are done. */
const MAX_FILES = 20_000;
/** Fifty years of days, for each of which there may be an empty folder. */
const MAX_FOLDERS = 20_000;

/** A file that waits in the folder of a source. */
export interface FoundFile {
  /** The folders in which it lies, below the source's. */
  readonly folders: readonly FileName[];
  readonly name: FileName;
  /** Not a link, a pipe or a device. */
  readonly isRegular: boolean;
  readonly sizeBytes: bigint;
  readonly modifiedNs: bigint;
  /** Unix ms: its content, name or place was changed. */
  readonly changedAt: number;
}

export interface Scan {
  readonly files: readonly FoundFile[];
  /** Folders and files that could not be looked at: what is in them is not known. With what the system said, once each. */
  readonly unreadable: { readonly count: number; readonly reasons: readonly string[] };
  /** There is more: too many files or folders, or folders too deep. */
  readonly isIncomplete: boolean;
}

export interface ScanLimits {
  readonly files?: number;
  readonly folders?: number;
}

/** Finds what waits in the folder of a source and the folders below it, but not in those of done and failed files. */
export async function scanFolder(root: OpenFolder, limits: ScanLimits = {}): Promise<Scan> {
  const scanner = new Scanner(limits);
  await scanner.scan(root, []);
  return scanner.result();
}

/** Identifies a file within the source, as long as it has its name. */
export function keyOf({ folders, name }: Pick<FoundFile, 'folders' | 'name'>): string {
  return [...folders, name].map((part) => part.toString('latin1')).join('/');
}

class Scanner {
  readonly #audios: FoundFile[] = [];
  readonly #sidecars: FoundFile[] = [];
  readonly #reasons = new Set<string>();
  readonly #maxFiles: number;
  #unreadable = 0;
  #foldersLeft: number;
  #isIncomplete = false;

  constructor({ files = MAX_FILES, folders = MAX_FOLDERS }: ScanLimits) {
    this.#maxFiles = files;
    this.#foldersLeft = folders;
  }

  result(): Scan {
    const unreadable = { count: this.#unreadable, reasons: [...this.#reasons] };
    return { files: [...this.#audios, ...this.#sidecars], unreadable, isIncomplete: this.#isIncomplete };
  }

  async scan(folder: OpenFolder, path: readonly FileName[]): Promise<void> {
    const below: FileName[] = [];
    const [audiosBefore, sidecarsBefore] = [this.#audios.length, this.#sidecars.length];
    for await (const entry of folder.entries()) {
      if (this.#isFull()) break;
      if (isIgnored(entry.name) || isOurs(entry, path)) continue;
      if (entry.kind === 'folder') below.push(entry.name);
      else await this.#attempt(() => this.#addFile(folder, path, entry.name));
    }
    if (this.#isIncomplete) {
      const sidecars = new Set(this.#sidecars.slice(sidecarsBefore).map(keyOf));
      for (const audio of this.#audios.slice(audiosBefore)) await this.#addSidecarsOf(audio, folder, sidecars);
    }
    for (const name of below) {
      if (this.#isFull() || path.length === MAX_DEPTH) {
        this.#isIncomplete = true;
        return;
      }
      this.#foldersLeft -= 1;
      await this.#attempt(async () => {
        await using child = await folder.folder(name);
        await this.scan(child, [...path, name]);
      });
    }
  }

  #isFull(): boolean {
    const isFull = this.#audios.length >= this.#maxFiles || this.#foldersLeft <= 0;
    if (isFull) this.#isIncomplete = true;
    return isFull;
  }

  async #addFile(folder: OpenFolder, folders: readonly FileName[], name: FileName): Promise<void> {
    const found = isSidecarName(name) ? this.#sidecars : this.#audios;
    if (found.length >= this.#maxFiles) this.#isIncomplete = true;
    else found.push(await foundFile(folder, folders, name));
  }

  /** The list of the folder was not read to its end: they may be further on. */
  async #addSidecarsOf(audio: FoundFile, folder: OpenFolder, known: ReadonlySet<string>): Promise<void> {
    for (const name of sidecarNames(audio.name)) {
      if (known.has(keyOf({ folders: audio.folders, name }))) continue;
      await this.#attempt(async () => void this.#sidecars.push(await foundFile(folder, audio.folders, name)));
    }
  }

  /** What cannot be looked at is counted: it is not taken for something that is not there. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      // Moved or removed, or replaced by a link, since the folder was listed.
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return;
      this.#unreadable += 1;
      this.#reasons.add(code);
    }
  }
}

async function foundFile(folder: OpenFolder, folders: readonly FileName[], name: FileName): Promise<FoundFile> {
  const stat = await folder.stat(name);
  const { size: sizeBytes, mtimeNs: modifiedNs } = stat;
  return { folders, name, isRegular: stat.isFile(), sizeBytes, modifiedNs, changedAt: Number(stat.ctimeMs) };
}

function isOurs({ name, kind }: FolderEntry, path: readonly FileName[]): boolean {
  return path.length === 0 && kind === 'folder' && (name.equals(DONE) || name.equals(FAILED));
}
