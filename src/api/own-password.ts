import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isPasswordOf, type SignedInUser } from '../tenants/index.ts';
import { needsNoPassword } from './access.ts';
import { refuseWhileThrottled, SignInThrottle } from './sign-in-throttle.ts';

interface Http {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Asks for the password again before a change of one's own account: an open panel is not enough. */
export class OwnPassword {
  readonly #db: Database;
  readonly #throttle: SignInThrottle;

  constructor(db: Database) {
    this.#db = db;
    this.#throttle = new SignInThrottle({ name: 'panel', db });
  }

  /** Throws `password-wrong`, `sign-in-throttled`. */
  async require(user: SignedInUser, password: string | undefined, http: Http): Promise<void> {
    if (password === undefined && needsNoPassword(user)) return;
    await this.counted(user, http, async () => {
      if (!(await isPasswordOf(this.#db, user.id, password ?? ''))) throw new AppError('password-wrong');
    });
  }

  /** A check counts as an attempt to sign in: whoever finds an open panel must not guess here instead. */
  async counted<T>({ login }: SignedInUser, { request, reply }: Http, check: () => Promise<T>): Promise<T> {
    const { waitMs } = await this.#throttle.begin(login, request.ip);
    refuseWhileThrottled(waitMs, reply);
    const result = await check();
    await this.#throttle.succeeded(login, request.ip);
    return result;
  }
}
