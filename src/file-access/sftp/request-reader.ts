import { fail, ok, type Result } from '../../base/result.ts';

/** Packet types of requests, draft-ietf-secsh-filexfer-02 §3. */
const TYPE = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  lstat: 7,
  fstat: 8,
  opendir: 11,
  readdir: 12,
  realpath: 16,
  stat: 17,
  readlink: 19,
  extended: 200,
} as const;

/** WRITE, SETSTAT, FSETSTAT, REMOVE, MKDIR, RMDIR, RENAME, SYMLINK: they would change something. */
const CHANGES: ReadonlySet<number> = new Set([6, 9, 10, 13, 14, 15, 18, 20]);

export type SftpRequest =
  | { readonly kind: 'init'; readonly id: 0; readonly version: number }
  | { readonly kind: 'open'; readonly id: number; readonly path: string; readonly flags: number }
  | ReadRequest
  | { readonly kind: 'close' | 'fstat' | 'readdir'; readonly id: number; readonly handle: number }
  | {
      readonly kind: 'stat' | 'lstat' | 'opendir' | 'realpath' | 'readlink';
      readonly id: number;
      readonly path: string;
    }
  | { readonly kind: 'extended'; readonly id: number; readonly name: string }
  | { readonly kind: 'change' | 'unknown'; readonly id: number };

export interface ReadRequest {
  readonly kind: 'read';
  readonly id: number;
  readonly handle: number;
  /** In bytes; not exact beyond 2^53, where no file of ours ends. */
  readonly offset: number;
  readonly length: number;
}

const EMPTY = Buffer.alloc(0);

/** Cuts what a client sends into packets, and reads them (SFTP version 3). */
export class RequestReader {
  readonly #maxBytes: number;
  #rest: Buffer = EMPTY;
  /** Set after a failure. */
  #failed: Result<null> | null = null;

  /** `maxBytes`: of one packet. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
  }

  /** The next request; null: more bytes are needed. After a failure nothing more can be read. */
  next(): Result<SftpRequest | null> {
    if (this.#failed !== null) return this.#failed;
    const request = this.#read();
    if (!request.ok) this.#failed = request;
    return request;
  }

  #read(): Result<SftpRequest | null> {
    if (this.#rest.length < 4) return ok(null);
    const length = this.#rest.readUInt32BE(0);
    if (length === 0 || length > this.#maxBytes) return fail('the packet is empty or too long');
    if (this.#rest.length < 4 + length) return ok(null);
    const packet = this.#rest.subarray(4, 4 + length);
    this.#rest = this.#rest.subarray(4 + length);
    return readRequest(packet);
  }
}

/** Reads one packet, without its length. */
function readRequest(packet: Buffer): Result<SftpRequest> {
  const fields = new Fields(packet);
  const type = packet[0]!;
  if (type === TYPE.init) {
    const version = fields.uint32();
    return version === null ? malformed : ok({ kind: 'init', id: 0, version });
  }
  const id = fields.uint32();
  if (id === null) return malformed;
  if (CHANGES.has(type)) return ok({ kind: 'change', id });
  const kind = KINDS.get(type);
  switch (kind) {
    case 'open': {
      const path = fields.string();
      const flags = fields.uint32();
      return path === null || flags === null ? malformed : ok({ kind, id, path: path.toString(), flags });
    }
    case 'read': {
      const handle = fields.handle();
      const offset = fields.uint64();
      const length = fields.uint32();
      if (handle === null || offset === null || length === null) return malformed;
      return ok({ kind, id, handle, offset, length });
    }
    case 'close':
    case 'fstat':
    case 'readdir': {
      const handle = fields.handle();
      return handle === null ? malformed : ok({ kind, id, handle });
    }
    case 'stat':
    case 'lstat':
    case 'opendir':
    case 'realpath':
    case 'readlink': {
      const path = fields.string();
      return path === null ? malformed : ok({ kind, id, path: path.toString() });
    }
    case 'extended': {
      const name = fields.string();
      return name === null ? malformed : ok({ kind, id, name: name.toString('latin1') });
    }
    default:
      return ok({ kind: 'unknown', id });
  }
}

const malformed = fail('the packet ends within a field');

const KINDS: ReadonlyMap<number, keyof typeof TYPE> = new Map(
  Object.entries(TYPE).map(([kind, type]) => [type, kind as keyof typeof TYPE]),
);

/** A handle that no file or folder has. */
const NO_HANDLE = -1;

/** Reads the fields of a packet behind its type; null where it ends before one does. */
class Fields {
  readonly #packet: Buffer;
  #at = 1;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  uint32(): number | null {
    if (this.#packet.length < this.#at + 4) return null;
    this.#at += 4;
    return this.#packet.readUInt32BE(this.#at - 4);
  }

  uint64(): number | null {
    const high = this.uint32();
    const low = this.uint32();
    return high === null || low === null ? null : high * 2 ** 32 + low;
  }

  string(): Buffer | null {
    const length = this.uint32();
    if (length === null || this.#packet.length < this.#at + length) return null;
    this.#at += length;
    return this.#packet.subarray(this.#at - length, this.#at);
  }

  /** Ours are four bytes. */
  handle(): number | null {
    const bytes = this.string();
    if (bytes === null) return null;
    return bytes.length === 4 ? bytes.readUInt32BE(0) : NO_HANDLE;
  }
}
