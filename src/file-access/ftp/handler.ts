import { fail, ok, type Result } from '../../base/result.ts';
import type { RecordingTree, TreeEntry, TreeFile } from '../recording-tree.ts';
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
}

/** The entry that a command's argument names, or the reply 550. */
export async function findEntry(
  { session, tree }: Pick<SignedInRequest, 'session' | 'tree'>,
  argument: string,
): Promise<Result<Found, Reply>> {
  const path = resolvePath(session.folder, argument);
  const entry = path.ok ? await tree.stat(path.value) : null;
  return path.ok && entry !== null ? ok({ path: path.value, entry }) : fail(reply(550, 'No such file or folder'));
}

export async function findFile(
  request: Pick<SignedInRequest, 'session' | 'tree'>,
  argument: string,
): Promise<Result<Found<TreeFile>, Reply>> {
  const found = await findEntry(request, argument);
  if (!found.ok) return found;
  const { path, entry } = found.value;
  return entry.kind === 'file' ? ok({ path, entry }) : fail(reply(550, 'Not a file'));
}

/**
 * The absolute path that an argument names, relative to the current folder: separated by `/`, without `.`, `..` or a
 * trailing slash. `..` of the root is the root (RFC 3659 §6: TVFS). A backslash is a character like others. A name that
 * holds NUL is refused.
 */
export function resolvePath(folder: string, argument: string): Result<string> {
  if (argument.includes('\0')) return fail('a name cannot hold NUL');
  const absolute = argument.startsWith('/') ? argument : `${folder}/${argument}`;
  const parts: string[] = [];
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return ok(`/${parts.join('/')}`);
}
