import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import { requirementOf, type SignedInUser } from './sign-in-requirements.ts';
import { ofEnabledTenant, USER_COLUMNS, userFromRow } from './users.ts';

/** A session that was not used for this long has ended. */
const IDLE_LIMIT_MS = 60 * 60 * 1000;
/** A session ends after this long, used or not. */
const ABSOLUTE_LIMIT_MS = 12 * 60 * 60 * 1000;
/** A session is extended at most this often, so that not every request is a write. */
const EXTEND_EVERY_MS = 60 * 1000;
/** 256 bits: cannot be guessed. */
const TOKEN_BYTES = 32;
const TOKEN_CHARS = Math.ceil((TOKEN_BYTES * 4) / 3);

/** Sessions of the panel. The token is only in the cookie; the database has its SHA-256. */
export class Sessions {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Begins a session and returns its token. Also deletes all ended sessions. */
  async begin(userId: UserId): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = this.#clock.now();
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', new Date(now)).execute();
    await this.#db
      .insertInto('sessions')
      .values({
        token_hash: hashOf(token),
        user_id: userId,
        created_at: new Date(now),
        expires_at: new Date(now + IDLE_LIMIT_MS),
      })
      .execute();
    return token;
  }

  /** The user of a session that has not ended, read from the database; null for any other text. */
  async user(token: string): Promise<SignedInUser | null> {
    if (token.length !== TOKEN_CHARS) return null;
    const now = this.#clock.now();
    const session = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .where('sessions.token_hash', '=', hashOf(token))
      .where('sessions.expires_at', '>', new Date(now))
      .where('users.disabled_at', 'is', null)
      .where(ofEnabledTenant)
      .select([...USER_COLUMNS, 'users.password_temporary', 'sessions.created_at', 'sessions.expires_at'])
      .executeTakeFirst();
    if (session === undefined) return null;
    const expiresAt = Math.min(now + IDLE_LIMIT_MS, session.created_at.getTime() + ABSOLUTE_LIMIT_MS);
    if (expiresAt - session.expires_at.getTime() >= EXTEND_EVERY_MS) await this.#extend(token, expiresAt);
    return { ...userFromRow(session), requirement: requirementOf({ passwordTemporary: session.password_temporary }) };
  }

  async end(token: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('token_hash', '=', hashOf(token)).execute();
  }

  async #extend(token: string, expiresAt: number): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ expires_at: new Date(expiresAt) })
      .where('token_hash', '=', hashOf(token))
      .execute();
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
