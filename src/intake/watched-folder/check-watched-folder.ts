import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenFolder } from '../../platform/open-folder.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { describeWaitingFile } from './describe-waiting-file.ts';
import { textOf } from './file-names.ts';
import { sourceFolders, templateText } from './source-folders.ts';
import { countFailed } from './tidy-folder.ts';

/** What is found in a watched folder; for people, who may see the names. */
interface WatchedFolderState {
  /** The sub-folders of sources. */
  readonly folders: number;
  readonly problems: readonly WatchedFolderProblem[];
}

interface WatchedFolderProblem {
  readonly problem: string;
  readonly remedy: string;
}

const MUST_BE_WRITABLE =
  'It must be a folder that the user of the service may read, write and enter: files are moved in it.';

/** Looks at the watched folder as a process that watches it would. Changes nothing. */
export async function checkWatchedFolder(
  path: string,
  sources: readonly DirectorySource[],
): Promise<WatchedFolderState> {
  const problems: WatchedFolderProblem[] = [];
  const add = (problem: string, remedy: string): void => void problems.push({ problem, remedy });
  const notAccessible = await accessProblem(path);
  if (notAccessible !== null) return { folders: 0, problems: [{ problem: notAccessible, remedy: MUST_BE_WRITABLE }] };
  await using root = await OpenFolder.open(path);
  const { known, unknown } = await sourceFolders(root, sources);
  for (const entry of unknown)
    add(entry, 'Name the sub-folder as the source, or by its id (fonoteka source list); it is left alone.');
  if (known.length === 0) add(`${path} has no sub-folder of a source`, 'Make one, named as the source or by its id.');
  for (const { name, source } of known) {
    const folder = textOf(name);
    const problem = await accessProblem(join(path, folder));
    if (problem !== null) {
      add(problem, MUST_BE_WRITABLE);
      continue;
    }
    try {
      describeWaitingFile(await templateText(root, { name }), source);
      await using opened = await root.folder(name);
      const failed = await countFailed(opened);
      if (failed > 0)
        add(
          `${failed} files in ${folder}/failed`,
          'Each has a .reason.txt; mend the cause and move them back, or delete them.',
        );
    } catch (error) {
      add(
        `${folder}: ${error instanceof Error ? error.message : String(error)}`,
        'Correct it; nothing is taken from there meanwhile.',
      );
    }
  }
  return { folders: known.length, problems };
}

/** Null: it is a folder that can be read, written and entered. */
async function accessProblem(path: string): Promise<string | null> {
  const { R_OK, W_OK, X_OK } = constants;
  try {
    await access(path, R_OK | W_OK | X_OK);
    return (await stat(path)).isDirectory() ? null : `${path}: not a folder`;
  } catch (error) {
    return `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
  }
}
