import { fail, ok, type Result } from '../../base/result.ts';
import type { FoundFile, RecordingTree, TreeEntry } from '../recording-tree.ts';
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

interface FoundEntry {
  readonly path: string;
  readonly entry: TreeEntry;
  /** What of the argument names it: the argument, as a rule (`pathReadings`). */
  readonly name: string;
}

type Request = Pick<SignedInRequest, 'session' | 'tree'>;

/** The entry that a command's argument names, or the reply 550. */
export async function findEntry({ session, tree }: Request, argument: string): Promise<Result<FoundEntry, Reply>> {
  for (const name of pathReadings(argument)) {
    const path = resolvePath(session.folder, name);
    const entry = path.ok ? await tree.stat(path.value) : null;
    if (path.ok && entry !== null) return ok({ path: path.value, entry, name });
  }
  return fail(reply(550, 'No such file or folder'));
}

/** The file that a command's argument names, to be read, or the reply 550. */
export async function findFile(request: Request, argument: string): Promise<Result<FoundFile, Reply>> {
  for (const name of pathReadings(argument)) {
    const path = resolvePath(request.session.folder, name);
    const file = path.ok ? await request.tree.find(path.value) : null;
    if (file !== null) return ok(file);
  }
  const found = await findEntry(request, argument);
  return found.ok ? fail(reply(550, 'Not a file')) : found;
}
