import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RecorderId, RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { DoneLog } from './done-log.ts';
import { lockFolder } from './folder-lock.ts';
import { CallsFound } from './recover-calls.ts';
import { scanSegment } from './scan-segment.ts';
import type { ClosedSegment } from './segment-log.ts';
import { SegmentsHeld } from './segments-held.ts';
import { spoolId } from './spool-id.ts';
import type { SpooledCall } from './spooled-call.ts';

/** The folder where calls wait for their MP3: what is in it, and what may leave. One process at a time. */
export interface Spool {
  /** Of the recorder that writes here, from run to run. */
  readonly recorderId: RecorderId;
  /**
   * Finds the calls of earlier runs that are not done: ended ones as they ended, open ones as `killed`, ended with
   * their last packet and flagged `cut`. To be called once, before capture begins.
   */
  recover(): Promise<readonly SpooledCall[]>;
  /** Notes for good that a call needs its spool no more; a segment without any other call is deleted. */
  done(recordingId: RecordingId): Promise<void>;
  /** Where a new log writes: its folder, and a beginning of file names that no other log uses. */
  newLog(): LogPlace;
  /** A log tells of each segment that it has closed. */
  segmentClosed(segment: ClosedSegment): void;
  /** Disk space of the closed segments. */
  readonly bytes: number;
  close(): Promise<void>;
}

/** Plain data, for a worker thread. */
export interface LogPlace {
  readonly folder: string;
  readonly prefix: string;
}

const SEGMENT_NAME = /^(\d{8})-\d{3}-\d{6}\.spool$/;

/** Opens the spool in `folder`, made if need be. Throws `data-folder-in-use` when another process has it. */
export async function openSpool(options: { readonly folder: string; readonly log: Logger }): Promise<Spool> {
  const folder = resolve(options.folder);
  const segments = join(folder, 'segments');
  mkdirSync(segments, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const { log: doneLog, done } = await DoneLog.open(join(folder, 'done.log'));
    return new FolderSpool({
      recorderId: spoolId(folder),
      folder: segments,
      lock,
      doneLog,
      done: new Set(done),
      log: options.log,
    });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

interface FolderSpoolParts {
  readonly recorderId: RecorderId;
  readonly folder: string;
  readonly lock: Disposable;
  readonly doneLog: DoneLog;
  readonly done: ReadonlySet<RecordingId>;
  readonly log: Logger;
}

class FolderSpool implements Spool {
  readonly #parts: FolderSpoolParts;
  readonly #found: readonly string[];
  readonly #run: number;
  readonly #held = new SegmentsHeld((file) => rmSync(file, { force: true }));
  #logs = 0;

  constructor(parts: FolderSpoolParts) {
    this.#parts = parts;
    this.#found = readdirSync(parts.folder)
      .filter((name) => SEGMENT_NAME.test(name))
      .sort();
    this.#run = Number(SEGMENT_NAME.exec(this.#found.at(-1) ?? '')?.[1] ?? 0) + 1;
  }

  get recorderId(): RecorderId {
    return this.#parts.recorderId;
  }

  get bytes(): number {
    return this.#held.bytes;
  }

  async recover(): Promise<readonly SpooledCall[]> {
    const { done, doneLog, log } = this.#parts;
    const found = new CallsFound();
    for (const name of this.#found) this.#recoverSegment(join(this.#parts.folder, name), found);
    const kept = [...done].filter((id) => this.#held.holds(id));
    await doneLog.rewrite(kept);
    for (const id of kept) this.#held.done(id);
    const lost = found.withoutBeginning.filter((id) => !done.has(id));
    if (lost.length > 0) log.error({ recordingIds: lost }, 'spool: calls whose beginning is damaged stay in the spool');
    return found.calls.filter((call) => !done.has(call.recordingId));
  }

  async done(recordingId: RecordingId): Promise<void> {
    await this.#parts.doneLog.add(recordingId);
    this.#held.done(recordingId);
  }

  newLog(): LogPlace {
    const prefix = `${String(this.#run).padStart(8, '0')}-${String(this.#logs++).padStart(3, '0')}-`;
    return { folder: this.#parts.folder, prefix };
  }

  segmentClosed(segment: ClosedSegment): void {
    this.#held.add(segment);
  }

  async close(): Promise<void> {
    await this.#parts.doneLog.close();
    this.#parts.lock[Symbol.dispose]();
  }

  #recoverSegment(file: string, found: CallsFound): void {
    const ids = new Set<RecordingId>();
    let sizeBytes = 0;
    let skippedBytes = 0;
    for (const record of scanSegment(file, (bytes) => (skippedBytes += bytes))) {
      found.add(record);
      ids.add(record.header.recordingId);
      sizeBytes = record.extent.offset + record.extent.length;
    }
    if (skippedBytes > 0) this.#parts.log.warn({ file, skippedBytes }, 'spool: a segment is torn or damaged');
    this.#held.add({ file, sizeBytes, recordingIds: [...ids], endedIds: [...ids] });
  }
}
