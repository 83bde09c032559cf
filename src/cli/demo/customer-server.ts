import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { makeSshKey } from '../../platform/push-target/index.ts';

const { OK, EOF, NO_SUCH_FILE, FAILURE, OP_UNSUPPORTED } = ssh2.utils.sftp.STATUS_CODE;
const { READ, WRITE, TRUNC, CREAT } = ssh2.utils.sftp.OPEN_MODE;

/** What its one client asks for at once, at most: more is read in several requests. */
const MAX_READ_BYTES = 256 * 1024;
const CREDENTIALS = { login: 'magnolia', password: 'kwiaty' };

/** A server of a customer that accepts what is pushed: SFTP, with the files in a folder. Only for the demo. */
export class CustomerServer {
  readonly port: number;
  readonly login = CREDENTIALS.login;
  readonly password = CREDENTIALS.password;
  readonly #server: ssh2.Server;
  readonly #connections = new Set<ssh2.Connection>();

  private constructor(server: ssh2.Server, folder: string) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.on('close', () => this.#connections.delete(connection));
      connection.on('error', () => {});
      connection.on('authentication', (attempt) => {
        const { login, password } = CREDENTIALS;
        if (attempt.method !== 'password') return attempt.reject(['password']);
        if (attempt.username === login && attempt.password === password) attempt.accept();
        else attempt.reject();
      });
      connection.on('session', (accept) => accept().on('sftp', (acceptSftp) => new Session(acceptSftp(), folder)));
    });
  }

  static async start(folder: string): Promise<CustomerServer> {
    await mkdir(folder, { recursive: true });
    const server = new ssh2.Server({ hostKeys: [makeSshKey().privateKey] });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CustomerServer(server, folder);
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The requests of one connection (draft-ietf-secsh-filexfer-02). */
class Session {
  readonly #sftp: SFTPWrapper;
  readonly #folder: string;
  readonly #files = new Map<string, FileHandle>();
  readonly #listings = new Map<string, string[]>();
  #handles = 0;

  constructor(sftp: SFTPWrapper, folder: string) {
    this.#sftp = sftp;
    this.#folder = folder;
    sftp.on('REALPATH', (id, path) => {
      const resolved = posix.resolve('/', path);
      sftp.name(id, [{ filename: resolved, longname: resolved, attrs: attributes(0, true) }]);
    });
    const look = (id: number, path: string) => this.#answer(id, async () => sftp.attrs(id, await this.#look(path)));
    sftp.on('STAT', look);
    sftp.on('LSTAT', look);
    sftp.on('FSTAT', (id, handle) =>
      this.#answer(id, async () => sftp.attrs(id, attributes((await this.#file(handle).stat()).size, false))),
    );
    for (const change of ['SETSTAT', 'FSETSTAT'] as const) sftp.on(change, (id: number) => sftp.status(id, OK));
    sftp.on('OPEN', (id, path, flags) => this.#answer(id, () => this.#open(id, path, flags)));
    sftp.on('WRITE', (id, handle, position, bytes) =>
      this.#done(id, () => this.#file(handle).write(bytes, 0, bytes.length, position)),
    );
    sftp.on('READ', (id, handle, position, length) => this.#answer(id, () => this.#read(id, handle, position, length)));
    sftp.on('CLOSE', (id, handle) => this.#done(id, () => this.#close(handle.toString())));
    sftp.on('OPENDIR', (id, path) =>
      this.#answer(id, async () => {
        const names = await readdir(this.#at(path));
        const handle = this.#next();
        this.#listings.set(
          handle,
          names.map((name) => posix.join(path, name)),
        );
        sftp.handle(id, Buffer.from(handle));
      }),
    );
    sftp.on('READDIR', (id, handle) => this.#answer(id, () => this.#list(id, handle.toString())));
    sftp.on('MKDIR', (id, path) => this.#done(id, () => mkdir(this.#at(path))));
    sftp.on('RENAME', (id, from, to) => this.#done(id, () => rename(this.#at(from), this.#at(to))));
    sftp.on('REMOVE', (id, path) => this.#done(id, () => rm(this.#at(path))));
    sftp.on('RMDIR', (id, path) => this.#done(id, () => rm(this.#at(path), { recursive: true })));
    for (const other of ['READLINK', 'SYMLINK'] as const) {
      sftp.on(other, (id: number) => sftp.status(id, OP_UNSUPPORTED));
    }
    sftp.on('close', () => {
      for (const handle of this.#files.keys()) void this.#close(handle);
    });
  }

  /** Below the folder, whatever the path says. */
  #at(path: string): string {
    return join(this.#folder, posix.resolve('/', path));
  }

  #next(): string {
    return String(this.#handles++);
  }

  #file(handle: Buffer): FileHandle {
    const file = this.#files.get(handle.toString());
    if (file === undefined) throw new Error('no such handle');
    return file;
  }

  async #look(path: string): Promise<ssh2.Attributes> {
    const found = await stat(this.#at(path));
    return attributes(found.size, found.isDirectory());
  }

  async #open(id: number, path: string, flags: number): Promise<void> {
    const write = (flags & WRITE) === 0 ? 0 : (flags & READ) === 0 ? constants.O_WRONLY : constants.O_RDWR;
    const made = (flags & CREAT) === 0 ? 0 : constants.O_CREAT;
    const emptied = (flags & TRUNC) === 0 ? 0 : constants.O_TRUNC;
    const handle = this.#next();
    this.#files.set(handle, await open(this.#at(path), write | made | emptied, 0o600));
    this.#sftp.handle(id, Buffer.from(handle));
  }

  async #read(id: number, handle: Buffer, position: number, length: number): Promise<void> {
    const read = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
    const { bytesRead } = await this.#file(handle).read(read, 0, read.length, position);
    if (bytesRead === 0) this.#sftp.status(id, EOF);
    else this.#sftp.data(id, read.subarray(0, bytesRead));
  }

  async #list(id: number, handle: string): Promise<void> {
    const paths = this.#listings.get(handle) ?? [];
    this.#listings.set(handle, []);
    const entries = await Promise.all(paths.map(async (path) => entry(path, await this.#look(path))));
    if (entries.length === 0) this.#sftp.status(id, EOF);
    else this.#sftp.name(id, entries);
  }

  async #close(handle: string): Promise<void> {
    const file = this.#files.get(handle);
    this.#files.delete(handle);
    this.#listings.delete(handle);
    await file?.close();
  }

  #done(id: number, work: () => Promise<unknown>): void {
    this.#answer(id, async () => {
      await work();
      this.#sftp.status(id, OK);
    });
  }

  #answer(id: number, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      this.#sftp.status(id, (error as { code?: string }).code === 'ENOENT' ? NO_SUCH_FILE : FAILURE);
    });
  }
}

function attributes(size: number, isFolder: boolean): ssh2.Attributes {
  return { mode: isFolder ? 0o040755 : 0o100644, uid: 0, gid: 0, size, atime: 0, mtime: 0 };
}

function entry(path: string, attrs: ssh2.Attributes) {
  return { filename: basename(path), longname: path, attrs };
}
