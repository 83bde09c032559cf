import { delay } from '../../base/clock.ts';
import type { RecordingTree } from '../recording-tree.ts';
import type { Handler } from './handler.ts';
import { closingReply, type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** Ours have under 30 characters; a longer one must not fill the memory of failed logins. */
const MAX_LOGIN_LENGTH = 128;

/** USER: the same answer whether the login exists or not. */
export const user: Handler = ({ session, argument }) => {
  if (session.tree !== null) return reply(530, 'Already signed in');
  if (argument === '' || argument.length > MAX_LOGIN_LENGTH) return reply(501, 'Not a login');
  session.login = argument;
  return reply(331, 'Password required');
};

/** PASS: waits for the turn that earlier failures left it, then looks at the password. */
export const pass: Handler = async ({ session, argument }) => {
  const { clock, throttle } = session.services;
  const { login } = session;
  if (login === null) return reply(503, 'Send USER first');
  session.login = null;
  const waitMs = throttle.enqueue(session.peer.address, login);
  if (waitMs === null) return refused(session, 'failed-logins', 'Too many failed sign-ins from your address');
  // The session's signal, not the command's: ABOR must not cut the wait short.
  if (waitMs > 0) await delay(clock, waitMs, session.closed);
  if (session.closed.aborted) return closingReply(421, 'Closed');
  return answerPassword(session, { login, password: argument });
};

async function answerPassword(session: Session, sent: { login: string; password: string }): Promise<Reply> {
  const tree = await authenticate(session, sent);
  if (session.closed.aborted || tree === 'unavailable') return closingReply(421, 'Not available, try again later');
  if (tree === null) return failed(session, sent.login);
  if (!session.signIn(tree)) return refused(session, 'tenant', 'Too many sessions of this login');
  return reply(230, 'Signed in');
}

async function authenticate(
  session: Session,
  { login, password }: { login: string; password: string },
): Promise<RecordingTree | null | 'unavailable'> {
  try {
    return await session.services.authenticate(login, password, session.peer);
  } catch (error) {
    session.services.log.error({ err: error }, 'an FTP password could not be checked');
    return 'unavailable';
  }
}

function failed(session: Session, login: string): Reply {
  const { limits, metrics, throttle } = session.services;
  throttle.recordFailure(session.peer.address, login);
  metrics.loginsFailed.inc();
  session.failedPasswords++;
  if (session.failedPasswords >= limits.passwordAttempts) return closingReply(421, 'Too many wrong passwords');
  return reply(530, 'The login or the password is wrong');
}

function refused(session: Session, limit: string, text: string): Reply {
  session.services.metrics.refused.inc({ limit });
  return closingReply(421, `${text}, try again later`);
}

export const quit: Handler = () => closingReply(221, 'Goodbye');

/** AUTH, PBSZ, PROT (RFC 4217) are not served yet; 502 makes clients go on without TLS or give up, as they are set. */
export const noTls: Handler = () => reply(502, 'TLS is not available');
