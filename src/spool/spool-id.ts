import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isId, type RecorderId } from '../base/ids.ts';

/** The id of the recorder whose calls are in a spool folder, made when there is none. It lives as long as the folder. */
export function spoolId(folder: string): RecorderId {
  const file = join(folder, 'recorder-id');
  const known = readIfThere(file);
  if (isId(known)) return known as RecorderId;
  const id = randomUUID() as RecorderId;
  writeFileSync(file, id, { mode: 0o600, flush: true });
  return id;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
