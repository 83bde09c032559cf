import type { Clock } from '../base/clock.ts';
import { isId, type RecordingId } from '../base/ids.ts';
import type { WarsawDay } from '../base/warsaw-time.ts';
import type { Waveform } from '../encoding/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { listCalls } from './call-history.ts';
import type { CallFilter, CallPage, CatalogFile, OpenedRecording } from './listed-call.ts';
import { openRecording, waveformOf } from './open-recording.ts';
import { type Moment, momentOf } from './moment.ts';
import { recordingPaths } from './recording-paths.ts';
import type { TenantScope } from './tenant-scope.ts';
import { type DayRange, fileOfDay, filesOfDay, periodsWithRecordings, type TreePeriod } from './tree.ts';

export interface CatalogOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** How many days after its start a call's recording can be played in the panel. */
  readonly panelWindowDays: number;
}

/**
 * Finds, lists and opens what is recorded. Every question says first who asks; what is expired or destroyed is seen by
 * its call's row only.
 */
export class Catalog {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #panelWindowDays: number;

  constructor({ db, clock, panelWindowDays }: CatalogOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#panelWindowDays = panelWindowDays;
  }

  /** A page of calls, newest first. `cursor` is the page before's `nextCursor`; throws `request-invalid`. */
  async listCalls(
    scope: TenantScope,
    filter: CallFilter,
    { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  ): Promise<CallPage> {
    return listCalls(this.#db, scope, filter, { cursor, limit, moment: await this.#moment(scope) });
  }

  /** The recording, or null where there is none that the scope may see. Takes any text for an id. */
  async openRecording(scope: TenantScope, id: string): Promise<OpenedRecording | null> {
    return isId(id) ? openRecording(this.#db, scope, id as RecordingId, await this.#moment(scope)) : null;
  }

  async waveform(scope: TenantScope, id: string): Promise<Waveform | null> {
    return isId(id) ? waveformOf(this.#db, scope, id as RecordingId, await this.#moment(scope)) : null;
  }

  /** Where in the tree these recordings are, or were before they were destroyed; takes any texts for ids. */
  async recordingPaths(scope: TenantScope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return recordingPaths(this.#db, scope, ids);
  }

  /** The years, months or days of the range that have recordings, in order, each by its first day that has one. */
  async periodsWithRecordings(scope: TenantScope, period: TreePeriod, range: DayRange): Promise<WarsawDay[]> {
    return periodsWithRecordings(this.#db, scope, await this.#moment(scope), period, range);
  }

  /** The files of a day, by name; reads on as it is iterated. */
  async *filesOfDay(scope: TenantScope, day: WarsawDay): AsyncGenerator<CatalogFile> {
    yield* filesOfDay(this.#db, scope, await this.#moment(scope), day);
  }

  async fileOfDay(scope: TenantScope, day: WarsawDay, name: string): Promise<CatalogFile | null> {
    return fileOfDay(this.#db, scope, await this.#moment(scope), day, name);
  }

  #moment(scope: TenantScope): Promise<Moment> {
    return momentOf(this.#db, scope, { now: this.#clock.now(), panelWindowDays: this.#panelWindowDays });
  }
}
