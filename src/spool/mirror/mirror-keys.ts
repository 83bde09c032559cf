import { basename, dirname } from 'node:path';
import type { RecorderId } from '../../base/ids.ts';
import { MIRROR_PREFIX, type ObjectKey, readObjectKey } from '../../platform/object-store.ts';

/** What could not be mirrored is put together into larger objects; four at a time take 32 MB of memory. */
export const MAX_OBJECT_BYTES = 8 * 1024 * 1024;

/** Long enough for any segment, so that keys are in the order of offsets. */
const OFFSET_DIGITS = 12;

/** What a recorder's objects begin with: those of all its leases, or of one. */
export function mirrorPrefix(recorderId: RecorderId, fence?: number): string {
  return `${MIRROR_PREFIX}${recorderId}/${fence === undefined ? '' : `${fence}/`}`;
}

/** The object with the bytes of a segment from an offset on: `spool/RECORDER/FENCE/FOLDER/SEGMENT/OFFSET`. */
export function mirrorKey(prefix: string, file: string, offset: number): ObjectKey {
  const text = `${prefix}${pathInPrefix(file)}/${String(offset).padStart(OFFSET_DIGITS, '0')}`;
  const key = readObjectKey(text);
  if (!key.ok) throw new Error(`the key of a mirrored segment: ${key.reason}`);
  return key.value;
}

/** `FOLDER/SEGMENT`. */
export function pathInPrefix(file: string): string {
  return `${basename(dirname(file))}/${basename(file)}`;
}

const KEY = /^spool\/[^/]+\/(\d+)\/(segments|unsaved)\/([^/]+)\/(\d+)$/;

export interface MirroredPart {
  readonly key: ObjectKey;
  /** Of the lease under which it was put. */
  readonly fence: number;
  readonly folder: string;
  /** Of the segment. */
  readonly name: string;
  readonly offset: number;
}

/** Null: no object of a mirror. */
export function readMirrorKey(key: ObjectKey): MirroredPart | null {
  const [, fence, folder, name, offset] = KEY.exec(key) ?? [];
  if (name === undefined) return null;
  return { key, fence: Number(fence), folder: folder!, name, offset: Number(offset) };
}
