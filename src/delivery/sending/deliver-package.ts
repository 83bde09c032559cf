import type { Clock } from '../../base/clock.ts';
import type { PackageId, RecordingId, TenantId } from '../../base/ids.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { type PushConnection, PushError, type PushTarget } from '../../platform/push-target/index.ts';
import type { Database, PackageForm } from '../../platform/postgres/index.ts';
import { recordingFolder } from '../../recording/index.ts';
import { type FrozenPackage, packContents, unpackContents } from '../days/frozen-package.ts';
import type { PushSettings } from '../targets/push-settings.ts';
import { pinHostKey } from '../targets/target-store.ts';
import type { OutgoingFile } from './outgoing-file.ts';
import { manifestFiles, recordingFiles, type RecordingSources, zipFile } from './package-files.ts';
import { PackageProgress } from './package-progress.ts';
import { sendFiles } from './send-files.ts';

export interface DeliveringParts extends RecordingSources {
  readonly target: PushTarget;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface WaitingPackage {
  readonly id: PackageId;
  readonly tenantId: TenantId;
  readonly day: string;
  readonly number: number;
  readonly kind: 'day' | 'supplement' | 'resend';
  readonly form: PackageForm;
  /** Unix ms. */
  readonly madeAt: number;
  /** An earlier attempt has begun with it. */
  readonly isBegun: boolean;
}

/** Brings a package to the target and makes sure that it holds it whole. What is delivered already is not sent again. */
export async function deliverPackage(
  parts: DeliveringParts,
  settings: PushSettings,
  waiting: WaitingPackage,
  signal: AbortSignal,
): Promise<void> {
  const { contents, isReduced } = await currentContents(parts.db, waiting);
  await parts.db
    .updateTable('packages')
    .set({ begun_at: new Date(parts.clock.now()) })
    .where('id', '=', waiting.id)
    .execute();
  const delivery = new PackageDelivery(parts, {
    settings,
    waiting,
    contents,
    isBegun: waiting.isBegun && !isReduced,
    signal,
  });
  await (waiting.form === 'zip' ? delivery.asZip() : delivery.asTree());
}

interface Delivery {
  readonly settings: PushSettings;
  readonly waiting: WaitingPackage;
  readonly contents: FrozenPackage;
  /** An earlier attempt has begun with these very contents. */
  readonly isBegun: boolean;
  readonly signal: AbortSignal;
}

class PackageDelivery {
  readonly #parts: DeliveringParts;
  readonly #delivery: Delivery;

  constructor(parts: DeliveringParts, delivery: Delivery) {
    this.#parts = parts;
    this.#delivery = delivery;
  }

