import { type PushConnection, PushError } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

/** The target lacks files that it took, or has others in their place. */
export class WrongHoldings extends PushError {
  readonly files: readonly OutgoingFile[];

  constructor(code: 'file-missing' | 'size-differs', files: readonly OutgoingFile[]) {
    super(code);
    this.files = files;
  }
}

/** The sizes of the files in a folder, by path; null: the target does not tell. */
export async function sizesIn(connection: PushConnection, folder: string): Promise<ReadonlyMap<string, number> | null> {
  const entries = await connection.list(folder);
  if (entries === null) return null;
  const files = entries.filter(({ isFolder }) => !isFolder);
  return new Map(files.map(({ name, sizeBytes }) => [`${folder}/${name}`, sizeBytes]));
}

/** Throws `WrongHoldings` unless the target has all the files; it is asked for each where there is no listing. */
export async function requireFiles(
  connection: PushConnection,
  files: readonly OutgoingFile[],
  listing: ReadonlyMap<string, number> | null,
): Promise<void> {
  const missing: OutgoingFile[] = [];
  const differing: OutgoingFile[] = [];
  for (const file of files) {
    const sizeBytes = listing === null ? (await connection.stat(file.path))?.sizeBytes : listing.get(file.path);
    if (sizeBytes === undefined) missing.push(file);
    else if (sizeBytes !== file.source.sizeBytes) differing.push(file);
  }
  if (missing.length > 0) throw new WrongHoldings('file-missing', [...missing, ...differing]);
  if (differing.length > 0) throw new WrongHoldings('size-differs', differing);
}
