import { type Call, type Handler, signedIn } from './handler.ts';
import { FACTS, type Fact } from './listing-formats.ts';
import { linesReply, type Reply, reply } from './reply.ts';

/** TYPE A, I and L 8 are one to us: bytes go out as they are, and listings end their lines as A wants. */
export const type: Handler = ({ argument }) =>
  /^(A( N)?|I|L ?8)$/i.test(argument.trim()) ? reply(200, 'Type set') : reply(504, 'Only TYPE A, I and L 8');

export const mode: Handler = ({ argument }) => only(argument, 'S', 'MODE');

export const stru: Handler = ({ argument }) => only(argument, 'F', 'STRU');

function only(argument: string, value: string, verb: string): Reply {
  return argument.trim().toUpperCase() === value ? reply(200, `${verb} set`) : reply(504, `Only ${verb} ${value}`);
}

/** FEAT (RFC 2389 §3); the facts that MLSD sends now are marked with a star (RFC 3659 §7.8). */
export const feat: Handler = ({ session }) => {
  const facts = FACTS.map((fact) => `${fact}${session.facts.has(fact) ? '*' : ''};`).join('');
  return linesReply(211, 'Features', ['EPSV', 'MDTM', `MLST ${facts}`, 'PASV', 'REST STREAM', 'SIZE', 'TVFS', 'UTF8']);
};

/** OPTS (RFC 2389 §4). Clients ask for UTF8, which cannot be otherwise here. */
export const opts: Handler = (call) => {
  const [name = '', ...values] = call.argument.trim().split(' ');
  switch (name.toUpperCase()) {
    case 'UTF8':
    case 'UTF-8':
      return values[0]?.toUpperCase() === 'OFF' ? reply(501, 'Names are always UTF-8') : reply(200, 'UTF-8 is on');
    case 'MLST':
      return chooseFacts(call, values.join(' '));
    default:
      return reply(501, 'No such option');
  }
};

/** `OPTS MLST type;size;` (RFC 3659 §7.9): what is not known is passed over, the reply names the rest. */
function chooseFacts({ session }: Call, list: string): Reply {
  const asked = new Set(list.toLowerCase().split(';'));
  const chosen: readonly Fact[] = FACTS.filter((fact) => asked.has(fact.toLowerCase()));
  session.facts = new Set(chosen);
  return reply(200, `MLST OPTS ${chosen.map((fact) => `${fact};`).join('')}`.trimEnd());
}

export const syst: Handler = () => reply(215, 'UNIX Type: L8');

export const noop: Handler = () => reply(200, 'Here');

/** ACCT, ALLO, CLNT: nothing to be done, and nothing wrong. */
export const superfluous: Handler = () => reply(202, 'Not needed here');

export const notServed: Handler = () => reply(502, 'Not served here');

/** Everything that would write. */
export const readOnly: Handler = signedIn(({ session }) => {
  session.dropDataPort();
  return reply(550, 'Recordings can only be read here');
});
