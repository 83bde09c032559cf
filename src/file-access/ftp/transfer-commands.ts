import { findFile, type Handler, signedIn } from './handler.ts';
import { reply } from './reply.ts';
import { resettingTransferState, runTransfer } from './transfer.ts';

/** REST (RFC 3659 §5): the position at which the next RETR starts. RETR checks it against the file's size. */
export const rest: Handler = signedIn(({ session, argument }) => {
  if (!/^\d{1,15}$/.test(argument.trim())) return reply(501, 'Not a position');
  session.restartAt = Number(argument);
  return reply(350, `The next transfer starts at ${session.restartAt}`);
});

/** RETR: the bytes as they are in either TYPE; a recording has no lines to convert. */
export const retr: Handler = signedIn((request) =>
  resettingTransferState(request.session, async () => {
    const { session, signal } = request;
    const start = session.restartAt;
    if (request.argument === '') return reply(501, 'A name is missing');
    const found = await findFile(request, request.argument);
    if (!found.ok) return found.reason;
    const { entry } = found.value;
    if (start > entry.sizeBytes) return reply(554, 'The file ends before that position');
    return runTransfer(session, signal, {
      content: 'file',
      announcement: `Sending the file (${entry.sizeBytes - start} bytes)`,
      open: () => found.value.open(start),
      sizeBytes: entry.sizeBytes - start,
    });
  }),
);

/** ABOR: the aborted transfer has already ended with its own reply (RFC 959 §4.1.3: 426, then 226). */
export const abor: Handler = ({ session }) => {
  session.closeDataPort();
  return reply(226, 'No transfer is under way');
};
