import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../base/errors.ts';
import type { RecordingId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { RecoveredCalls } from './recover-calls.ts';
import type { RetainedSegments } from './retained-segments.ts';
import { compareSegmentNames } from './segment-file.ts';
import type { ClosedSegment, WriterLocation } from './spool-writer.ts';
import type { SpoolExtent } from './spooled-call.ts';

/** Where the chunks of each call are. */
export type WrittenExtents = ReadonlyMap<RecordingId, readonly SpoolExtent[]>;

interface DeadWriter {
  readonly location: WriterLocation;
  /** Its calls that go on with another writer. */
  readonly open: ReadonlySet<RecordingId>;
}

interface DeadWritersDeps {
  /** Of the segments. */
  readonly folder: string;
  readonly retained: RetainedSegments;
  readonly log: Logger;
  /** Reads a segment of this run, and adds its records to what was found. */
  readonly scan: (file: string, found: RecoveredCalls) => ClosedSegment;
  readonly retain: (segment: ClosedSegment) => void;
  readonly release: (recordingId: RecordingId) => Promise<void>;
}

/** Writers that are gone while the process runs: finds what each wrote of the calls that go on, tried again while it cannot be read. */
export class DeadWriters {
  readonly #deps: DeadWritersDeps;
  #unread: (DeadWriter & { readonly found: PromiseWithResolvers<WrittenExtents> })[] = [];
  #isStopping = false;

  constructor(deps: DeadWritersDeps) {
    this.#deps = deps;
  }

  /** Those whose segments cannot be read at the moment. */
  get unreadable(): number {
    return this.#unread.length;
  }

  /** As `Spool.recoverWriter`. */
  async recover(writer: DeadWriter): Promise<WrittenExtents> {
    try {
      return await this.#read(writer);
    } catch (error) {
      this.#deps.log.error(
        { error: String(error) },
        'spool: the segments of a dead writer cannot be read; trying again',
      );
      if (this.#isStopping) throw stillUnreadable();
      const found = Promise.withResolvers<WrittenExtents>();
      this.#unread.push({ ...writer, found });
      return found.promise;
    }
  }

  async tryAgain(): Promise<void> {
    for (const writer of this.#unread) {
      try {
        writer.found.resolve(await this.#read(writer));
        this.#unread = this.#unread.filter((one) => one !== writer);
      } catch (error) {
        this.#deps.log.error({ error: String(error) }, 'spool: the segments of a dead writer still cannot be read');
      }
    }
  }

  /** Who waits does so no longer. */
  stopWaiting(): void {
    this.#isStopping = true;
    for (const { found } of this.#unread) found.reject(stillUnreadable());
    this.#unread = [];
  }

  async #read({ location: { prefix }, open }: DeadWriter): Promise<WrittenExtents> {
    const { folder, retained, scan, retain, release } = this.#deps;
    const files = readdirSync(folder)
      .filter((name) => name.startsWith(prefix))
      .sort(compareSegmentNames)
      .map((name) => join(folder, name));
    const left = files.filter((file) => !retained.hasSegment(file));
    const needed = new Set([...open].flatMap((id) => [...retained.filesOf(id)]).concat(left));
    const found = new RecoveredCalls();
    const leftSegments: ClosedSegment[] = [];
    for (const file of files.filter((name) => needed.has(name))) {
      const segment = scan(file, found);
      if (left.includes(file)) leftSegments.push(segment);
      await nextTurn();
    }
    const failedStarts = this.#failedStarts(leftSegments, found, open);
    for (const segment of leftSegments) {
      retain({ ...segment, endedIds: segment.recordingIds.filter((id) => !open.has(id)) });
    }
    for (const id of failedStarts) await release(id);
    return new Map([...open].map((id) => [id, found.extents(id)]));
  }

  /** Calls whose writer died while they were being started: the PBX was refused. They have no packets and no end. */
  #failedStarts(left: readonly ClosedSegment[], found: RecoveredCalls, open: ReadonlySet<RecordingId>): RecordingId[] {
    const ids = new Set(left.flatMap(({ recordingIds }) => recordingIds));
    return found.withoutEnd.filter(
      (id) => ids.has(id) && !open.has(id) && !this.#deps.retained.has(id) && found.extents(id).length === 0,
    );
  }
}

function stillUnreadable(): AppError {
  return new AppError(
    'spool-unreadable',
    'the segments of a dead media worker cannot be read; the next start recovers them',
  );
}
