import type { CommandRequest, Handler } from './handler.ts';
import { FACTS } from './listing-formats.ts';
import { closingReply, type Reply, reply } from './reply.ts';
import type { FtpTls } from './ftp-tls.ts';

/** Opportunistic clients go on without TLS after 502, others give up. */
const UNAVAILABLE = reply(502, 'TLS is not available');

/** A handler that answers 502 where there is no TLS. */
function withTls(serve: (request: CommandRequest, tls: FtpTls) => Reply): Handler {
  return (request) => {
    const { tls } = request.session.services;
    return tls === null ? UNAVAILABLE : serve(request, tls);
  };
}

/** What clients send: TLS (RFC 4217 §4), and the names of its drafts. TLS-P protects data connections, too. */
const MECHANISM = /^(TLS|TLS-C|TLS-P|SSL)$/;

/** AUTH (RFC 4217 §4). The connection is encrypted behind its reply; everything received before that is forgotten. */
export const auth: Handler = withTls(({ session, argument }, tls) => {
  const mechanism = argument.trim().toUpperCase();
  if (mechanism === '') return reply(501, 'A mechanism is missing');
  if (!MECHANISM.test(mechanism)) return reply(504, 'Only AUTH TLS');
  if (session.secureContext !== null) return reply(503, 'TLS is in use already');
  if (session.tree !== null) return reply(503, 'Send AUTH before USER');
  // Closed, not refused: a client that may do without TLS would go on and send its password in clear.
  if (!session.hasHandshakeRoom()) return closingReply(421, 'Too many TLS connections, try again later');
  session.login = null;
  session.facts = new Set(FACTS);
  session.secureContext = tls.context;
  session.protection = mechanism === 'TLS-P' ? 'private' : 'clear';
  return { code: 234, text: 'Begin the TLS handshake', startsTls: true };
});

/** PBSZ (RFC 4217 §8): TLS needs no buffers of an agreed size, whatever was asked for. */
export const pbsz: Handler = withTls(({ session, argument }) => {
  if (session.secureContext === null) return reply(503, 'Send AUTH TLS first');
  if (!/^\d{1,10}$/.test(argument.trim())) return reply(501, 'Not a size');
  session.bufferSizeAgreed = true;
  return reply(200, 'PBSZ=0');
});

/** PROT (RFC 4217 §9): whether data connections are encrypted. */
export const prot: Handler = withTls(({ session, argument }) => {
  if (!session.bufferSizeAgreed) return reply(503, 'Send PBSZ first');
  const level = argument.trim().toUpperCase();
  switch (level) {
    case 'C':
      if (session.mustProtectData) return reply(534, 'Data connections must be encrypted: PROT P');
      session.setProtection('clear');
      return reply(200, 'Data connections are not encrypted');
    case 'P':
      session.setProtection('private');
      return reply(200, 'Data connections are encrypted');
    case 'S':
    case 'E':
      return reply(536, 'TLS knows PROT C and P only');
    default:
      return level === '' ? reply(501, 'A level is missing') : reply(504, 'Only PROT C and P');
  }
});

/** CCC (RFC 4217 §6): what follows could be changed on the way. */
export const ccc: Handler = withTls(({ session }) =>
  session.secureContext === null
    ? reply(533, 'The connection is not encrypted')
    : reply(534, 'The connection stays encrypted'),
);
