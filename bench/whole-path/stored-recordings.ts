import { setTimeout } from 'node:timers/promises';
import type { RecordingId } from '../../src/base/ids.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { callerOf, type PlacedCall } from './calls.ts';

export interface StoredRecording {
  readonly id: RecordingId;
  readonly caller: string | null;
  readonly durationMs: number;
  readonly flags: readonly string[];
  readonly objectKey: string;
  readonly sizeBytes: number;
  readonly keyId: string | null;
  readonly wrappedKey: Buffer | null;
}

/** One small query of PostgreSQL each time; the API, asked for a thousand calls, would cost more than they do. */
const LOOK_EVERY_MS = 100;
/** A transaction's rows are seen later than its time. */
const OVERLAP_MS = 10_000;
/** After the last one, when all calls have ended. */
const GIVE_UP_MS = 600_000;

/** Sees when each call's recording has its rows: from then on it is listed and can be played. */
export class StoredRecordings {
  readonly recordings = new Map<string, StoredRecording>();
  /** From hang-up, of each call. */
  readonly waitedMs: number[] = [];
  readonly #db: Database;
  readonly #hungUp = new Map<string, number>();
  #since = new Date();

  /** Of calls that end from now on. */
  constructor(db: Database) {
    this.#db = db;
  }

  hungUp({ call, hungUpAt }: PlacedCall): void {
    this.#hungUp.set(callerOf(call), hungUpAt);
  }

  /** Resolves when all calls are over, and those that were not refused stored. */
  async until(count: number, placed: Promise<ReadonlySet<number>>): Promise<void> {
    let lastAt = performance.now();
    let expected = Number.POSITIVE_INFINITY;
    const over = placed.then((refused) => (expected = count - refused.size));
    while (this.recordings.size < expected) {
      const rows = await this.#rows();
      const now = performance.now();
      for (const row of rows.filter(({ caller }) => caller !== null && !this.recordings.has(caller))) {
        this.recordings.set(row.caller!, row);
        lastAt = now;
        const hungUpAt = this.#hungUp.get(row.caller!);
        if (hungUpAt !== undefined) this.waitedMs.push(now - hungUpAt);
      }
      const latest = Math.max(...rows.map(({ createdAt }) => createdAt.getTime() - OVERLAP_MS));
      if (latest > this.#since.getTime()) this.#since = new Date(latest);
      if (this.#hungUp.size === expected && now - lastAt > GIVE_UP_MS)
        throw new Error(`${expected - this.recordings.size} recordings of ${expected} were not stored`);
      await setTimeout(LOOK_EVERY_MS);
    }
    await over;
  }

  #rows() {
    return this.#db
      .selectFrom('recordings')
      .innerJoin('calls', (join) =>
        join.onRef('calls.tenant_id', '=', 'recordings.tenant_id').onRef('calls.id', '=', 'recordings.call_id'),
      )
      .select([
        'recordings.id',
        'calls.caller',
        'calls.created_at as createdAt',
        'recordings.duration_ms as durationMs',
        'recordings.flags',
        'recordings.object_key as objectKey',
        'recordings.size_bytes as sizeBytes',
        'recordings.key_id as keyId',
        'recordings.wrapped_key as wrappedKey',
      ])
      .where('calls.created_at', '>', this.#since)
      .execute();
  }
}
