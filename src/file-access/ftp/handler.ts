import { fail, ok, type Result } from '../../base/result.ts';
import type { RecordingTree, TreeEntry, TreeFile } from '../recording-tree.ts';
import { pathReadings, resolvePath } from './path-argument.ts';
import { type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** Serves a command and returns its final reply. Fails only when the database or the object store does. */
export type Handler = (request: CommandRequest) => Reply | Promise<Reply>;

export interface CommandRequest {
  readonly session: Session;
  readonly argument: string;
  /** Aborts on ABOR and when the control connection is closed. */
  readonly signal: AbortSignal;
}

export interface SignedInRequest extends CommandRequest {
  readonly tree: RecordingTree;
}

/** A handler that answers 530 before the sign-in, and gets the tenant's tree after it. */
export function signedIn(serve: (request: SignedInRequest) => Reply | Promise<Reply>): Handler {
  return (request) => {
    const { tree } = request.session;
    return tree === null ? reply(530, 'Sign in with USER and PASS first') : serve({ ...request, tree });
  };
}

interface Found<Entry extends TreeEntry = TreeEntry> {
  readonly path: string;
  readonly entry: Entry;
  /** What of the argument names it: the argument, as a rule (`pathReadings`). */
  readonly name: string;
}

/** The entry that a command's argument names, or the reply 550. */
export async function findEntry(
  { session, tree }: Pick<SignedInRequest, 'session' | 'tree'>,
  argument: string,
): Promise<Result<Found, Reply>> {
  for (const name of pathReadings(argument)) {
    const path = resolvePath(session.folder, name);
    const entry = path.ok ? await tree.stat(path.value) : null;
    if (path.ok && entry !== null) return ok({ path: path.value, entry, name });
  }
  return fail(reply(550, 'No such file or folder'));
}

export async function findFile(
  request: Pick<SignedInRequest, 'session' | 'tree'>,
  argument: string,
): Promise<Result<Found<TreeFile>, Reply>> {
  const found = await findEntry(request, argument);
  if (!found.ok) return found;
  const { entry } = found.value;
  return entry.kind === 'file' ? ok({ ...found.value, entry }) : fail(reply(550, 'Not a file'));
}
