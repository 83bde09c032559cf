import { eprt, epsv, pasv, port } from './data-commands.ts';
import { cdup, cwd, mdtm, mlst, pwd, size, stat } from './folder-commands.ts';
import { chooseAlgorithm, hash, HASH_ALGORITHM, xsha256 } from './hash-commands.ts';
import { type CommandRequest, type Handler, signedIn } from './handler.ts';
import { type Fact, FACTS } from './listing-formats.ts';
import { pass, quit, user } from './login-commands.ts';
import { list, mlsd, nlst } from './list-commands.ts';
import { closingReply, linesReply, type Reply, reply } from './reply.ts';
import { auth, ccc, pbsz, prot } from './tls-commands.ts';
import { abor, rest, retr } from './transfer-commands.ts';

/** What serves a command, by its verb in capitals. */
export function handlerOf(verb: string): Handler {
  return HANDLERS.get(verb) ?? unknown;
}

const unknown: Handler = () => reply(500, 'No such command');

const notImplemented: Handler = () => reply(502, 'Command not implemented');

/** ACCT, CLNT, ALLO (RFC 959 §4.1.3: where space need not be reserved): nothing to be done, and nothing wrong. */
const superfluous: Handler = () => reply(202, 'Not needed here');

/** Every command that would write. */
const readOnly: Handler = signedIn(({ session }) => {
  session.closeDataPort();
  return reply(550, 'Recordings can only be read here');
});

/**
 * The methods of HTTP: a web page can make its reader's browser send a request to any port, with commands in its body, and
 * so try passwords from that reader's address. What follows is not read.
 */
const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

const http: Handler = () => closingReply(500, 'This is FTP, not HTTP');

const noop: Handler = () => reply(200, 'OK');

const syst: Handler = () => reply(215, 'UNIX Type: L8');

/** HELP, also of one command; it names those that do something. */
const help: Handler = ({ session, argument }) => {
  const { tls, activeMode } = session.services;
  const refusing = [...REFUSING, ...(tls === null ? [auth, pbsz, prot] : []), ...(activeMode ? [] : [port, eprt])];
  const verbs = [...HANDLERS].flatMap(([verb, handler]) => (refusing.includes(handler) ? [] : [verb])).sort();
  const asked = argument.trim().toUpperCase();
  // NcFTP looks in this answer for SITE commands that it could use.
  if (asked === 'SITE') return reply(214, NO_SITE_COMMANDS);
  if (asked === '') return linesReply(214, 'Commands', [verbs.join(' ')]);
  return verbs.includes(asked) ? reply(214, `${asked} is served`) : reply(502, 'No such command here');
};

const NO_SITE_COMMANDS = 'There are no SITE commands';

/** SITE (RFC 959 §4.1.3): there are none, which SITE HELP says. */
const site: Handler = ({ argument }) =>
  argument.trim().toUpperCase() === 'HELP' ? reply(214, NO_SITE_COMMANDS) : reply(504, 'No such SITE command');

/** TYPE A, I and L 8 are the same here: bytes are sent as they are, and listings end their lines as A wants. */
const type: Handler = ({ argument }) => oneOf(argument, /^(A( N)?|I|L ?8)$/, 'TYPE A, I and L 8');

const mode: Handler = ({ argument }) => oneOf(argument, /^S$/, 'MODE S');

const stru: Handler = ({ argument }) => oneOf(argument, /^F$/, 'STRU F');

function oneOf(argument: string, served: RegExp, names: string): Reply {
  const value = argument.trim().toUpperCase();
  if (served.test(value)) return reply(200, 'Set');
  return value === '' ? reply(501, 'A value is missing') : reply(504, `Only ${names}`);
}

