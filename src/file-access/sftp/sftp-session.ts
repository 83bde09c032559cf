import type { Clock } from '../../base/clock.ts';
import { delay } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Logger } from '../../platform/logging.ts';
import { resolvePath } from '../ftp/path-argument.ts';
import type { RecordingTree, TreeEntry } from '../recording-tree.ts';
import * as answers from './answers.ts';
import { STATUS } from './answers.ts';
import { OpenFile } from './open-file.ts';
import { OpenFolder } from './open-folder.ts';
import { type ReadProgress, RequestQueue } from './request-queue.ts';
import { type ReadRequest, RequestReader, type SftpRequest } from './request-reader.ts';

export interface SessionLimits {
  /** The longest READ that is answered whole, and so the largest buffer of a channel. */
  readonly readBytes: number;
  /** One packet of a client. */
  readonly packetBytes: number;
  /** Open files and folders of a channel. */
  readonly handles: number;
  /** Of those, files whose content stays open between READs, with up to 200 kB read ahead; the others are opened again. */
  readonly contents: number;
  /** About what requests may take that wait for those before them. */
  readonly queuedBytes: number;
}

interface SftpSessionOptions {
  readonly tree: RecordingTree;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly log: Logger;
  /** Sends an answer. The bytes may be overwritten once it returns nothing, or once its promise resolves. */
  readonly send: (answer: Buffer) => Promise<void> | undefined;
  /** Something is wrong here, not only with a request: the connection must be closed. */
  readonly onFailure: () => void;
  /** Aborts when the channel is closed. */
  readonly closed: AbortSignal;
}

/** How far READs may be out of order: what a client has under way at most. */
const MAX_GAP_BYTES = 4 * 1024 * 1024;
/** How long the READ in between is waited for: they are sent within a millisecond, and may be a packet apart. */
const GAP_WAIT_MS = 10;

const READ_FLAG = 1;
const WRITE_FLAGS = 2 | 4 | 8 | 16 | 32;

/** Requests of extensions that would change something. */
const CHANGING_EXTENSIONS: ReadonlySet<string> = new Set([
  'posix-rename@openssh.com',
  'hardlink@openssh.com',
  'lsetstat@openssh.com',
  'fsync@openssh.com',
  'copy-data',
  'copy-file',
]);

/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02), read only, over the bytes of one channel. Requests are served one after the
 * other, and answered in the order in which they came: Debian 12's scp truncates files otherwise. It knows nothing of SSH.
 */
export class SftpSession {
  readonly #options: SftpSessionOptions;
  readonly #reader: RequestReader;
  readonly #queue = new RequestQueue();
  readonly #handles = new Map<number, OpenFile | OpenFolder>();
  /** Those that were read last; the latest at the end. */
  readonly #lastRead = new Set<OpenFile>();
  #nextHandle = 0;
  #started = false;
  /** Header and data of one answer to a READ. */
  #buffer: Buffer | null = null;
  #serving: Promise<void> | null = null;

