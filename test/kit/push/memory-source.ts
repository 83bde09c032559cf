import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { NotVisible, type PushConnection, type UploadSource } from '../../../src/platform/push-target/index.ts';

/** An upload source in memory that returns chunks of usual length. `starts` has the positions at which it was opened. */
export class MemorySource implements UploadSource {
  readonly sizeBytes: number;
  readonly starts: number[] = [];
  readonly #content: Buffer;
  /** The position at which reading fails; null: it does not fail. */
  readonly #failsAt: number | null;

  constructor(content: Buffer, failsAt: number | null = null) {
    this.#content = content;
    this.sizeBytes = content.length;
    this.#failsAt = failsAt;
  }

  open({ start }: { readonly start: number }): Readable {
    this.starts.push(start);
    return Readable.from(this.#chunks(start), { objectMode: false });
  }

  *#chunks(start: number): Generator<Buffer> {
    for (let from = start; from < this.sizeBytes; from += 65_536) {
      if (this.#failsAt !== null && from >= this.#failsAt) throw new Error('the disk of the source failed');
      yield this.#content.subarray(from, from + 65_536);
    }
  }
}

/** The size of a file of a target that shows it; 0: it does not exist. */
export async function sizeAt(connection: PushConnection, path: string): Promise<number> {
  const found = await connection.stat(path);
  if (found instanceof NotVisible) throw new Error(`may not look: ${found.detail}`);
  return found?.sizeBytes ?? 0;
}

/** The names in a folder of a target that lists it. */
export async function namesAt(connection: PushConnection, folder: string): Promise<string[]> {
  const entries = await connection.list(folder);
  if (entries instanceof NotVisible) throw new Error(`may not look: ${entries.detail}`);
  return entries.map(({ name }) => name);
}

/** SHA-256 of a file of the target, read in chunks. */
export async function digestAt(connection: PushConnection, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await connection.read(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
