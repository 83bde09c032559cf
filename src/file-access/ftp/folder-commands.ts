import { type CommandRequest, findEntry, findFile, type Handler, signedIn, type SignedInRequest } from './handler.ts';
import { entryStatus } from './list-commands.ts';
import { factsLine, timeValue } from './listing-formats.ts';
import { linesReply, type Reply, reply } from './reply.ts';

/** PWD: quotes in the path are doubled (RFC 959 Appendix II). */
export const pwd: Handler = signedIn(({ session }) =>
  reply(257, `"${session.folder.replaceAll('"', '""')}" is the current folder`),
);

export const cwd: Handler = signedIn((request) =>
  changeFolder(request, request.argument === '' ? '/' : request.argument),
);

export const cdup: Handler = signedIn((request) => changeFolder(request, '..'));

async function changeFolder(request: SignedInRequest, argument: string): Promise<Reply> {
  const found = await findEntry(request, argument);
  if (!found.ok) return found.reason;
  if (found.value.entry.kind !== 'folder') return reply(550, 'Not a folder');
  request.session.folder = found.value.path;
  return reply(250, 'Folder changed');
}

/** SIZE (RFC 3659 §4): in bytes as sent, the same for TYPE A and I, since this server converts nothing. */
export const size: Handler = signedIn(async (request) => {
  const found = await findFile(request, request.argument);
  return found.ok ? reply(213, String(found.value.entry.sizeBytes)) : found.reason;
});

/** MDTM (RFC 3659 §3): in UTC. Some clients set a time with it, `MDTM 20260310080509 name`, which is refused. */
export const mdtm: Handler = signedIn(async (request) => {
  const found = await findFile(request, request.argument);
  if (!found.ok && /^\d{14}\S* \S/.test(request.argument)) return reply(550, 'Recordings can only be read here');
  return found.ok ? reply(213, timeValue(found.value.entry.modifiedAt)) : found.reason;
});

/** MLST (RFC 3659 §7): the facts of one entry, on the control connection, with its full path. */
export const mlst: Handler = signedIn(async (request) => {
  const found = await findEntry(request, request.argument);
  if (!found.ok) return found.reason;
  return linesReply(250, 'Facts', [factsLine(found.value.entry, request.session.facts, found.value.path)]);
});

/** STAT: the state of the session without an argument, else a listing on the control connection (RFC 959 §4.1.3). */
export const stat: Handler = (request) => (request.argument === '' ? sessionStatus(request) : entryStatus(request));

function sessionStatus({ session }: CommandRequest): Reply {
  const state = session.tree === null ? 'Not signed in' : 'Signed in';
  return linesReply(211, 'Status', [state, session.transferring ? 'A transfer is under way' : 'No transfer']);
}
