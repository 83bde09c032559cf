import { fail, ok, type Result } from '../../base/result.ts';
import type { RecordingTree, TreeEntry, TreeFile } from '../recording-tree.ts';
import { resolvePath } from './path.ts';
import { type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

export interface Found<Entry extends TreeEntry = TreeEntry> {
  readonly path: string;
  readonly entry: Entry;
}

/** What a command's argument names, or the reply that there is nothing. */
export async function findEntry(
  { session, tree }: { session: Session; tree: RecordingTree },
  argument: string,
): Promise<Result<Found, Reply>> {
  const path = resolvePath(session.folder, argument);
  const entry = path.ok ? await tree.stat(path.value) : null;
  return path.ok && entry !== null ? ok({ path: path.value, entry }) : fail(reply(550, 'No such file or folder'));
}

export async function findFile(
  where: { session: Session; tree: RecordingTree },
  argument: string,
): Promise<Result<Found<TreeFile>, Reply>> {
  const found = await findEntry(where, argument);
  if (!found.ok) return found;
  const { path, entry } = found.value;
  return entry.kind === 'file' ? ok({ path, entry }) : fail(reply(550, 'Not a file'));
}
