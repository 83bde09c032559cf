import type { Clock, Timer } from '../../base/clock.ts';
import type { PackageId, RecordingId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import type { OutgoingFile } from './outgoing-file.ts';

/** Often enough to be watched; a crash loses no more than the knowledge of so long, and asks the target. */
const NOTE_EVERY_MS = 1_000;

/** Notes what of a package has arrived, for the panel and for the next attempt. */
export class PackageProgress {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #packageId: PackageId;
  readonly #timer: Timer;
  /** Sent, and not noted yet. */
  #arrived: RecordingId[] = [];
  readonly #underWay = new Map<string, number>();
  #files: number;
  #bytes: number;
  #noted: Promise<void> = Promise.resolve();
  #changed = false;

  constructor(
    { db, clock }: { readonly db: Database; readonly clock: Clock },
    packageId: PackageId,
    begun: { readonly files: number; readonly bytes: number },
  ) {
    this.#db = db;
    this.#clock = clock;
    this.#packageId = packageId;
    this.#files = begun.files;
    this.#bytes = begun.bytes;
    this.#timer = clock.every(NOTE_EVERY_MS, () => {
      this.#noted = this.#noted.then(() => this.#note()).catch(() => {});
    });
  }

  sending(file: OutgoingFile, sentBytes: number): void {
    this.#underWay.set(file.path, sentBytes);
    this.#changed = true;
  }

  sent(file: OutgoingFile): void {
    this.#underWay.delete(file.path);
    this.#bytes += file.source.sizeBytes;
    this.#changed = true;
    if (file.recordingId === null) return;
    this.#files += 1;
    this.#arrived.push(file.recordingId);
  }

  /** Notes the rest. */
  async close(): Promise<void> {
    this.#timer.cancel();
    await this.#noted;
    await this.#note();
  }

  async #note(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const arrived = this.#arrived;
    this.#arrived = [];
    const underWay = [...this.#underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    try {
      await this.#db
        .updateTable('packages')
        .set({ sent_files: this.#files, sent_bytes: this.#bytes + underWay })
        .where('id', '=', this.#packageId)
        .where('delivered_at', 'is', null)
        .execute();
      if (arrived.length > 0) await noteArrived(this.#db, this.#packageId, arrived, this.#clock.now());
    } catch (error) {
      this.#arrived.push(...arrived);
      this.#changed = true;
      throw error;
    }
  }
}

async function noteArrived(
  db: Database,
  packageId: PackageId,
  arrived: readonly RecordingId[],
  now: number,
): Promise<void> {
  await db
    .updateTable('package_files')
    .set({ delivered_at: new Date(now) })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val([...arrived])))
    .execute();
}
