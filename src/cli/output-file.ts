import { open, rm } from 'node:fs/promises';
import { AppError } from '../base/errors.ts';

/** Only for who runs the command. */
const FILE_MODE = 0o600;

/** Writes lines into a new file and returns how many. Throws `request-invalid` if the file exists or cannot be made. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<number> {
  await using file = await open(path, 'wx', FILE_MODE).catch((cause: unknown) => {
    throw new AppError('request-invalid', `${path} exists or cannot be written`, { cause });
  });
  let count = 0;
  try {
    for await (const line of lines) {
      await file.write(`${line}\n`);
      count += 1;
    }
    await file.sync();
  } catch (error) {
    // An unfinished file would refuse the next try.
    await rm(path, { force: true });
    throw error;
  }
  return count;
}
