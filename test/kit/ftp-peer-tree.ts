import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryTree } from './memory-tree.ts';

const LONG = randomBytes(5_000_000);

/** The files that real clients download: two days of recordings, one of them long. */
export const PEER_FILES: Readonly<Record<string, Buffer>> = {
  '/2026/03/09/2026-03-09_23-59-59_in_withheld_48221234567.mp3': randomBytes(1000),
  '/2026/03/10/2026-03-10_09-05-09_in_48512345678_48221234567.mp3': LONG,
  '/2026/03/10/2026-03-10_09-05-09_in_48512345678_48221234567_2.mp3': randomBytes(32_768),
  '/2026/03/10/2026-03-10_10-00-00_internal_101_102.mp3': Buffer.alloc(0),
};

export const LONG_FILE = '/2026/03/10/2026-03-10_09-05-09_in_48512345678_48221234567.mp3';
export const LONG_CONTENT = LONG;

export function peerTree(): MemoryTree {
  return new MemoryTree({ files: PEER_FILES });
}

/** Path and SHA-256 of each file, so that a failed comparison prints a line and not megabytes. */
export function digests(files: Readonly<Record<string, Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, sha256(content)]));
}

/** Path and SHA-256 of each file below a local folder; paths as in the tree. */
export function digestsBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return digests(Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path)])));
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
