import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type DirectorySource, sourceWithKey } from '../tenants/index.ts';
import { refuseTooSoon } from './too-soon.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on the routes of PBXs; null on all others. */
    source: DirectorySource | null;
  }
}

/** RFC 6750 §2.1; the scheme's name in any case (RFC 9110 §11.1). */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;
/** Of a key that is tried again and again, so much tells it from others; the key itself is not kept. */
const KEY_PREFIX_CHARS = 4;

/** Which PBX sends a request, by the key in its Authorization header; slower with each wrong one. */
export class SourceKeys {
  readonly #db: Database;
  readonly #throttle: SignInThrottle;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#throttle = new SignInThrottle(clock);
  }

  /** Throws `api-key-invalid`, or `sign-in-throttled` with the time to wait. */
  async sourceOf({ headers, ip }: FastifyRequest, reply: FastifyReply): Promise<DirectorySource> {
    const key = BEARER.exec(headers.authorization ?? '')?.[1];
    if (key === undefined) throw new AppError('api-key-invalid');
    const attempt = key.slice(0, KEY_PREFIX_CHARS);
    refuseTooSoon(this.#throttle.waitMs(attempt, ip), reply);
    const source = await sourceWithKey(this.#db, key);
    if (source === null) {
      this.#throttle.failed(attempt, ip);
      throw new AppError('api-key-invalid');
    }
    return source;
  }
}

/** The PBX that makes the request; on a route that only PBXs reach. */
export function sourceOf(request: FastifyRequest): DirectorySource {
  if (request.source === null) throw new AppError('api-key-invalid');
  return request.source;
}
