import { type Clock, repeat, type Repeating } from '../../base/clock.ts';
import type { SourceId } from '../../base/ids.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { keptRequest, type KeptRequest, MAX_KEPT_RECORDS, type ReceivedRequest } from './kept-request.ts';
import { deleteOldRequests, keptSince, writeRequests } from './last-records-rows.ts';

/** How soon the operator sees a record; a kill loses that much. Nothing is written for each request. */
const WRITE_EVERY_MS = 5_000;
/** Old ones are looked for at each n-th time. */
const WRITES_PER_DELETION = 12;
/** Whose records wait for the database at a time; of others nothing is kept. */
const MAX_SOURCES = 200;

interface LastRecordsDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'getOrCreate'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** The setting for what PBXs sent; 0: nothing is kept. */
  readonly traceHours: number;
}

/** Keeps the last call records of each source as they were received, for a day: to set up how they are read. Never delays or fails an import. */
export class LastRecords {
  readonly #deps: LastRecordsDeps;
  readonly #writing: Repeating;
  #waiting = new Map<SourceId, KeptRequest[]>();
  #writes = 0;

  constructor(deps: LastRecordsDeps) {
    this.#deps = deps;
    const onError = (err: unknown): void =>
      deps.log.warn({ err }, 'intake: received call records could not be kept; trying again');
    const options = { intervalMs: WRITE_EVERY_MS, onError };
    // Also where nothing is kept: what was kept before is deleted.
    this.#writing = repeat(deps.clock, options, () => this.write());
  }

  note(sourceId: SourceId, request: ReceivedRequest): void {
    if (this.#deps.traceHours === 0) return;
    const waiting = this.#waiting.get(sourceId) ?? [];
    if (waiting.length === 0 && this.#waiting.size >= MAX_SOURCES) return;
    const kept = keptRequest(request, this.#deps.clock.now());
    if (kept === null) return;
    this.#waiting.set(sourceId, [...waiting, kept].slice(-MAX_KEPT_RECORDS));
  }

  /** Writes what came since the last time. */
  async write(): Promise<void> {
    const { db, keys, clock, traceHours } = this.#deps;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    try {
      for (const [sourceId, requests] of waiting) {
        await writeRequests(db, keys, sourceId, requests);
        waiting.delete(sourceId);
      }
    } finally {
      for (const [sourceId, requests] of waiting)
        this.#waiting.set(sourceId, [...requests, ...(this.#waiting.get(sourceId) ?? [])].slice(-MAX_KEPT_RECORDS));
    }
    if (this.#writes++ % WRITES_PER_DELETION === 0) await deleteOldRequests(db, keptSince(traceHours, clock.now()));
  }

  async stop(): Promise<void> {
    await this.#writing.stop();
    await this.write().catch((err: unknown) =>
      this.#deps.log.warn({ err }, 'intake: the last received call records could not be kept'),
    );
  }
}
