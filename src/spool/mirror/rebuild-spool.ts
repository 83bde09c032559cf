import { open } from 'node:fs/promises';
import { constants, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../base/errors.ts';
import type { RecorderId } from '../../base/ids.ts';
import { makeFolder } from '../../platform/durable-folder.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import type { ObjectStore } from '../../platform/object-store.ts';
import { readSpace } from '../disk-space.ts';
import { DurableQueue } from '../durable-queue.ts';
import { RecoveredCalls } from '../recover-calls.ts';
import { scanSegment, type SkippedBytes } from '../scan-segment.ts';
import { compareSegmentNames, runOfSegment } from '../segment-file.ts';
import { runKeyId, runOfKeyId, SPOOL_KEY_GROUP } from '../segment-key.ts';
import type { SpooledCall } from '../spooled-call.ts';
import { MAX_OBJECT_BYTES, type MirroredPart, mirrorPrefix, readMirrorKey } from './mirror-keys.ts';

export interface RebuildOptions {
  readonly objects: Pick<ObjectStore, 'list' | 'open'>;
  readonly keys: Pick<KeyStore, 'get' | 'list'>;
  /** Whose spool it was. */
  readonly recorderId: RecorderId;
  /** The lease by which it is taken over: objects of the leases before it are read. */
  readonly fence: number;
  /** For the segments; emptied first. */
  readonly folder: string;
  readonly log: Logger;
  /** Called before each object; throws when the work is to end. */
  readonly check: () => void;
  /** Of the folder's disk; a test says another number. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** The recorder's own calls come first: at least half of what is free stays for them. */
const SHARE_OF_FREE_BYTES = 0.5;

interface RebuiltSpool {
  /** Those that may be recorded; open ones as `killed`. */
  readonly calls: readonly SpooledCall[];
  /** On demand, and nobody had ordered them: for the history. */
  readonly notOrdered: readonly SpooledCall[];
  /** What waited in the queue. */
  readonly queued: readonly unknown[];
}

/**
 * Makes a lost recorder's segments again from its mirror, and finds the calls in them as its next start would have. What a segment lacks is a
 * hole in its file: damage, by which no other record is lost. Throws `spool-unreadable` when the key of a segment is not in the key store,
 * `storage-full` when the disk has no room for it beside the recorder's own calls.
 */
export async function rebuildSpool(options: RebuildOptions): Promise<RebuiltSpool> {
  const { folder } = options;
  rmSync(folder, { recursive: true, force: true });
  const folders = { segments: join(folder, 'segments'), unsaved: join(folder, 'unsaved') };
  for (const made of Object.values(folders)) await makeFolder(made);
  await fetchSegments(options, await newestRun(options));
  return { ...(await callsIn(folders.segments, options)), queued: await queuedIn(folders.unsaved, options) };
}

/** Deletes a lost recorder's objects, those of leases before `fence`. */
export async function deleteMirror({
  objects,
  recorderId,
  fence,
  check,
}: Pick<RebuildOptions, 'recorderId' | 'fence' | 'check'> & {
  readonly objects: Pick<ObjectStore, 'list' | 'delete'>;
}): Promise<void> {
  for await (const key of objects.list(mirrorPrefix(recorderId))) {
    const part = readMirrorKey(key);
    if (part !== null && part.fence >= fence) continue;
    check();
    await objects.delete(key);
  }
}

/**
 * Of the newest lease under which anything was put: a recorder that got another lease has put all of it again. It may have been lost before
 * it was done with that, so what only an older lease has is read, too; the same bytes are at the same place.
 */
async function fetchSegments(options: RebuildOptions, newest: number): Promise<void> {
  const { objects, recorderId, fence, folder, check } = options;
  const parts: MirroredPart[] = [];
  for await (const key of objects.list(mirrorPrefix(recorderId))) {
    const part = readMirrorKey(key);
    if (part !== null && part.fence < fence) parts.push(part);
  }
  await checkSpace(parts, options);
  for (const { key, folder: kind, name, offset } of parts.toSorted((one, other) => one.fence - other.fence)) {
    check();
    if (await isOfEndedRun(name, options, newest)) continue;
    const bytes = await readObject(objects, key);
    await using file = await open(join(folder, kind, name), constants.O_RDWR | constants.O_CREAT, 0o600);
    await file.write(bytes, 0, bytes.length, offset);
  }
}

/** The lengths are not listed: a segment ends at most one object after its last offset. */
async function checkSpace(
  parts: readonly MirroredPart[],
  { folder, freeBytes = freeBytesOf }: RebuildOptions,
): Promise<void> {
  const ends = new Map<string, number>();
  for (const { folder: kind, name, offset } of parts) {
    const file = join(kind, name);
    ends.set(file, Math.max(ends.get(file) ?? 0, offset + MAX_OBJECT_BYTES));
  }
  const needed = [...ends.values()].reduce((sum, end) => sum + end, 0);
  const free = await freeBytes(folder);
  if (needed <= free * SHARE_OF_FREE_BYTES) return;
  throw new AppError(
    'storage-full',
    `a lost recorder's calls need ${needed} bytes; half of ${free} free ones are used at most`,
  );
}

async function freeBytesOf(folder: string): Promise<number> {
  return (await readSpace(folder)).freeBytes;
}

/** Of those whose key the recorder has; 0: none. */
async function newestRun({ keys, recorderId }: RebuildOptions): Promise<number> {
  let newest = 0;
  for await (const id of keys.list(SPOOL_KEY_GROUP)) newest = Math.max(newest, runOfKeyId(recorderId, id) ?? 0);
  return newest;
}

/**
 * Whether the recorder deleted the key of a segment's run when a later one began: all of its calls were archived then. A key that is missing
 * without a later one is lost, and so are the calls.
 */
async function isOfEndedRun(name: string, options: RebuildOptions, newest: number): Promise<boolean> {
  const run = runOfSegment(name);
  return run !== null && run < newest && (await runKeyOf(name, options)) === null;
}

async function readObject(
  objects: RebuildOptions['objects'],
  key: Parameters<ObjectStore['open']>[0],
): Promise<Buffer> {
  const opened = await objects.open(key);
  try {
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(READ_BYTES);
      const count = await opened.read(chunk);
      chunks.push(chunk.subarray(0, count));
      if (count < chunk.length) return Buffer.concat(chunks);
    }
  } finally {
    await opened.close();
  }
}

const READ_BYTES = 256 * 1024;

async function callsIn(folder: string, options: RebuildOptions): Promise<Omit<RebuiltSpool, 'queued'>> {
  const recovered = new RecoveredCalls();
  for (const name of readdirSync(folder).sort(compareSegmentNames)) {
    options.check();
    const file = join(folder, name);
    const onSkipped = (skipped: SkippedBytes): void =>
      options.log.warn({ file, ...skipped }, 'spool: a part of a mirrored segment is missing; the bytes were skipped');
    for (const record of scanSegment({ file, runKey: await runKeyOf(name, options) }, onSkipped)) {
      recovered.add(record);
    }
    await nextTurn();
  }
  const { withoutOpenRecord: recordingIds } = recovered;
  if (recordingIds.length > 0)
    options.log.error(
      { recordingIds },
      'spool: the first record of these calls is not in the mirror; those that were not archived before are lost',
    );
  const found = recovered.calls;
  return {
    calls: found.filter(({ description }) => !description.undecided),
    notOrdered: found.filter(({ description }) => description.undecided && description.onDemand),
  };
}

async function queuedIn(folder: string, options: RebuildOptions): Promise<unknown[]> {
  const queue = await DurableQueue.open({
    location: { folder, prefix: '', key: null },
    runKeyOf: (name) => runKeyOf(name, options),
    log: options.log,
  });
  if (queue.unreadable > 0) throw new AppError('spool-unreadable', 'mirrored calls without a recording cannot be read');
  return [...queue.items()].map(({ content }) => content);
}

async function runKeyOf(name: string, { keys, recorderId }: RebuildOptions): Promise<Uint8Array | null> {
  const run = runOfSegment(name);
  return run === null ? null : keys.get(runKeyId(recorderId, run));
}
