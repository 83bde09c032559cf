import { Batches } from '../base/batches.ts';
import {
  addRecordings,
  type AddRecordingDeps,
  type AddRecordingRequest,
  archivedOf,
  type RecordingOf,
  storedIfSettled,
  storedWhenSettled,
} from './recording-rows.ts';

/** Rows of one transaction: more would make the first ones wait, and save little. */
const MAX_BATCH = 32;

/** Rows of recordings, read and written together by what is ready at the same time. */
export class RowBatches {
  readonly #deps: AddRecordingDeps;
  readonly #archived: Batches<RecordingOf, boolean>;
  readonly #settled: Batches<RecordingOf, boolean | null>;
  readonly #added: Batches<AddRecordingRequest, boolean>;

  constructor(deps: AddRecordingDeps) {
    this.#deps = deps;
    this.#archived = new Batches({
      atMost: MAX_BATCH,
      run: async (asked) => {
        const archived = await archivedOf(deps.db, asked);
        return asked.map(({ recordingId }) => archived.has(recordingId));
      },
    });
    this.#settled = new Batches({ atMost: MAX_BATCH, run: (asked) => storedIfSettled(deps.db, asked) });
    this.#added = new Batches({ atMost: MAX_BATCH, run: (recordings) => addRecordings(deps, recordings) });
  }

  /** Whether a recording has its row, or is in the destruction log. */
  isArchived(recording: RecordingOf): Promise<boolean> {
    return this.#archived.add(recording);
  }

  /** Whether a recording has its row, after every transaction that might still write it has ended. */
  async isStored(recording: RecordingOf): Promise<boolean> {
    // What another transaction has locked is waited for alone.
    return (await this.#settled.add(recording)) ?? storedWhenSettled(this.#deps.db, recording);
  }

  /** Writes the rows of a recording. False: it has its row already, of another recorder. */
  add(recording: AddRecordingRequest): Promise<boolean> {
    return this.#added.add(recording);
  }
}
