import { type Clock, repeat, type Repeating } from '../../base/clock.ts';
import type { PackageId, RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { NotVisible } from '../../platform/push-target/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

/** What a killed worker sent in the last second and did not save, the next one finds at the target. */
const SAVE_EVERY_MS = 1_000;

/** Saves which files of a package have arrived, for the panel and for the next attempt. */
export class PackageProgress {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #packageId: PackageId;
  readonly #saving: Repeating;
  /** Arrived, and not saved yet. */
  #arrived: RecordingId[] = [];
  /** The sent bytes of files that are being sent, by path. */
  readonly #sending = new Map<string, number>();
  #files: number;
  #bytes: number;
  #changed = false;
  /** How the target refused to show a file that it confirmed. */
  #notVisible: NotVisible | null = null;

  constructor(
    { db, clock }: { readonly db: Database; readonly clock: Clock },
    packageId: PackageId,
    alreadySent: { readonly files: number; readonly bytes: number },
  ) {
    this.#db = db;
    this.#clock = clock;
    this.#packageId = packageId;
    this.#files = alreadySent.files;
    this.#bytes = alreadySent.bytes;
    this.#saving = repeat(clock, { intervalMs: SAVE_EVERY_MS }, () => this.#save());
  }

  sending(file: OutgoingFile, sentBytes: number): void {
    this.#sending.set(file.path, sentBytes);
    this.#changed = true;
  }

  sent(file: OutgoingFile, notVisible: NotVisible | null): void {
    this.#notVisible ??= notVisible;
    this.#sending.delete(file.path);
    this.#bytes += file.source.sizeBytes;
    this.#changed = true;
    if (file.recordingId === null) return;
    this.#files += 1;
    this.#arrived.push(file.recordingId);
  }

  /** Saves the rest. */
  async close(): Promise<void> {
    await this.#saving.stop();
    await this.#save();
  }

  async #save(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const arrived = this.#arrived;
    this.#arrived = [];
    const sendingBytes = [...this.#sending.values()].reduce((sum, bytes) => sum + bytes, 0);
    try {
      await this.#db
        .updateTable('packages')
        .set({ sent_files: this.#files, sent_bytes: this.#bytes + sendingBytes })
        // With the files that it is true of, for an attempt that continues after this one was killed.
        .$if(this.#notVisible !== null, (query) => query.set({ not_verified: this.#notVisible!.detail }))
        .where('id', '=', this.#packageId)
        .where('delivered_at', 'is', null)
        .execute();
      await saveArrival(this.#db, this.#packageId, arrived, new Date(this.#clock.now()));
    } catch (error) {
      this.#arrived.push(...arrived);
      this.#changed = true;
      throw error;
    }
  }
}

/** Which of a package's recordings have arrived at the target, as far as we know. */
export async function arrivedRecordings(db: Database, packageId: PackageId): Promise<ReadonlySet<RecordingId>> {
  const rows = await db
    .selectFrom('package_files')
    .select('recording_id')
    .where('package_id', '=', packageId)
    .where('delivered_at', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.recording_id));
}

/** `arrivedAt` null: the target does not have them. */
export async function saveArrival(
  db: Database,
  packageId: PackageId,
  ids: readonly RecordingId[],
  arrivedAt: Date | null,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('package_files')
    .set({ delivered_at: arrivedAt })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val([...ids])))
    .execute();
}
