import { type FileHandle, open } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { AppError } from '../base/errors.ts';
import type { ImportedFile } from '../intake/index.ts';

/** A file of a report: what became of it, and why. */
export interface ReportedFile {
  readonly file: string;
  readonly result: ImportedFile['result'];
  readonly recordingId: string | null;
  /** Of the recording, in the tree. */
  readonly path: string | null;
  /** An error code. */
  readonly reason: string | null;
  readonly detail: string | null;
}

const COLUMNS = ['file', 'result', 'recordingId', 'path', 'reason', 'detail'] as const satisfies (keyof ReportedFile)[];
const HEADER = `${COLUMNS.join(',')}\n`;
/** It has the names of files: numbers of parties. */
const FILE_MODE = 0o600;
/** Written together: a report has a row for each of millions of files. */
const FLUSH_CHARS = 64 * 1024;

export function reported(imported: ImportedFile): ReportedFile {
  const { file, result } = imported;
  const recording = result === 'stored' || result === 'repeated' ? imported : null;
  const refusal = result === 'refused' || result === 'failed' ? imported : null;
  return {
    file,
    result,
    recordingId: recording?.recordingId ?? null,
    path: recording?.path ?? null,
    reason: refusal?.code ?? null,
    detail: refusal?.detail ?? null,
  };
}

/** A CSV with a row for each file, in the order in which they are done. */
export class FileReport implements AsyncDisposable {
  readonly #file: FileHandle;
  #rows: string;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, header: string) {
    this.#file = file;
    this.#rows = header;
  }

  /** Replaces the report of an earlier run. Throws `request-invalid` where there is another file, or none can be written. */
  static async open(path: string): Promise<FileReport> {
    try {
      const file = await open(path, 'a+', FILE_MODE);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER.length), 0, HEADER.length, 0);
      if (bytesRead > 0 && buffer.toString('utf8', 0, bytesRead) !== HEADER) {
        await file.close();
        throw new Error('it is no report of an import');
      }
      await file.truncate(0);
      return new FileReport(file, HEADER);
    } catch (cause) {
      throw new AppError('request-invalid', `${path} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  add(file: ReportedFile): void {
    this.#rows += stringify([COLUMNS.map((column) => file[column] ?? '')], { escape_formulas: true });
    if (this.#rows.length >= FLUSH_CHARS) this.#flush();
  }

  /** Fails if the report could not be written whole. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#flush();
    try {
      await this.#writing;
    } finally {
      await this.#file.close();
    }
  }

  #flush(): void {
    const rows = this.#rows;
    this.#rows = '';
    this.#writing = this.#writing.then(() => this.#file.appendFile(rows));
    // Reported when the report is closed.
    this.#writing.catch(() => {});
  }
}
