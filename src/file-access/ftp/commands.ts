import { active, epsv, pasv } from './data-commands.ts';
import { cdup, cwd, mdtm, mlst, pwd, size, stat } from './folder-commands.ts';
import type { Handler } from './handler.ts';
import { noTls, pass, quit, user } from './login-commands.ts';
import { feat, mode, noop, notServed, opts, readOnly, stru, superfluous, syst, type } from './parameter-commands.ts';
import { linesReply, reply } from './reply.ts';
import { abor, list, mlsd, nlst, rest, retr } from './transfer-commands.ts';

const help: Handler = () => linesReply(214, 'Commands', [[...HANDLERS.keys()].sort().join(' ')]);

const unknown: Handler = () => reply(500, 'No such command');

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  // RFC 959 §4.1.1: who is there
  ['USER', user],
  ['PASS', pass],
  ['QUIT', quit],
  ['ACCT', superfluous],
  ['REIN', notServed],
  ['SMNT', notServed],
  ['CWD', cwd],
  ['CDUP', cdup],
  ['XCWD', cwd],
  ['XCUP', cdup],
  // RFC 4217: TLS
  ['AUTH', noTls],
  ['PBSZ', noTls],
  ['PROT', noTls],
  // RFC 959 §4.1.2, RFC 2428: how data goes
  ['PASV', pasv],
  ['EPSV', epsv],
  ['PORT', active],
  ['EPRT', active],
  ['TYPE', type],
  ['MODE', mode],
  ['STRU', stru],
  // RFC 959 §4.1.3, RFC 3659: what is fetched and told
  ['RETR', retr],
  ['REST', rest],
  ['ABOR', abor],
  ['LIST', list],
  ['NLST', nlst],
  ['MLSD', mlsd],
  ['MLST', mlst],
  ['SIZE', size],
  ['MDTM', mdtm],
  ['PWD', pwd],
  ['XPWD', pwd],
  ['STAT', stat],
  ['SYST', syst],
  ['HELP', help],
  ['NOOP', noop],
  ['SITE', notServed],
  // RFC 2389: what more there is
  ['FEAT', feat],
  ['OPTS', opts],
  ['CLNT', superfluous],
  // Everything that writes
  ...['STOR', 'STOU', 'APPE', 'ALLO', 'DELE', 'RMD', 'XRMD', 'MKD', 'XMKD', 'RNFR', 'RNTO', 'MFMT', 'MFCT', 'MFF'].map(
    (verb) => [verb, readOnly] as const,
  ),
]);

export function handlerOf(verb: string): Handler {
  return HANDLERS.get(verb) ?? unknown;
}
