import { delay } from '../../base/clock.ts';
import type { RecordingTree } from '../recording-tree.ts';
import type { Handler } from './handler.ts';
import { closingReply, type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** Our logins have under 30 characters; a longer one must not fill the memory of the throttle. */
const MAX_LOGIN_LENGTH = 128;

/** Not empty, and without control characters: the database takes no NUL. */
const LOGIN = /^\P{Cc}+$/u;

/** USER: the same answer whether the login exists or not. */
export const user: Handler = ({ session, argument }) => {
  if (session.tree !== null) return reply(530, 'Already signed in');
  if (argument.length > MAX_LOGIN_LENGTH || !LOGIN.test(argument)) return reply(501, 'Not a login');
  session.login = argument;
  return reply(331, 'Password required');
};

/** PASS: waits as long as earlier failures of the address and the login demand, then checks the password. */
export const pass: Handler = async ({ session, argument }) => {
  const { clock, throttle } = session.services;
  const { login } = session;
  if (login === null) return reply(503, 'Send USER first');
  session.login = null;
  const wait = await throttle.enqueue(session.peer.address, login);
  if (wait === null) return refused(session, 'failed-logins', 'Too many failed sign-ins from your address');
  // The session's signal, not the command's: ABOR must not shorten the wait.
  if (wait.waitMs > 0) await delay(clock, wait.waitMs, session.closed);
  await wait.done();
  if (session.closed.aborted) {
    await throttle.notCounted(session.peer.address, login);
    return closingReply(421, 'Closed');
  }
  return signIn(session, { login, password: argument });
};

async function signIn(session: Session, credentials: { login: string; password: string }): Promise<Reply> {
  const tree = await authenticate(session, credentials);
  const { services, peer } = session;
  if (tree === 'unavailable') await services.throttle.notCounted(peer.address, credentials.login);
  else if (tree !== null) await services.throttle.succeeded(peer.address, credentials.login);
  if (session.closed.aborted || tree === 'unavailable') return closingReply(421, 'Not available, try again later');
  if (tree === null) return failed(session);
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
    session.services.log.error({ err: error }, 'ftp: the password could not be checked, the session ends with 421');
    return 'unavailable';
  }
}

function failed(session: Session): Reply {
  const { limits, metrics } = session.services;
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