/** FEAT (RFC 2389 §3); the facts that MLSD sends now are marked with a star (RFC 3659 §7.8). */
const feat: Handler = ({ session }) => {
  const facts = FACTS.map((fact) => `${fact}${session.facts.has(fact) ? '*' : ''};`).join('');
  const { tls, activeMode } = session.services;
  const optional = [...(activeMode ? ['EPRT'] : []), ...(tls === null ? [] : ['AUTH TLS', 'PBSZ', 'PROT'])];
  const always = [
    'EPSV',
    `HASH ${HASH_ALGORITHM}*`,
    'MDTM',
    `MLST ${facts}`,
    'PASV',
    'REST STREAM',
    'SIZE',
    'TVFS',
    'UTF8',
    'XSHA256',
  ];
  return linesReply(211, 'Features', [...always, ...optional].sort());
};

/** OPTS (RFC 2389 §4). Clients ask for UTF8, which is always on. */
const opts: Handler = (request) => {
  const [name = '', ...values] = request.argument.trim().split(' ');
  switch (name.toUpperCase()) {
    case 'UTF8':
    case 'UTF-8':
      return values[0]?.toUpperCase() === 'OFF' ? reply(501, 'Names are always UTF-8') : reply(200, 'UTF-8 is on');
    case 'MLST':
      return chooseFacts(request, values.join(' '));
    case 'HASH':
      return chooseAlgorithm(values.join(' '));
    default:
      return reply(501, 'No such option');
  }
};

/** `OPTS MLST type;size;` (RFC 3659 §7.9): unknown facts are ignored, the reply names the rest. */
function chooseFacts({ session }: CommandRequest, list: string): Reply {
  const requested = new Set(list.toLowerCase().split(';'));
  const chosen: readonly Fact[] = FACTS.filter((fact) => requested.has(fact.toLowerCase()));
  session.facts = new Set(chosen);
  return reply(200, `MLST OPTS ${chosen.map((fact) => `${fact};`).join('')}`.trimEnd());
}

/** They answer, and do nothing. */
const REFUSING: ReadonlySet<Handler> = new Set([notImplemented, readOnly, http, ccc]);

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  // RFC 959 §4.1.1: access control
  ['USER', user],
  ['PASS', pass],
  ['QUIT', quit],
  ['ACCT', superfluous],
  ['REIN', notImplemented],
  ['SMNT', notImplemented],
  ['CWD', cwd],
  ['CDUP', cdup],
  ['XCWD', cwd],
  ['XCUP', cdup],
  // RFC 4217: TLS
  ['AUTH', auth],
  ['PBSZ', pbsz],
  ['PROT', prot],
  ['CCC', ccc],
  // RFC 2228: other mechanisms than TLS
  ...['ADAT', 'MIC', 'CONF', 'ENC'].map((verb) => [verb, notImplemented] as const),
  // RFC 959 §4.1.2, RFC 2428: transfer parameters
  ['PASV', pasv],
  ['EPSV', epsv],
  ['PORT', port],
  ['EPRT', eprt],
  ['TYPE', type],
  ['MODE', mode],
  ['STRU', stru],
  // RFC 959 §4.1.3, RFC 3659: service commands
  ['RETR', retr],
  ['REST', rest],
  ['ABOR', abor],
  ['LIST', list],
  ['NLST', nlst],
  ['MLSD', mlsd],
  ['MLST', mlst],
  ['SIZE', size],
  ['MDTM', mdtm],
  ['HASH', hash],
  ['XSHA256', xsha256],
  ['PWD', pwd],
  ['XPWD', pwd],
  ['STAT', stat],
  ['SYST', syst],
  ['HELP', help],
  ['NOOP', noop],
  ['SITE', site],
  // RFC 2389: feature negotiation
  ['FEAT', feat],
  ['OPTS', opts],
  ['CLNT', superfluous],
  ['ALLO', superfluous],
  ...HTTP_METHODS.map((method) => [method, http] as const),
  ...['STOR', 'STOU', 'APPE', 'DELE', 'RMD', 'XRMD', 'MKD', 'XMKD', 'RNFR', 'RNTO', 'MFMT', 'MFCT', 'MFF'].map(
    (verb) => [verb, readOnly] as const,
  ),
]);
