import { fail, ok, type Result } from '../../base/result.ts';
import type { FoundFile } from '../recording-tree.ts';
import { findFile, type Handler, signedIn, type SignedInRequest } from './handler.ts';
import { type Reply, reply } from './reply.ts';

/** The one algorithm: its sums are stored with the recordings, so that no file is read for them. */
export const HASH_ALGORITHM = 'SHA-256';

/** HASH (draft-bryan-ftpext-hash §3): of a complete file, `213 SHA-256 0-300000 6b86…4b /2026/03/10/name.mp3`. */
export const hash: Handler = signedIn(async (request) => {
  const found = await hashedFile(request);
  if (!found.ok) return found.reason;
  const { entry, sha256 } = found.value;
  return reply(213, `${HASH_ALGORITHM} 0-${entry.sizeBytes} ${sha256} ${request.argument}`);
});

/** XSHA256, an older form of the same: what WinSCP and backup programs send where HASH is unknown to them. */
export const xsha256: Handler = signedIn(async (request) => {
  const found = await hashedFile(request);
  return found.ok ? reply(250, String(found.value.sha256)) : found.reason;
});

async function hashedFile(request: SignedInRequest): Promise<Result<FoundFile, Reply>> {
  if (request.argument === '') return fail(reply(501, 'A name is missing'));
  const found = await findFile(request, request.argument);
  if (!found.ok) return found;
  return found.value.sha256 === null ? fail(reply(550, 'The hash of this file is not known')) : ok(found.value);
}

/** `OPTS HASH` names the algorithm in use, `OPTS HASH SHA-256` chooses it. */
export function chooseAlgorithm(name: string): Reply {
  const chosen = name.trim().toUpperCase();
  if (chosen === '' || chosen === HASH_ALGORITHM) return reply(200, HASH_ALGORITHM);
  return reply(504, `Only ${HASH_ALGORITHM}`);
}
