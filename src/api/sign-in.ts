import type { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Credentials, type User, userOfLogin, verifyPassword } from '../tenants/index.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export interface SignInOptions {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly throttle: SignInThrottle;
}

/** Looks at a login and password, one attempt after the other, and slower with each that fails. */
export class SignIn {
  readonly #db: Database;
  readonly #audit: AuditLog;
  readonly #throttle: SignInThrottle;
  /** Attempts whose password is being looked at: many at once would all go before the first has failed. */
  readonly #underWay = new Set<string>();

  constructor({ db, audit, throttle }: SignInOptions) {
    this.#db = db;
    this.#audit = audit;
    this.#throttle = throttle;
  }

  /** How long this login must still wait at this address, ms; 0: it may try. */
  waitMs(login: string, address: string): number {
    const busy = this.#underWay.has(attempt(login, address)) ? BUSY_WAIT_MS : 0;
    return Math.max(busy, this.#throttle.waitMs(login, address));
  }

  /** Whose credentials these are. Throws `sign-in-failed` without a hint what is wrong. */
  async verify(credentials: Credentials, address: string): Promise<User> {
    const key = attempt(credentials.login, address);
    this.#underWay.add(key);
    try {
      const user = await verifyPassword(this.#db, credentials.login, credentials.password);
      if (user === null) return await this.#fail(credentials.login, address);
      this.#throttle.succeeded(credentials.login, address);
      return user;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /**
   * It is in the log of the tenant whose user it was tried for. Of nobody's login the operator's log holds only that it
   * was tried: now and then what is typed there is a password.
   */
  async #fail(login: string, address: string): Promise<never> {
    this.#throttle.failed(login, address);
    const { tenantId, id } = (await userOfLogin(this.#db, login)) ?? { tenantId: null, id: 'unknown' };
    await this.#audit.record({ tenantId, actor: id, action: 'sign-in-failed', subject: null, address });
    throw new AppError('sign-in-failed');
  }
}

/** About what looking at a password takes. */
const BUSY_WAIT_MS = 1000;

function attempt(login: string, address: string): string {
  return `${address} ${login.trim().toLowerCase()}`;
}
