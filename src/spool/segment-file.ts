import { constants, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../platform/durable-folder.ts';

export const SEGMENT_ENDING = '.spool';

/** Numbers of run, writer and segment; longer than their padding when there are many. */
const SEGMENT_NAME = /^(\d{8,})-\d{3,}-\d{6,}\.spool$/;

/** What the names of a writer's segments begin with. */
export function segmentPrefix(run: number, writer: number): string {
  return `${String(run).padStart(8, '0')}-${String(writer).padStart(3, '0')}-`;
}

export function segmentName(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(6, '0')}${SEGMENT_ENDING}`;
}

/** In the order in which the segments were created. */
export function compareSegmentNames(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Null: not the name of a segment. */
export function runOfSegment(name: string): number | null {
  const run = SEGMENT_NAME.exec(name)?.[1];
  return run === undefined ? null : Number(run);
}

/** Of a segment of an earlier run; 0: the disk does not tell. */
export function lengthOfEnded(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** A segment file while it is written. */
export interface SegmentFile {
  readonly path: string;
  /** Writes all of `buffers` at `position`, or fails. */
  write(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Resolves when what was written would survive a loss of power. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Creates the segment files of a writer; a test passes one that fails. */
export type CreateSegment = (name: string) => Promise<SegmentFile>;

/** Segments as files of `folder`, readable by this user only. */
export function segmentFilesIn(folder: string): CreateSegment {
  return async (name) => {
    const path = join(folder, name);
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    await syncFolder(folder);
    return {
      path,
      write: (buffers, position) => writeAll(file, buffers, position),
      sync: () => file.datasync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[], position: number): Promise<void> {
  const wanted = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  const { bytesWritten } = await file.writev(buffers, position);
  if (bytesWritten !== wanted) throw new Error(`short write: ${bytesWritten} of ${wanted} bytes, the disk is full`);
}
