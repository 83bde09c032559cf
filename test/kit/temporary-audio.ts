import { OpenTemporaryFile, type TemporaryFile, temporaryFile } from '../../src/platform/temporary-file.ts';

/** A temporary file with this content. */
export function writtenTemporaryFile(path: string, content: Uint8Array): TemporaryFile {
  const file = temporaryFile(path);
  using open = new OpenTemporaryFile(file, 'replace');
  open.write(content, 0);
  return file;
}
