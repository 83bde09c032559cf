import { type AudioSources, openContent } from '../archive/index.ts';
import { AppError } from '../base/errors.ts';
import type { CatalogFile } from '../catalog/index.ts';
import type { FileContent } from './recording-tree.ts';

interface FoundRecording {
  /** As it was found. */
  readonly file: CatalogFile;
  /** As it is now; null: it is not there any more. */
  readonly lookUpAgain: () => Promise<CatalogFile | null>;
}

/**
 * Opens a recording that was found a while ago. Where it cannot be read because it was destroyed, or became due, since then, this fails
 * with `recording-destroyed`, and nobody is alarmed; where its key was wrapped by another one, it is opened by that.
 */
export async function openFound(
  sources: AudioSources,
  { file, lookUpAgain }: FoundRecording,
  start: number,
): Promise<FileContent> {
  const isUnchanged = async (): Promise<boolean> => {
    const now = await lookUpAgain();
    return now !== null && isSame(now, file);
  };
  const { onReadFailure: report } = sources;
  const onReadFailure: AudioSources['onReadFailure'] = (...failure) => {
    // While the database does not answer, the failure counts as what it seems to be.
    void isUnchanged()
      .catch(() => true)
      .then((unchanged) => unchanged && report?.(...failure));
  };
  try {
    return await openContent({ ...sources, onReadFailure }, file, { start });
  } catch (error) {
    const now = await lookUpAgain();
    if (now === null || now.id !== file.id) throw new AppError('recording-destroyed', undefined, { cause: error });
    if (isSame(now, file)) throw error;
    return openContent(sources, now, { start });
  }
}

function isSame(a: CatalogFile, b: CatalogFile): boolean {
  return a.id === b.id && a.keyId === b.keyId;
}
