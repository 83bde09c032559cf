import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../base/errors.ts';
import type { RecordingId } from '../../base/ids.ts';
import { isBeingWritten } from '../../platform/file-writers.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import type { Uploads } from '../upload/uploads.ts';
import { withId } from './with-id.ts';
import { type AudioFileName, describeFile, type DescribeOptions } from './describe-file.ts';
import { FileChanged, unchangedContent } from './unchanged-content.ts';

/** What became of a file. */
export type FileOutcome =
  /** `stored`: now. `repeated`: before, as the same recording. `new`: in a dry run, it would be stored. */
  | {
      readonly result: 'stored' | 'repeated';
      readonly recordingId: RecordingId;
      readonly path: string;
      /** Of the file. */
      readonly sizeBytes: number;
    }
  | { readonly result: 'new' }
  /** It stays where it is, and nothing is stored. `detail` is for people. */
  | { readonly result: 'refused' | 'failed'; readonly code: ErrorCode; readonly detail: string };

export interface TakeFileDeps {
  readonly uploads: Pick<Uploads, 'accept' | 'check' | 'maxAudioBytes'>;
  readonly source: DirectorySource;
}

export interface TakeFileOptions extends Omit<DescribeOptions, 'timeZone'> {
  /** Only says what would become of it. */
  readonly dryRun?: boolean;
  /**
   * A file that was changed after this (Unix ms) is refused, as is one that a program has open for writing: it may not be finished.
   * Default: whenever.
   */
  readonly changedBefore?: number;
  /** A link in the place of the file, or of a folder on the way to it, is not followed. `root`: without links. */
  readonly noLinks?: boolean;
}

const DAY_MS = 86_400_000;

/**
 * Stores a finished recording, once: the same file again is the same recording, by the id that its sidecar or its name has, else by
 * its content. Returns why it is refused. Fails if the file cannot be read, or the system cannot store it now.
 */
export async function takeFile(
  deps: TakeFileDeps,
  file: AudioFileName,
  options: TakeFileOptions,
): Promise<FileOutcome> {
  try {
    return await take(deps, file, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { result: 'refused', code: error.code, detail: error.message };
  }
}

/** It will be refused again, until somebody changes something. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && error.kind.retry === 'no' && error.code !== 'file-unreadable';
}

async function take({ uploads, source }: TakeFileDeps, file: AudioFileName, options: TakeFileOptions) {
  // Before its sidecar is looked for: of a disk that is away neither is there.
  await using handle = await openFile(file, options);
  const described = await describeFile(file, { ...options, timeZone: source.timeZone });
  if (!described.ok) throw new AppError(described.reason.code, described.reason.detail);
  const read = await handle.stat({ bigint: true });
  const size = Number(read.size);
  if (!read.isFile()) throw new AppError('file-unreadable', 'it is no regular file');
  if (size > uploads.maxAudioBytes) throw new AppError('request-too-large');
  if (mayGrow(handle, read, options)) throw new AppError('file-being-written');
  if (options.dryRun) {
    const before = await uploads.check({ source, call: described.value, refuseExpired: true });
    return before === null ? ({ result: 'new' } as const) : asOutcome('repeated', before, size);
  }
  const call = await withId(described.value, contentOf(handle, read));
  const audio = async () => contentOf(handle, read);
  const accepted = await uploads.accept({ source, call, audio, refuseExpired: true });
  return asOutcome(accepted.isNew ? 'stored' : 'repeated', accepted, size);
}

function asOutcome(
  result: 'stored' | 'repeated',
  { recordingId, path }: { readonly recordingId: RecordingId; readonly path: string },
  sizeBytes: number,
): FileOutcome {
  return { result, recordingId, path, sizeBytes };
}

function mayGrow({ fd }: FileHandle, read: BigIntStats, { changedBefore }: TakeFileOptions): boolean {
  if (changedBefore === undefined) return false;
  const mtimeMs = Number(read.mtimeMs);
  // Later times are of a clock that was wrong.
  const isRecent = mtimeMs > changedBefore && mtimeMs < changedBefore + DAY_MS;
  return isRecent || isBeingWritten(fd) === true;
}

async function openFile({ root, path: name }: AudioFileName, { noLinks = false }: TakeFileOptions) {
  const path = join(root, name);
  // A pipe without a writer would wait for one.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (noLinks ? constants.O_NOFOLLOW : 0);
  const handle = await open(path, flags).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  // A folder on the way was replaced by a link since it was listed.
  if (noLinks && (await readlink(`/proc/self/fd/${handle.fd}`)) !== path) {
    await handle.close();
    throw unreadable({ code: 'ELOOP' });
  }
  return handle;
}

async function* contentOf(handle: FileHandle, read: BigIntStats): AsyncGenerator<Uint8Array> {
  try {
    yield* unchangedContent(handle, read);
  } catch (cause) {
    throw cause instanceof FileChanged ? new AppError('file-being-written') : unreadable(cause);
  }
}

function unreadable(cause: unknown): AppError {
  return new AppError(
    'file-unreadable',
    `it cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`,
    {
      cause,
    },
  );
}
