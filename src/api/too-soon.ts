import type { FastifyReply } from 'fastify';
import { AppError } from '../base/errors.ts';

/** Sends away who has failed too often and must still wait, ms, before the next attempt is looked at. */
export function refuseTooSoon(waitMs: number, reply: FastifyReply): void {
  if (waitMs === 0) return;
  reply.header('retry-after', Math.ceil(waitMs / 1000));
  throw new AppError('sign-in-throttled');
}
