import type { Stats } from 'ssh2';
import { NotVisible, type TargetEntry, type TargetFile } from '../push-target.ts';
import { folderOf } from '../transfer.ts';
import { isRefusal, SFTP_STATUS, type SftpRequests, statusOf } from './sftp-requests.ts';

/** The requests that only look, each of which a server may refuse. Paths are the server's. Fail with ssh2's own errors. */
export class SftpLooks {
  readonly #requests: SftpRequests;
  /** Whether the server has shown anything. Until then "no such file" is not believed: some say it of everything. */
  #hasShown = false;

  constructor(requests: SftpRequests) {
    this.#requests = requests;
  }

  /**
   * Status 2 means missing. Any other one may mean that, or that the request is refused: the next request is tried.
   * LSTAT comes second because OpenSSH may be configured to refuse STAT only.
   */
  async file(path: string): Promise<TargetFile | null | NotVisible> {
    const found = await this.#attributes(path);
    if (found instanceof NotVisible) return this.#inList(path, found);
    if (found === null) return this.#missing();
    return found.isDirectory() ? null : { sizeBytes: found.size };
  }

  /** Null: the folder does not exist. */
  async list(folder: string): Promise<readonly TargetEntry[] | null | NotVisible> {
    const entries = await this.#answer(this.#requests.readdir(folder));
    if (entries === null) return this.#missing();
    if (entries instanceof NotVisible) return entries;
    // Draft -02 §5: a server may leave out each attribute.
    const isSized = entries.every(({ attrs }) => attrs.isDirectory() || typeof attrs.size === 'number');
    if (!isSized) return new NotVisible('The listing has no sizes.');
    return entries.map(({ filename, attrs }) => {
      const isFolder = attrs.isDirectory();
      return { name: filename, isFolder, sizeBytes: isFolder ? 0 : attrs.size };
    });
  }

  /** The size of an open file. */
  async opened(handle: Buffer): Promise<TargetFile | NotVisible> {
    try {
      return { sizeBytes: (await this.#requests.fstat(handle)).size };
    } catch (error) {
      if (isRefusal(error)) return new NotVisible((error as Error).message);
      throw error;
    }
  }

  /** A file that the server has just confirmed. `opened` is its size before it was closed. */
  async confirmed(path: string, opened: TargetFile | NotVisible): Promise<TargetFile | null | NotVisible> {
    const found = await this.file(path);
    return found instanceof NotVisible && !(opened instanceof NotVisible) ? opened : found;
  }

  /** The folder of the login, which exists: what a server says of it shows whether it means what it says. */
  async #missing(): Promise<null | NotVisible> {
    if (this.#hasShown) return null;
    const start = await this.#attributes('.');
    if (start instanceof NotVisible) return start;
    return start === null ? new NotVisible('No such file') : null;
  }

  async #attributes(path: string): Promise<Stats | null | NotVisible> {
    const found = await this.#answer(this.#requests.stat(path));
    return found instanceof NotVisible ? this.#answer(this.#requests.lstat(path)) : found;
  }

  async #inList(path: string, refusal: NotVisible): Promise<TargetFile | null | NotVisible> {
    const entries = await this.list(folderOf(path) || '.');
    if (entries instanceof NotVisible) return refusal;
    if (entries === null) return null;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const entry = entries.find((one) => one.name === name && !one.isFolder);
    return entry === undefined ? null : { sizeBytes: entry.sizeBytes };
  }

  async #answer<T>(request: Promise<T>): Promise<T | null | NotVisible> {
    try {
      const answer = await request;
      this.#hasShown = true;
      return answer;
    } catch (error) {
      if (statusOf(error) === SFTP_STATUS.noSuchFile) return null;
      if (isRefusal(error)) return new NotVisible((error as Error).message);
      throw error;
    }
  }
}
