import type { Clock } from '../../base/clock.ts';
import type { PackageId, RecordingId, TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import type { Logger } from '../../platform/logging.ts';
import type { PackageForm } from '../../platform/postgres/index.ts';
import type { PushConnection, PushTarget, TargetSettings } from '../../platform/push-target/index.ts';
import { dayFolder } from '../../recording/index.ts';
import { pinHostKey, type PushSettings } from '../targets/target-store.ts';
import { manifestFiles, type OutgoingFile, recordingFiles, zipFile } from './outgoing-file.ts';
import {
  arrivedRecordings,
  forgetArrival,
  giveUp,
  leaveOut,
  type CurrentContents,
  currentContents,
} from './package-contents.ts';
import { PackageProgress } from './package-progress.ts';
import { type RecordingSources, UnreadableRecording } from './recording-reader.ts';
import { sendFiles, SourcesFailed } from './send-files.ts';
import { requireFiles, sizesIn, WrongHoldings } from './target-files.ts';

export interface DeliverPackageDeps extends RecordingSources {
  readonly target: PushTarget;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface WaitingPackage {
  readonly id: PackageId;
  readonly tenantId: TenantId;
  readonly day: WarsawDay;
  readonly number: number;
  readonly kind: 'day' | 'supplement' | 'resend';
  readonly form: PackageForm;
  /** Unix ms. */
  readonly madeAt: number;
  /** An earlier attempt has begun with it. */
  readonly isBegun: boolean;
}

/** So long the operator has to mend what we cannot read; then its package goes without it, and says so. */
const UNREADABLE_AFTER_MS = 3 * 24 * 60 * 60 * 1000;

/** Brings a package to the target and makes sure that it holds it whole. What has arrived already is not sent again. */
export async function deliverPackage(
  parts: DeliverPackageDeps,
  settings: PushSettings,
  waiting: WaitingPackage,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log } = parts;
  const present = await currentContents(db, waiting.id);
  const delivery = new PackageDelivery(parts, { settings, waiting, present, signal });
  try {
    await (waiting.form === 'zip' ? delivery.asZip() : delivery.asTree());
  } catch (error) {
    const unreadable = unreadableIn(error);
    const isLong = clock.now() - waiting.madeAt >= UNREADABLE_AFTER_MS;
    if (isLong && unreadable.length > 0) {
      await giveUp(db, waiting.id, unreadable);
      log.error(
        { packageId: waiting.id, recordingIds: unreadable },
        'delivery: a package goes without unreadable recordings',
      );
    }
    throw error;
  }
}

function unreadableIn(error: unknown): RecordingId[] {
  if (!(error instanceof SourcesFailed)) return [];
  return error.failures.flatMap((failure) => (failure instanceof UnreadableRecording ? failure.recordingId : []));
}

interface Delivery {
  readonly settings: PushSettings;
  readonly waiting: WaitingPackage;
  readonly present: CurrentContents;
  readonly signal: AbortSignal;
}

class PackageDelivery {
  readonly #parts: DeliverPackageDeps;
  readonly #delivery: Delivery;
  /** Its host key once one was shown. */
  #target: TargetSettings;

  constructor(parts: DeliverPackageDeps, delivery: Delivery) {
    this.#parts = parts;
    this.#delivery = delivery;
    this.#target = delivery.settings.target;
  }

  async asTree(): Promise<void> {
    const { waiting, present } = this.#delivery;
    const recordings = recordingFiles(this.#parts, waiting.tenantId, present.contents.recordings);
    const manifest = manifestFiles(present.contents);
    const arrived = await arrivedRecordings(this.#parts.db, waiting.id);
    await this.#noteBegun();
    const there = await this.#ask(async (connection) => {
      await this.#clearAway(connection);
      return sizesIn(connection, dayFolder(waiting.day));
    });
    const isNoted = ({ recordingId }: OutgoingFile) => arrived.has(recordingId!);
    const left = recordings.filter((file) => !isNoted(file) || there?.has(file.path) === false);
    // Taken away by the customer, or sent to the server that was set before.
    await this.#forget(left.filter(isNoted));
    const files = recordings.length - left.length;
    await this.#send(left, there, { files, bytes: sizeOf(recordings) - sizeOf(left) });
    await this.#ask((connection) => this.#requireArrived(connection, recordings));
    // Where a manifest is, all that it tells of is there.
    await this.#send(manifest, there, { files: recordings.length, bytes: sizeOf(recordings) });
    await this.#ask((connection) => requireFiles(connection, manifest, null));
  }

  async asZip(): Promise<void> {
    const { waiting, present } = this.#delivery;
    const zip = zipFile(this.#parts, waiting.tenantId, present.contents, waiting.madeAt);
    if (!waiting.isBegun || present.gone.length > 0) {
      // A part that is there is not this ZIP's.
      await this.#ask((connection) => connection.remove(connection.temporaryName(zip.path)));
      if (present.gone.length > 0) await leaveOut(this.#parts.db, waiting.id, present);
    }
    await this.#noteBegun();
    await this.#send([zip], null, { files: 0, bytes: 0 });
    await this.#ask((connection) => requireFiles(connection, [zip], null));
  }

  async #noteBegun(): Promise<void> {
    const { db, clock } = this.#parts;
    await db
      .updateTable('packages')
      .set({ begun_at: new Date(clock.now()) })
      .where('id', '=', this.#delivery.waiting.id)
      .execute();
  }

  async #send(
    files: readonly OutgoingFile[],
    there: ReadonlyMap<string, number> | null,
    begun: { readonly files: number; readonly bytes: number },
  ): Promise<void> {
    const { settings, waiting, signal } = this.#delivery;
    const progress = new PackageProgress(this.#parts, waiting.id, begun);
    try {
      await sendFiles(files, {
        connect: (stop) => this.#connect(stop),
        connections: settings.connections,
        bytesPerSecond: settings.bytesPerSecond,
        readBack: settings.readBack,
        isDoubtful: waiting.isBegun || waiting.kind === 'resend',
        there,
        onProgress: (file, sentBytes) => progress.sending(file, sentBytes),
        onSent: (file) => progress.sent(file),
        signal,
      });
    } finally {
      await progress.close();
    }
  }

  /**
   * What was sent of destroyed recordings goes; only then the package is without them. A file that an earlier package brought is
   * the customer's.
   */
  async #clearAway(connection: PushConnection): Promise<void> {
    const { waiting, present } = this.#delivery;
    if (present.gone.length === 0) return;
    for (const { path } of present.gone) {
      const temporary = connection.temporaryName(path);
      if (temporary !== path) await connection.remove(temporary);
    }
    for (const { path } of present.neverBrought) await connection.remove(path);
    await leaveOut(this.#parts.db, waiting.id, present);
  }

  /** What turns out to be missing is sent by the next attempt. */
  async #requireArrived(connection: PushConnection, recordings: readonly OutgoingFile[]): Promise<void> {
    const { waiting } = this.#delivery;
    const listing = await sizesIn(connection, dayFolder(waiting.day));
    try {
      await requireFiles(connection, recordings, listing);
    } catch (error) {
      if (error instanceof WrongHoldings) await this.#forget(error.files);
      throw error;
    }
  }

  async #forget(files: readonly OutgoingFile[]): Promise<void> {
    const ids = files.flatMap(({ recordingId }) => recordingId ?? []);
    if (ids.length > 0) await forgetArrival(this.#parts.db, this.#delivery.waiting.id, ids);
  }

  async #ask<T>(question: (connection: PushConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connect(this.#delivery.signal);
    try {
      return await question(connection);
    } finally {
      await connection.close();
    }
  }

  async #connect(signal: AbortSignal): Promise<PushConnection> {
    const { settings, waiting } = this.#delivery;
    const { target, db, log } = this.#parts;
    const connection = await target.connect(this.#target, { signal, log });
    const { fingerprint } = connection.peer;
    if (this.#target.kind === 'sftp' && fingerprint !== null) {
      await pinHostKey(db, waiting.tenantId, settings.target, fingerprint);
      this.#target = { ...this.#target, hostKey: fingerprint };
    }
    return connection;
  }
}

function sizeOf(files: readonly OutgoingFile[]): number {
  return files.reduce((sum, { source }) => sum + source.sizeBytes, 0);
}
