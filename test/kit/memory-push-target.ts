import { Readable } from 'node:stream';
import {
  type ConnectContext,
  NotVisible,
  type PushConnection,
  PushError,
  type PushErrorCode,
  type PushTarget,
  type TargetEntry,
  type TargetFile,
  type TargetPeer,
  type TargetSettings,
  type Uploaded,
  type UploadOptions,
  type UploadSource,
} from '../../src/platform/push-target/index.ts';

export type PushOperation = 'connect' | 'stat' | 'list' | 'upload' | 'rename' | 'read' | 'remove';

/** A customer's server in memory, shared by all connections. Can be made to fail. */
export class MemoryPushTarget implements PushTarget {
  /** By path. */
  readonly files = new Map<string, Buffer>();
  /** The operations in the order they were called. */
  readonly asked: PushOperation[] = [];
  /** Uploads break after this many bytes, which stay on the server; null: they do not break. */
  cutUploadsAfterBytes: number | null = null;
  /** Uploads are complete, but the confirmation is lost. */
  loseAnswers = false;
  /** Added to every reported size. */
  sizeLieBytes = 0;
  /** The account may write, and neither look nor read. */
  isBlind = false;
  /** It may read all the same. */
  readsBlindly = false;
  /** The account may look, and not read. */
  refusesReading = false;
  temporaryNames = true;
  /** How it refuses looks. */
  refusal = 'Permission denied';
  openConnections = 0;
  #gate: Promise<void> = Promise.resolve();
  readonly #failures: { operation: PushOperation; code: PushErrorCode }[] = [];

  /** The next call of this operation fails. */
  failNext(operation: PushOperation, code: PushErrorCode): void {
    this.#failures.push({ operation, code });
  }

  /** Uploads wait until the returned function is called. */
  holdUploads(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  /** Resolves when uploads may continue; rejects with the signal's reason. */
  mayUpload(signal: AbortSignal): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return Promise.race([this.#gate, promise]);
  }

  async connect(_settings: TargetSettings | null, { signal }: Pick<ConnectContext, 'signal'>): Promise<PushConnection> {
    this.note('connect', signal);
    this.openConnections += 1;
    return new MemoryConnection(this, signal);
  }

  /** Records an operation; throws if it has to fail. */
  note(operation: PushOperation, signal: AbortSignal): void {
    signal.throwIfAborted();
    this.asked.push(operation);
    const index = this.#failures.findIndex((failure) => failure.operation === operation);
    const [failure] = index < 0 ? [] : this.#failures.splice(index, 1);
    if (failure !== undefined) throw new PushError(failure.code);
  }
}

class MemoryConnection implements PushConnection {
  readonly peer: TargetPeer = { protection: 'none', fingerprint: null };
  readonly #target: MemoryPushTarget;
  readonly #signal: AbortSignal;
  #isOpen = true;

  constructor(target: MemoryPushTarget, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
  }

  temporaryName(path: string): string {
    return this.#target.temporaryNames ? `${path}.part` : path;
  }

  async stat(path: string): Promise<TargetFile | null | NotVisible> {
    this.#note('stat');
    if (this.#target.isBlind) return new NotVisible(this.#target.refusal);
    const content = this.#target.files.get(path);
    return content === undefined ? null : { sizeBytes: content.length + this.#target.sizeLieBytes };
  }

  async list(folder: string): Promise<readonly TargetEntry[] | NotVisible> {
    this.#note('list');
    if (this.#target.isBlind) return new NotVisible(this.#target.refusal);
    const prefix = folder === '' ? '' : `${folder}/`;
    const entries = new Map<string, TargetEntry>();
    for (const [path, content] of this.#target.files) {
      if (!path.startsWith(prefix)) continue;
      const [name = '', ...below] = path.slice(prefix.length).split('/');
      const isFolder = below.length > 0;
      entries.set(name, { name, isFolder, sizeBytes: isFolder ? 0 : content.length });
    }
    return [...entries.values()];
  }

  async upload(path: string, source: UploadSource, options: UploadOptions): Promise<Uploaded> {
    this.#note('upload');
    await this.#target.mayUpload(this.#signal);
    const seen = this.#target.isBlind ? undefined : this.#target.files.get(path);
    const held = seen ?? Buffer.alloc(0);
    const resumedFrom = held.length > source.sizeBytes ? 0 : Math.min(held.length, options.resumeFrom ?? 0);
    const cutAfterBytes = this.#target.cutUploadsAfterBytes ?? Infinity;
    const chunks = [held.subarray(0, resumedFrom)];
    let sentBytes = resumedFrom;
    try {
      for await (const chunk of source.open({ start: resumedFrom })) {
        this.#signal.throwIfAborted();
        chunks.push(chunk);
        sentBytes += chunk.length;
        if (sentBytes > cutAfterBytes) throw new PushError('connection-lost');
        options.onProgress(sentBytes);
      }
    } finally {
      this.#target.files.set(path, Buffer.concat(chunks, Math.min(sentBytes, cutAfterBytes)));
    }
    if (this.#target.loseAnswers) throw new PushError('connection-lost');
    this.#signal.throwIfAborted();
    if (this.#target.isBlind)
      return { resumedFrom, verified: 'nothing', notVisible: new NotVisible(this.#target.refusal) };
    if (sentBytes + this.#target.sizeLieBytes !== source.sizeBytes) throw new PushError('size-differs');
    return { resumedFrom, verified: 'size' };
  }

  async rename(from: string, to: string): Promise<void> {
    this.#note('rename');
    const content = this.#target.files.get(from);
    if (content === undefined) throw new PushError('rename-refused');
    this.#target.files.delete(from);
    this.#target.files.set(to, content);
  }

  async read(path: string): Promise<Readable> {
    this.#note('read');
    const { isBlind, readsBlindly, refusesReading } = this.#target;
    if (refusesReading || (isBlind && !readsBlindly)) throw new PushError('not-permitted');
    const content = this.#target.files.get(path);
    if (content === undefined) throw new PushError('file-missing');
    return Readable.from([content], { objectMode: false });
  }

  async remove(path: string): Promise<void> {
    this.#note('remove');
    this.#target.files.delete(path);
  }

  async close(): Promise<void> {
    if (this.#isOpen) this.#target.openConnections -= 1;
    this.#isOpen = false;
  }

  #note(operation: PushOperation): void {
    if (!this.#isOpen) throw new PushError('connection-lost');
    this.#target.note(operation, this.#signal);
  }
}
