import type { PackageId, RecordingId, TenantId } from '../../base/ids.ts';
import type { WarsawDay } from '../../base/warsaw-time.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database, PackageForm } from '../../platform/postgres/index.ts';
import {
  NotVisible,
  type PushConnection,
  PushError,
  type PushTarget,
  type TargetSettings,
} from '../../platform/push-target/index.ts';
import { dayFolder } from '../../recording/index.ts';
import { deliverableCondition } from '../../retention/index.ts';
import { pinHostKey, type PushSettings } from '../targets/target-store.ts';
import { manifestFiles, type OutgoingFile, recordingFiles, zipFile } from './outgoing-file.ts';
import { type CurrentContents, currentContents, markUnreadable, saveRemoval } from './package-contents.ts';
import { arrivedRecordings, PackageProgress, saveArrival } from './package-progress.ts';
import { type RecordingSources, UnreadableRecording } from './recording-reader.ts';
import { sendFiles, SourcesFailed } from './send-files.ts';
import { FilesMismatch, listSizes, requireFiles } from './target-files.ts';

export interface DeliverPackageDeps extends RecordingSources {
  readonly target: PushTarget;
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
  /** An earlier attempt has started it. */
  readonly isBegun: boolean;
}

/** How long the operator has to fix unreadable recordings; then the package is sent without them, and its manifest says so. */
const UNREADABLE_AFTER_MS = 3 * 24 * 60 * 60 * 1000;

/**
 * Sends a package and checks that the target has all of it. What has arrived already is not sent again. Returns how the target refused to
 * show what it confirmed; null: it has shown all, or proved that it has the content.
 */
export async function deliverPackage(
  deps: DeliverPackageDeps,
  settings: PushSettings,
  waiting: WaitingPackage,
  signal: AbortSignal,
): Promise<NotVisible | null> {
  const { db, clock, log, keepUndeliveredDays: maxDays } = deps;
  const deliverable = await deliverableCondition(db, waiting.tenantId, { at: clock.now(), maxDays });
  const current = await currentContents(db, { packageId: waiting.id, deliverable });
  const delivery = new PackageDelivery(deps, { settings, waiting, current, signal });
  try {
    const notVisible = await (waiting.form === 'zip' ? delivery.asZip() : delivery.asTree());
    return notVisible === null ? null : await firstRefusal(db, waiting.id);
  } catch (error) {
    const unreadable = unreadableIn(error);
    const isTimeUp = clock.now() - waiting.madeAt >= UNREADABLE_AFTER_MS;
    if (isTimeUp && unreadable.length > 0) {
      await markUnreadable(db, waiting.id, unreadable);
      log.error(
        { packageId: waiting.id, recordingIds: unreadable },
        'delivery: a package is sent without unreadable recordings',
      );
    }
    throw error;
  }
}

/** What an upload of this or an earlier attempt could not verify; null: the target refuses looks now, and each upload was verified. */
async function firstRefusal(db: Database, packageId: PackageId): Promise<NotVisible | null> {
  const { not_verified: detail } = await db
    .selectFrom('packages')
    .select('not_verified')
    .where('id', '=', packageId)
    .executeTakeFirstOrThrow();
  return detail === null ? null : new NotVisible(detail);
}

function unreadableIn(error: unknown): RecordingId[] {
  if (!(error instanceof SourcesFailed)) return [];
  return error.failures.flatMap((failure) => (failure instanceof UnreadableRecording ? failure.recordingId : []));
}

interface DeliverPackageRequest {
  readonly settings: PushSettings;
  readonly waiting: WaitingPackage;
  readonly current: CurrentContents;
  readonly signal: AbortSignal;
}

class PackageDelivery {
  readonly #deps: DeliverPackageDeps;
  readonly #request: DeliverPackageRequest;
  /** With the host key once the server has shown one. */
  #target: TargetSettings;

  constructor(deps: DeliverPackageDeps, request: DeliverPackageRequest) {
    this.#deps = deps;
    this.#request = request;
    this.#target = request.settings.target;
  }

