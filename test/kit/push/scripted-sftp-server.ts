import ssh2, { type SFTPWrapper } from 'ssh2';
import { listeningSshServer, TestSftpServer } from './test-sftp-server.ts';

const { OK, EOF, NO_SUCH_FILE, FAILURE } = ssh2.utils.sftp.STATUS_CODE;
const { READ, WRITE, TRUNC } = ssh2.utils.sftp.OPEN_MODE;
const REGULAR_FILE = 0o100644;
const FOLDER = 0o040755;

type Operation = 'stat' | 'lstat' | 'fstat' | 'opendir' | 'read' | 'mkdir' | 'rename' | 'remove' | 'continue';

/** With which status codes (draft-ietf-secsh-filexfer-02 §7) the server refuses. */
export interface SftpRules {
  /** Operations that are always refused. `read`: opening for reading; `continue`: opening without truncating. */
  readonly refuse?: Readonly<Partial<Record<Operation, number>>>;
  /** For what does not exist; default 2. */
  readonly absent?: number;
  /** For writes to a file that was opened without truncating it; default: none is refused. */
  readonly writeToExisting?: number;
}

interface Handle {
  readonly path: string;
  /** Opened without truncating. */
  readonly continues: boolean;
  /** What a listing has not answered yet; null: a file. */
  names: string[] | null;
}

/** An SFTP server with files in memory that answers as its rules say, for status codes that Debian's servers do not send. */
export class ScriptedSftpServer extends TestSftpServer {
  /** By path, without a leading slash. */
  readonly files = new Map<string, Buffer>();
  rules: SftpRules = {};
  readonly #folders = new Set(['', '.']);

  static async start(): Promise<ScriptedSftpServer> {
    return new ScriptedSftpServer(await listeningSshServer());
  }

  /** Removes all files and folders. */
  clear(): void {
    this.files.clear();
    this.#folders.clear();
    for (const start of ['', '.']) this.#folders.add(start);
  }

  protected override serve(sftp: SFTPWrapper): void {
    const handles = new Map<string, Handle>();
    const open = (request: number, handle: Handle): void => {
      const name = Buffer.from(String(handles.size));
      handles.set(name.toString(), handle);
      sftp.handle(request, name);
    };
    const at = (handle: Buffer): Handle => handles.get(handle.toString())!;
    const refused = (request: number, operation: Operation): boolean => {
      const status = this.rules.refuse?.[operation];
      if (status !== undefined) sftp.status(request, status);
      return status !== undefined;
    };
    const absent = (request: number): void => sftp.status(request, this.rules.absent ?? NO_SUCH_FILE);
    const look = (request: number, path: string, operation: Operation): void => {
      if (refused(request, operation)) return;
      const content = this.files.get(path);
      if (content !== undefined) sftp.attrs(request, attributes(REGULAR_FILE, content.length));
      else if (this.#folders.has(path)) sftp.attrs(request, attributes(FOLDER, 0));
      else absent(request);
    };
    sftp.on('STAT', (request, path) => look(request, path, 'stat'));
    sftp.on('LSTAT', (request, path) => look(request, path, 'lstat'));
    sftp.on('FSTAT', (request, handle) => look(request, at(handle).path, 'fstat'));
    sftp.on('OPEN', (request, path, flags) => {
      const mayWrite = (flags & WRITE) !== 0;
      if (!mayWrite && refused(request, 'read')) return;
      if (mayWrite && (flags & READ) !== 0 && refused(request, 'continue')) return;
      if (mayWrite ? !this.#folders.has(parentOf(path)) : !this.files.has(path)) return absent(request);
      if ((flags & TRUNC) !== 0) this.files.set(path, Buffer.alloc(0));
      open(request, { path, continues: mayWrite && (flags & TRUNC) === 0, names: null });
    });
    sftp.on('WRITE', (request, handle, position, bytes) => {
      const { path, continues } = at(handle);
      const held = this.files.get(path)!;
      const refusal = continues ? this.rules.writeToExisting : undefined;
      if (refusal !== undefined) return sftp.status(request, refusal);
      const end = Math.max(held.length, position + bytes.length);
      const grown = Buffer.concat([held, Buffer.alloc(end - held.length)]);
      bytes.copy(grown, position);
      this.files.set(path, grown);
      sftp.status(request, OK);
    });
    sftp.on('READ', (request, handle, position, length) => {
      const rest = this.files.get(at(handle).path)!.subarray(position, position + length);
      if (rest.length === 0) sftp.status(request, EOF);
      else sftp.data(request, rest);
    });
    sftp.on('CLOSE', (request) => sftp.status(request, OK));
    sftp.on('OPENDIR', (request, path) => {
      if (refused(request, 'opendir')) return;
      if (!this.#folders.has(path)) return absent(request);
      const all = [...this.files.keys(), ...this.#folders].filter((one) => one !== '' && one !== '.');
      open(request, {
        path,
        continues: false,
        names: all.filter((one) => parentOf(one) === (path === '.' ? '' : path)),
      });
    });
    sftp.on('READDIR', (request, handle) => {
      const { names } = at(handle);
      at(handle).names = [];
      if (names === null || names.length === 0) return sftp.status(request, EOF);
      const entries = names.map((path) => ({
        filename: path.slice(path.lastIndexOf('/') + 1),
        longname: path,
        attrs: attributes(this.files.has(path) ? REGULAR_FILE : FOLDER, this.files.get(path)?.length ?? 0),
      }));
      sftp.name(request, entries);
    });
    sftp.on('MKDIR', (request, path) => {
      if (refused(request, 'mkdir')) return;
      if (!this.#folders.has(parentOf(path))) return absent(request);
      if (this.#folders.has(path)) return sftp.status(request, FAILURE);
      this.#folders.add(path);
      sftp.status(request, OK);
    });
    sftp.on('RENAME', (request, from, to) => {
      if (refused(request, 'rename')) return;
      const content = this.files.get(from);
      if (content === undefined) return absent(request);
      // draft-ietf-secsh-filexfer-02 §6.5: it is an error if there is a file with the new name.
      if (this.files.has(to)) return sftp.status(request, FAILURE);
      this.files.delete(from);
      this.files.set(to, content);
      sftp.status(request, OK);
    });
    sftp.on('REMOVE', (request, path) => {
      if (refused(request, 'remove')) return;
      if (this.files.delete(path)) sftp.status(request, OK);
      else absent(request);
    });
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function attributes(mode: number, size: number): ssh2.Attributes {
  return { mode, uid: 0, gid: 0, size, atime: 0, mtime: 0 };
}
