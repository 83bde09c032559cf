import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import type { Result } from '../../base/result.ts';
import { isBeingWritten } from '../../platform/file-writers.ts';
import type { OpenFolder } from '../../platform/open-folder.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { withId } from '../files/with-id.ts';
import { MAX_SIDECAR_BYTES } from '../files/describe-file.ts';
import { FileChanged, unchangedContent } from '../files/unchanged-content.ts';
import type { ReportedCall } from '../reported/reported-calls.ts';
import type { Uploads } from '../upload/uploads.ts';
import { textOf } from './file-names.ts';
import { moveToDone, moveToFailed, type WaitingPair } from './put-away.ts';
import type { FoundFile } from './scan-folder.ts';

/** A finished file, with its sidecar if it has one. */
export interface FilePair {
  readonly audio: FoundFile;
  readonly sidecar: FoundFile | null;
}

/** Reads from name and sidecar what is known of the call. `path`: below the source's folder. */
export type DescribeCall = (file: {
  readonly path: string;
  readonly sidecar: string | null;
}) => Result<ReportedCall, { readonly code: ErrorCode; readonly detail: string }>;

export interface TakeDeps {
  readonly uploads: Pick<Uploads, 'accept' | 'maxAudioBytes'>;
  /** False: files that have been stored are deleted. */
  readonly keepDone: boolean;
  readonly now: () => number;
}

interface TakeRequest {
  /** Of the source. */
  readonly root: OpenFolder;
  readonly source: DirectorySource;
  readonly describe: DescribeCall;
  readonly pair: FilePair;
}

export interface Taken {
  /**
   * `repeated`: stored before. `unsettled`: it is being written to, or was replaced: nothing was stored, or what is there now is waiting again.
   * `gone`: somebody has taken it away. `forbidden`: it, or its sidecar, may not be read; it stays where it is.
   */
  readonly outcome: 'stored' | 'repeated' | 'failed' | 'unsettled' | 'gone' | 'forbidden';
  /** Why it failed. */
  readonly code?: ErrorCode;
}

/** The service has no right to read it: no outage, the other files may be read. */
class FileForbidden extends Error {}

/**
 * Stores a finished file as a recording and moves it to the folder of done files, or, if it is refused, to that of failed ones. Whatever
 * is no fault of the file is thrown: it stays where it is, to be tried again. Each file has an id for its upload: killed at any step, the
 * next attempt stores nothing twice.
 */
export async function takeFile(deps: TakeDeps, { root, source, describe, pair }: TakeRequest): Promise<Taken> {
  const { folders, name } = pair.audio;
  const waiting = { folders, name, sidecar: pair.sidecar?.name ?? null };
  try {
    if (!pair.audio.isRegular) throw new AppError('file-not-regular');
    await using folder = await root.folderAt(folders);
    await using handle = await folder.file(name).catch(failedToOpen);
    const read = await statOf(handle, pair.audio);
    if (isBeingWritten(handle.fd) === true) return { outcome: 'unsettled' };
    if (read.size > BigInt(deps.uploads.maxAudioBytes)) throw new AppError('request-too-large');
    const sidecar = pair.sidecar === null ? null : await sidecarText(folder, pair.sidecar);
    const described = describe({ path: pathOf(pair.audio), sidecar });
    if (!described.ok) throw new AppError(described.reason.code, described.reason.detail);
    const call = await withId(described.value, unchangedContent(handle, read));
    const audio = async () => unchangedContent(handle, read);
    const { isNew } = await deps.uploads.accept({ source, call, audio, refuseExpired: true });
    const moved = await moveToDone(root, waiting, { read, keep: deps.keepDone });
    if (moved === 'changed') throw new AppError('file-changed');
    return { outcome: isNew ? 'stored' : 'repeated' };
  } catch (error) {
    if (error instanceof FileChanged) return { outcome: 'unsettled' };
    if (error instanceof FileForbidden) return { outcome: 'forbidden' };
    if (error instanceof AppError && isRefusal(error)) return await refuse(deps, { root, waiting, error });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { outcome: 'gone' };
    throw error;
  }
}

/** As text, below the source's folder. */
export function pathOf({ folders, name }: Pick<FoundFile, 'folders' | 'name'>): string {
  return [...folders, name].map(textOf).join('/');
}

/** Moves what is no recording, or has no description, to the failed files. */
export async function refuse(
  { now }: Pick<TakeDeps, 'now'>,
  { root, waiting, error }: { readonly root: OpenFolder; readonly waiting: WaitingPair; readonly error: AppError },
): Promise<Taken> {
  const lines = [
    `${error.code}: ${error.message}`,
    `at ${new Date(now()).toISOString()}`,
    'When the cause is mended, move the file back to where it was, with its .json if it has one: it is tried again.',
  ];
  await moveToFailed(root, waiting, `${lines.join('\n')}\n`);
  return { outcome: 'failed', code: error.code };
}

/** The same file brings the same answer: nothing is gained by trying again. */
function isRefusal({ kind }: AppError): boolean {
  return kind.retry === 'no' && kind.status < 500;
}

function failedToOpen(error: NodeJS.ErrnoException): never {
  if (error.code === 'EACCES' || error.code === 'EPERM') throw new FileForbidden();
  throw error.code === 'ELOOP' ? new AppError('file-not-regular') : error;
}

/** Throws unless it is the file that was found, and finished. */
async function statOf(handle: FileHandle, found: FoundFile): Promise<BigIntStats> {
  const stat = await handle.stat({ bigint: true });
  if (!stat.isFile()) throw new AppError('file-not-regular');
  if (stat.size !== found.sizeBytes || stat.mtimeNs !== found.modifiedNs) throw new FileChanged();
  return stat;
}

async function sidecarText(folder: OpenFolder, sidecar: FoundFile): Promise<string> {
  await using handle = await folder.file(sidecar.name).catch(failedToOpen);
  const read = await statOf(handle, sidecar);
  if (read.size > MAX_SIDECAR_BYTES) throw new AppError('sidecar-invalid', `more than ${MAX_SIDECAR_BYTES} bytes`);
  const pieces: Uint8Array[] = [];
  for await (const piece of unchangedContent(handle, read)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