  async asTree(): Promise<void> {
    const { contents, waiting } = this.#delivery;
    const recordings = recordingFiles(this.#parts, waiting.tenantId, contents);
    const manifest = manifestFiles(contents);
    const arrived = await arrivedOf(this.#parts.db, waiting.id);
    const left = recordings.filter(({ recordingId }) => !arrived.has(recordingId!));
    const there = await this.#asked((connection) => sizesIn(connection, recordingFolder(waiting.day)));
    await this.#send(left, there, { files: arrived.size, bytes: sizeOf(recordings) - sizeOf(left) });
    // Where a manifest is, all that it tells of is there.
    await this.#asked((connection) => this.#requireAll(connection, recordings));
    await this.#send(manifest, there, { files: recordings.length, bytes: sizeOf(recordings) });
    await this.#asked((connection) => requireSizes(connection, manifest, null));
  }

  async asZip(): Promise<void> {
    const { contents, waiting, isBegun } = this.#delivery;
    const zip = zipFile(this.#parts, waiting.tenantId, contents, waiting.madeAt);
    if (!isBegun) {
      // Whatever is there is of other contents.
      await this.#asked((connection) => connection.remove(connection.temporaryName(zip.path)));
    }
    await this.#send([zip], null, { files: 0, bytes: 0 });
    await this.#asked((connection) => requireSizes(connection, [zip], null));
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

  /** What is missing is sent by the next attempt. */
  async #requireAll(connection: PushConnection, recordings: readonly OutgoingFile[]): Promise<void> {
    const { waiting } = this.#delivery;
    const sizes = await sizesIn(connection, recordingFolder(waiting.day));
    try {
      await requireSizes(connection, recordings, sizes);
    } catch (error) {
      if (error instanceof WrongFiles) await forgetArrival(this.#parts.db, waiting.id, error.files);
      throw error;
    }
  }

  async #asked<T>(question: (connection: PushConnection) => Promise<T>): Promise<T> {
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
    const connection = await target.connect(settings.target, { signal, log });
    const { protection, fingerprint } = connection.peer;
    if (
      protection === 'ssh' &&
      fingerprint !== null &&
      settings.target.kind === 'sftp' &&
      settings.target.hostKey === null
    ) {
      await pinHostKey(db, waiting.tenantId, settings.target, fingerprint);
    }
    return connection;
  }
}

/** The target lacks files that it took, or has others in their place. */
class WrongFiles extends PushError {
  readonly files: readonly OutgoingFile[];

  constructor(code: 'file-missing' | 'size-differs', files: readonly OutgoingFile[]) {
    super(code);
    this.files = files;
  }
}

/** The sizes of the files in a folder, by path; null: the target does not tell. */
async function sizesIn(connection: PushConnection, folder: string): Promise<Map<string, number> | null> {
  const entries = await connection.list(folder);
  if (entries === null) return null;
  return new Map(
    entries.filter((entry) => !entry.isFolder).map(({ name, sizeBytes }) => [`${folder}/${name}`, sizeBytes]),
  );
}

async function requireSizes(
  connection: PushConnection,
  files: readonly OutgoingFile[],
  sizes: ReadonlyMap<string, number> | null,
): Promise<void> {
  const missing: OutgoingFile[] = [];
  const differing: OutgoingFile[] = [];
  for (const file of files) {
    const sizeBytes = sizes === null ? (await connection.stat(file.path))?.sizeBytes : sizes.get(file.path);
    if (sizeBytes === undefined) missing.push(file);
    else if (sizeBytes !== file.source.sizeBytes) differing.push(file);
  }
  if (missing.length > 0) throw new WrongFiles('file-missing', [...missing, ...differing]);
  if (differing.length > 0) throw new WrongFiles('size-differs', differing);
}

function sizeOf(files: readonly OutgoingFile[]): number {
  return files.reduce((sum, { source }) => sum + source.sizeBytes, 0);
}

async function arrivedOf(db: Database, packageId: PackageId): Promise<ReadonlySet<RecordingId>> {
  const rows = await db
    .selectFrom('package_files')
    .select('recording_id')
    .where('package_id', '=', packageId)
    .where('delivered_at', 'is not', null)
    .execute();
  return new Set(rows.map((row) => row.recording_id));
}

async function forgetArrival(db: Database, packageId: PackageId, files: readonly OutgoingFile[]): Promise<void> {
  const ids = files.flatMap(({ recordingId }) => recordingId ?? []);
  await db
    .updateTable('package_files')
    .set({ delivered_at: null })
    .where('package_id', '=', packageId)
    .where('recording_id', '=', (eb) => eb.fn.any(eb.val(ids)))
    .execute();
}

/** The contents without what was destroyed before it was sent. */
async function currentContents(
  db: Database,
  waiting: WaitingPackage,
): Promise<{ readonly contents: FrozenPackage; readonly isReduced: boolean }> {
  const row = await db.selectFrom('packages').select('contents').where('id', '=', waiting.id).executeTakeFirstOrThrow();
  const frozen = await unpackContents(row.contents!);
  const rows = await db
    .selectFrom('package_files')
    .innerJoin('recordings', 'recordings.id', 'package_files.recording_id')
    .select('recordings.id')
    .where('package_files.package_id', '=', waiting.id)
    .where((is) =>
      is.or([is('recordings.destroying_at', 'is', null), is('package_files.delivered_at', 'is not', null)]),
    )
    .execute();
  if (rows.length === frozen.recordings.length) return { contents: frozen, isReduced: false };
  const alive = new Set(rows.map(({ id }) => id));
  const contents = { ...frozen, recordings: frozen.recordings.filter(({ id }) => alive.has(id)) };
  await db
    .updateTable('packages')
    .set({
      contents: await packContents(contents),
      recordings: contents.recordings.length,
      size_bytes: contents.recordings.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    })
    .where('id', '=', waiting.id)
    .execute();
  return { contents, isReduced: true };
}
