import { isAnonymous, isLogin, type SignInRefusal } from '../sign-in/sign-ins.ts';
import type { Handler } from './handler.ts';
import { closingReply, type Reply, reply } from './reply.ts';
import type { Session } from './session.ts';

/** USER: the same answer whether the login exists or not. Only in clear, a login whose owner demands TLS is refused, before its password is sent. */
export const user: Handler = async ({ session, argument }) => {
  if (session.tree !== null) return reply(530, 'Already signed in');
  if (session.services.tls?.required === true && session.secureContext === null) return tlsRequired(session);
  if (isAnonymous(argument)) return reply(530, 'There is no anonymous access: sign in with your login');
  if (!isLogin(argument)) return reply(501, 'Not a login');
  if (++session.logins > session.services.limits.logins) return closingReply(421, 'Too many logins, try again later');
  const unencrypted = !session.peer.encrypted;
  if (unencrypted && (await session.services.signIns.demandsEncryption(argument))) return tlsRequired(session);
  session.login = argument;
  return reply(331, 'Password required');
};

function tlsRequired(session: Session): Reply {
  session.services.metrics.refused.inc({ limit: 'tls-required' });
  return reply(530, 'TLS is required here: send AUTH TLS first');
}

/** PASS: ABOR does not shorten its wait. */
export const pass: Handler = async ({ session, argument: password }) => {
  const { login, peer } = session;
  if (login === null) return reply(503, 'Send USER first');
  session.login = null;
  const proof = { kind: 'password', password } as const;
  const signedIn = await session.services.signIns.signIn({ door: 'ftp', login, proof, client: peer });
  if (!signedIn.ok) return refused(session, signedIn.reason);
  session.signIn(signedIn.value);
  return reply(230, 'Signed in');
};

function refused(session: Session, reason: SignInRefusal): Reply {
  const { metrics } = session.services;
  switch (reason) {
    case 'wrong':
      return failed(session);
    case 'encryption-required':
      return tlsRequired(session);
    case 'too-many-failures':
      metrics.refused.inc({ limit: 'failed-logins' });
      return closingReply(421, 'Too many failed sign-ins from your address, try again later');
    case 'too-many-sessions':
      metrics.refused.inc({ limit: 'tenant' });
      return closingReply(421, 'Too many sessions of this login, try again later');
    case 'unavailable':
      return closingReply(421, 'Not available, try again later');
    default:
      return closingReply(421, 'Closed');
  }
}

function failed(session: Session): Reply {
  const { limits, metrics } = session.services;
  metrics.loginsFailed.inc();
  session.failedPasswords++;
  if (session.failedPasswords >= limits.passwordAttempts) return closingReply(421, 'Too many wrong passwords');
  return reply(530, 'The login or the password is wrong');
}

export const quit: Handler = () => closingReply(221, 'Goodbye');
