import type { RecordingTree } from '../recording-tree.ts';
import { type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** One command being served. */
export interface Call {
  readonly session: Session;
  readonly argument: string;
  /** Aborts on ABOR and when the control connection is gone. */
  readonly signal: AbortSignal;
}

export interface SignedInCall extends Call {
  readonly tree: RecordingTree;
}

/** Serves a command and gives its final reply. It fails only when the database or the object store does. */
export type Handler = (call: Call) => Reply | Promise<Reply>;

/** A handler that is reached only by who has signed in, and gets the tree of their tenant. */
export function signedIn(serve: (call: SignedInCall) => Reply | Promise<Reply>): Handler {
  return (call) => {
    const { tree } = call.session;
    return tree === null ? reply(530, 'Sign in with USER and PASS first') : serve({ ...call, tree });
  };
}