  async asTree(): Promise<NotVisible | null> {
    const { waiting, current } = this.#request;
    const recordings = recordingFiles(this.#deps, waiting.tenantId, current.contents.recordings);
    const manifests = manifestFiles(current.contents);
    const arrived = await arrivedRecordings(this.#deps.db, waiting.id);
    await this.#saveStart();
    const existing = await this.#withConnection(async (connection) => {
      await this.#deleteRemoved(connection);
      return listSizes(connection, dayFolder(waiting.day));
    });
    const hasArrived = ({ recordingId }: OutgoingFile) => arrived.has(recordingId!);
    const left = recordings.filter((file) => !hasArrived(file) || existing?.has(file.path) === false);
    // The customer has deleted them, or they were sent to an earlier target.
    await this.#saveMissing(left.filter(hasArrived));
    const files = recordings.length - left.length;
    await this.#send(left, existing, { files, bytes: sizeOf(recordings) - sizeOf(left) });
    const unseen = await this.#withConnection((connection) => this.#requireArrived(connection, recordings));
    // Last, so that a customer who sees a manifest has all that it lists.
    await this.#send(manifests, existing, { files: recordings.length, bytes: sizeOf(recordings) });
    return (await this.#withConnection((connection) => requireFiles(connection, manifests, null))) ?? unseen;
  }

  async asZip(): Promise<NotVisible | null> {
    const { waiting, current } = this.#request;
    const zip = zipFile(this.#deps, waiting.tenantId, current.contents, waiting.madeAt);
    // A partial upload at the target is of a ZIP with other contents.
    const isOther = !waiting.isBegun || current.removed.length > 0;
    if (isOther) {
      await this.#withConnection((connection) => this.#remove(connection, connection.temporaryName(zip.path)));
      if (current.removed.length > 0) await saveRemoval(this.#deps.db, waiting.id, current);
    }
    await this.#saveStart();
    await this.#send([zip], null, { files: 0, bytes: 0 }, !isOther);
    return this.#withConnection((connection) => requireFiles(connection, [zip], null));
  }

  async #saveStart(): Promise<void> {
    const { db, clock } = this.#deps;
    const { id, isBegun } = this.#request.waiting;
    await db
      .updateTable('packages')
      .set({ begun_at: new Date(clock.now()) })
      // Of an earlier target, where the package was restarted.
      .$if(!isBegun, (query) => query.set({ not_verified: null }))
      .where('id', '=', id)
      .execute();
  }

  async #send(
    files: readonly OutgoingFile[],
    existing: ReadonlyMap<string, number> | null,
    alreadySent: { readonly files: number; readonly bytes: number },
    mayResume = true,
  ): Promise<void> {
    const { settings, waiting, signal } = this.#request;
    const progress = new PackageProgress(this.#deps, waiting.id, alreadySent);
    try {
      await sendFiles(files, {
        connect: (stop) => this.#connect(stop),
        connections: settings.connections,
        bytesPerSecond: settings.bytesPerSecond,
        readBack: settings.readBack,
        mayExist: waiting.isBegun || waiting.kind === 'resend',
        mayResume,
        existing,
        onProgress: (file, sentBytes) => progress.sending(file, sentBytes),
        onSent: (file, notVisible) => progress.sent(file, notVisible),
        signal,
      });
    } finally {
      await progress.close();
    }
  }

  /**
   * Deletes what the target has of removed recordings, and only then removes them from the package. A file that an earlier package
   * delivered is the customer's, and stays.
   */
  async #deleteRemoved(connection: PushConnection): Promise<void> {
    const { waiting, current } = this.#request;
    if (current.removed.length === 0) return;
    for (const { path } of current.removed) {
      const temporary = connection.temporaryName(path);
      if (temporary !== path) await this.#remove(connection, temporary);
    }
    for (const { path } of current.neverDelivered) await this.#remove(connection, path);
    await saveRemoval(this.#deps.db, waiting.id, current);
  }

  /**
   * An account that may neither remove nor look would stop every package here, mostly for a file that was never sent. What may have stayed
   * at the target is logged.
   */
  async #remove(connection: PushConnection, path: string): Promise<void> {
    try {
      await connection.remove(path);
    } catch (error) {
      if (!(error instanceof PushError) || error.code !== 'not-permitted') throw error;
      if (!((await connection.stat(path)) instanceof NotVisible)) throw error;
      const { id: packageId, tenantId, isBegun } = this.#request.waiting;
      if (isBegun)
        this.#deps.log.warn({ tenantId, packageId }, 'delivery: a target neither removes nor shows a part of a file');
    }
  }

  /** The next attempt sends the files that turn out to be missing. */
  async #requireArrived(connection: PushConnection, recordings: readonly OutgoingFile[]): Promise<NotVisible | null> {
    const { waiting } = this.#request;
    const existing = await listSizes(connection, dayFolder(waiting.day));
    try {
      return await requireFiles(connection, recordings, existing);
    } catch (error) {
      if (error instanceof FilesMismatch) await this.#saveMissing(error.files);
      throw error;
    }
  }

  async #saveMissing(files: readonly OutgoingFile[]): Promise<void> {
    const ids = files.flatMap(({ recordingId }) => recordingId ?? []);
    await saveArrival(this.#deps.db, this.#request.waiting.id, ids, null);
  }

  async #withConnection<T>(action: (connection: PushConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connect(this.#request.signal);
    try {
      return await action(connection);
    } finally {
      await connection.close();
    }
  }

  async #connect(signal: AbortSignal): Promise<PushConnection> {
    const { settings, waiting } = this.#request;
    const { target, db, log } = this.#deps;
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