  constructor(options: SftpSessionOptions) {
    this.#options = options;
    this.#reader = new RequestReader(options.limits.packetBytes);
    options.closed.addEventListener('abort', () => this.#closeHandles(), { once: true });
  }

  /** Takes what the client sent. A failure says why the channel must be closed. */
  push(bytes: Buffer): Result<null> {
    this.#reader.push(bytes);
    for (;;) {
      const request = this.#reader.next();
      if (!request.ok) return request;
      if (request.value === null) break;
      if (this.#started === (request.value.kind === 'init')) return fail('INIT must come first, and once');
      this.#started = true;
      this.#queue.add(request.value);
      if (this.#queue.bytes > this.#options.limits.queuedBytes) return fail('too many requests under way');
    }
    this.#startServing();
    return ok(null);
  }

  /** Resolves when all that came was answered. */
  async served(): Promise<void> {
    while (this.#serving !== null) await this.#serving;
  }

  #startServing(): void {
    const { closed, log, onFailure } = this.#options;
    this.#serving ??= this.#serve()
      .catch((err: unknown) => {
        if (!closed.aborted) log.error({ err }, 'sftp: no answer can be sent, the connection is ended');
        onFailure();
      })
      .finally(() => {
        this.#serving = null;
        if (!this.#queue.isEmpty && !closed.aborted) this.#startServing();
      });
  }

  async #serve(): Promise<void> {
    const { closed, clock } = this.#options;
    const progressOf = (number: number): ReadProgress | null => {
      const opened = this.#handles.get(number);
      return opened instanceof OpenFile ? opened.progress : null;
    };
    while (!closed.aborted && !this.#queue.isEmpty) {
      if (this.#queue.hasGap(progressOf, MAX_GAP_BYTES)) await delay(clock, GAP_WAIT_MS, closed);
      const request = this.#queue.take(progressOf)!;
      await this.#answer(request);
    }
  }

  async #answer(request: SftpRequest): Promise<void> {
    const { closed, log, send } = this.#options;
    try {
      const answer = await this.#answerTo(request);
      if (!closed.aborted) await send(answer);
    } catch (error) {
      if (closed.aborted) return;
      const code = error instanceof AppError ? error.code : 'internal-error';
      log.error({ err: error, code, request: request.kind }, 'sftp: a request failed, the client gets SSH_FX_FAILURE');
      await send(answers.status(request.id, STATUS.failure, 'Something went wrong on our side, try again later'));
    }
  }

  async #answerTo(request: SftpRequest): Promise<Buffer> {
    const { id } = request;
    switch (request.kind) {
      case 'read':
        return this.#read(request);
      case 'init':
        return answers.version({ 'limits@openssh.com': '1' });
      case 'realpath':
        return withPath(request, async (path) => answers.realPath(id, path));
      case 'stat':
      case 'lstat':
        return withPath(request, async (path) => {
          const entry = await this.#options.tree.stat(path);
          return entry === null ? noSuchFile(id) : answers.attributes(id, entry);
        });
      case 'open':
        return withPath(request, (path) => this.#open(id, path, request.flags));
      case 'opendir':
        return withPath(request, (path) => this.#openFolder(id, path));
      case 'readdir':
        return this.#readFolder(id, request.handle);
      case 'fstat': {
        const opened = this.#handles.get(request.handle);
        return opened === undefined ? noSuchHandle(id) : answers.attributes(id, opened.entry);
      }
      case 'close':
        return this.#close(id, request.handle);
      case 'change':
        return readOnly(id);
      case 'readlink':
        return answers.status(id, STATUS.noSuchFile, 'There are no links');
      case 'extended':
        return this.#extended(id, request.name);
      default:
        return answers.status(id, STATUS.unsupported, 'Not a request of SFTP version 3');
    }
  }

  async #open(id: number, path: string, flags: number): Promise<Buffer> {
    if ((flags & WRITE_FLAGS) !== 0 || (flags & READ_FLAG) === 0) return readOnly(id);
    if (this.#handles.size >= this.#options.limits.handles) return tooManyHandles(id);
    const { tree } = this.#options;
    const found = await tree.find(path);
    if (found !== null) return this.#handle(id, new OpenFile(found));
    const isFolder = (await tree.stat(path)) !== null;
    return isFolder ? answers.status(id, STATUS.failure, 'It is a folder') : noSuchFile(id);
  }

  async #openFolder(id: number, path: string): Promise<Buffer> {
    if (this.#handles.size >= this.#options.limits.handles) return tooManyHandles(id);
    const { tree } = this.#options;
    const entry = await tree.stat(path);
    if (entry === null) return noSuchFile(id);
    if (entry.kind === 'file') return answers.status(id, STATUS.failure, 'It is not a folder');
    return this.#handle(id, new OpenFolder(entry, tree.list(path)));
  }

  #handle(id: number, opened: OpenFile | OpenFolder): Buffer {
    const number = this.#nextHandle;
    this.#nextHandle = (this.#nextHandle + 1) % 2 ** 32;
    this.#handles.set(number, opened);
    return answers.handle(id, number);
  }

  #close(id: number, number: number): Buffer {
    const opened = this.#handles.get(number);
    if (opened === undefined) return noSuchHandle(id);
    this.#handles.delete(number);
    if (opened instanceof OpenFile) this.#lastRead.delete(opened);
    opened.close();
    return answers.status(id, STATUS.ok);
  }

  async #readFolder(id: number, number: number): Promise<Buffer> {
    const opened = this.#handles.get(number);
    if (!(opened instanceof OpenFolder)) return noSuchHandle(id);
    const page: TreeEntry[] = await opened.nextPage();
    return page.length === 0 ? answers.status(id, STATUS.eof) : answers.names(id, page);
  }

  async #read({ id, handle, offset, length: wanted }: ReadRequest): Promise<Buffer> {
    const opened = this.#handles.get(handle);
    if (!(opened instanceof OpenFile)) return noSuchHandle(id);
    const { readBytes } = this.#options.limits;
    const length = Math.min(wanted, readBytes, opened.entry.sizeBytes - offset);
    if (length <= 0) return answers.status(id, STATUS.eof);
    this.#keepOpen(opened);
    const answer = this.#answerBuffer(answers.DATA_HEADER_BYTES + length);
    await opened.read(answer.subarray(answers.DATA_HEADER_BYTES), { offset, length });
    answers.writeDataHeader(answer, id, length);
    return answer;
  }

  /** As large as the client's READs need it. */
  #answerBuffer(bytes: number): Buffer {
    if (this.#buffer === null || this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(bytes);
    return this.#buffer.subarray(0, bytes);
  }

  /** What is open of other files costs memory and a file of the store each: only those that were read last keep theirs. */
  #keepOpen(file: OpenFile): void {
    this.#lastRead.delete(file);
    this.#lastRead.add(file);
    const [oldest] = this.#lastRead;
    if (oldest === undefined || this.#lastRead.size <= this.#options.limits.contents) return;
    this.#lastRead.delete(oldest);
    oldest.rest();
  }

  #extended(id: number, name: string): Buffer {
    if (name === 'limits@openssh.com') return answers.limitsReply(id, this.#options.limits);
    if (CHANGING_EXTENSIONS.has(name)) return readOnly(id);
    return answers.status(id, STATUS.unsupported, 'This extension is not supported');
  }

  #closeHandles(): void {
    for (const opened of this.#handles.values()) opened.close();
    this.#handles.clear();
    this.#lastRead.clear();
    this.#buffer = null;
  }
}

/** Paths are relative to the root: a session has no folder of its own. */
async function withPath(
  request: { readonly id: number; readonly path: string },
  serve: (path: string) => Promise<Buffer>,
): Promise<Buffer> {
  const path = resolvePath('/', request.path);
  return path.ok ? serve(path.value) : answers.status(request.id, STATUS.noSuchFile, path.reason);
}

const readOnly = (id: number): Buffer =>
  answers.status(id, STATUS.permissionDenied, 'The recordings are read only: nothing can be changed here');
const noSuchFile = (id: number): Buffer => answers.status(id, STATUS.noSuchFile, 'No such file or folder');
const noSuchHandle = (id: number): Buffer => answers.status(id, STATUS.failure, 'No such handle');
const tooManyHandles = (id: number): Buffer =>
  answers.status(id, STATUS.failure, 'Too many open files, close some first');
