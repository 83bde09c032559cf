import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullIfMissing } from '../../durable-folder.ts';

interface PostmasterFile {
  readonly pid: number;
  readonly status: string | undefined;
}

export function postmasterFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

/** `postmaster.pid`: the process on the first line, its status on the eighth (PostgreSQL's `pidfile.h`). */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const text = await readFile(postmasterFile(cluster), 'utf8').catch(nullIfMissing);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), status: lines[7]?.trim() };
}
