import { writeFileSync } from 'node:fs';
import { OpenTemporaryFile, type TemporaryFile, temporaryFile } from '../../src/platform/temporary-file.ts';

/** A temporary file with this content. */
export function writtenTemporaryFile(path: string, content: Uint8Array): TemporaryFile {
  const file = temporaryFile(path);
  using open = new OpenTemporaryFile(file, 'replace');
  open.write(content, 0);
  return file;
}

export function contentOf(file: TemporaryFile): Buffer {
  using open = new OpenTemporaryFile(file, 'read');
  return open.read(0, open.sizeBytes);
}

/** A copy that other programs can read. */
export function readableCopy(file: TemporaryFile): string {
  const copy = `${file.path}.readable`;
  writeFileSync(copy, contentOf(file));
  return copy;
}
