import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Author } from '../notes/index.ts';
import { scopeOf, signedIn } from './access.ts';

export const CallParams = z.strictObject({ id: z.uuid() });

/** Who writes about calls. */
export function authorOf(request: FastifyRequest): Author {
  const { id, login, role } = signedIn(request);
  return { userId: id, login, isAdmin: role === 'admin', scope: scopeOf(request), address: request.ip };
}
