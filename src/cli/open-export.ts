import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../base/errors.ts';

/** Opens an exported log. Throws `request-invalid` where it cannot be read. */
export async function openExport(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (cause) {
    throw new AppError('request-invalid', `${file} cannot be read`, { cause });
  }
}
