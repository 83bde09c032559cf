import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { newId, type SessionId, type UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { endAccountLinks } from './account-links.ts';
import { type ClientName, readClientName } from './client-name.ts';
import { demandColumns, lackingFactor, type SignInProof } from './demanded-second-factor.ts';
import { hasOwnFactor, OWN_FACTOR_COLUMNS } from './own-factors.ts';
import type { SignedInUser } from './sign-in-requirements.ts';
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

/** Far more than a person has: sessions last for hours. */
const MAX_LISTED = 200;

interface SessionOptions {
  /** Whether the operator's staff need a second factor. */
  readonly staffSecondFactor?: boolean;
}

/** Where a session is begun. */
export interface SessionOrigin {
  readonly address?: string | undefined;
  /** The User-Agent header. */
  readonly userAgent?: string | undefined;
}

/** A session as its user sees it; instants in Unix ms. */
export interface ListedSession extends ClientName {
  readonly id: SessionId;
  /** Where it was begun. Null: begun by an earlier release. */
  readonly address: string | null;
  readonly begunAt: number;
  /** Up to a minute late. */
  readonly lastSeenAt: number;
}

/** Sessions of the panel. The token is only in the cookie; the database has its SHA-256. */
export class Sessions {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #staffSecondFactor: boolean;

  constructor(db: Database, clock: Clock, { staffSecondFactor = false }: SessionOptions = {}) {
    this.#db = db;
    this.#clock = clock;
    this.#staffSecondFactor = staffSecondFactor;
  }

  /** Begins a session and returns its token. Also deletes all ended sessions. */
  async begin(
    userId: UserId,
    { address, userAgent }: SessionOrigin = {},
    { by, secondFactor }: SignInProof = { by: 'password', secondFactor: false },
  ): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = this.#clock.now();
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', new Date(now)).execute();
    await acceptInvitation(this.#db, userId);
    await this.#db
      .insertInto('sessions')
      .values({
        id: newId<SessionId>(now),
        token_hash: hashOf(token),
        user_id: userId,
        created_at: new Date(now),
        expires_at: new Date(now + IDLE_LIMIT_MS),
        last_seen_at: new Date(now),
        address: address ?? null,
        ...readClientName(userAgent),
        begun_by: by,
        second_factor: secondFactor,
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
      .leftJoin('tenants as company', 'company.id', 'users.tenant_id')
      .where('sessions.token_hash', '=', hashOf(token))
      .where('sessions.expires_at', '>', new Date(now))
      .where('users.disabled_at', 'is', null)
      .where(ofEnabledTenant)
      .select([
        ...USER_COLUMNS,
        'users.password_temporary',
        ...demandColumns({ ofStaff: this.#staffSecondFactor }),
        ...OWN_FACTOR_COLUMNS,
        'sessions.begun_by',
        'sessions.second_factor',
        'sessions.id as session_id',
        'company.allowed_networks',
        'sessions.created_at',
        'sessions.last_seen_at',
        (is) =>
          is
            .exists(
              is
                .selectFrom('tenants')
                .select('tenants.id')
                .whereRef('tenants.id', '=', 'users.tenant_id')
                .where('tenants.suspended_at', 'is not', null),
            )
            .as('suspended'),
      ])
      .executeTakeFirst();
    if (session === undefined) return null;
    const expiresAt = Math.min(now + IDLE_LIMIT_MS, session.created_at.getTime() + ABSOLUTE_LIMIT_MS);
    const seenMs = now - session.last_seen_at.getTime();
    if (seenMs >= EXTEND_EVERY_MS) await this.#extend(token, { now, expiresAt });
    const lacking = lackingFactor({
      demanded: session.factor_demanded,
      hasOwn: hasOwnFactor(session),
      providerAsks: session.provider_asks,
      proof: { by: session.begun_by, secondFactor: session.second_factor },
    });
    return {
      ...userFromRow(session),
      sessionId: session.session_id,
      signedInBy: session.begun_by,
      secondFactorUsed: session.second_factor,
      // The password was printed or sent: somebody else may have seen it.
      requirement: session.password_temporary ? 'change-password' : lacking,
      allowedNetworks: session.allowed_networks ?? [],
      suspended: Boolean(session.suspended),
    };
  }

  async end(token: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('token_hash', '=', hashOf(token)).execute();
  }

  /** A user's sessions that have not ended, the one used last first. */
  async list(userId: UserId): Promise<ListedSession[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .where('user_id', '=', userId)
      .where('expires_at', '>', new Date(this.#clock.now()))
      .select(['id', 'address', 'browser', 'system', 'created_at', 'last_seen_at'])
      .orderBy('last_seen_at', 'desc')
      .orderBy('id')
      .limit(MAX_LISTED)
      .execute();
    return rows.map(({ id, address, browser, system, created_at, last_seen_at }) => ({
      id,
      address,
      browser,
      system,
      begunAt: created_at.getTime(),
      lastSeenAt: last_seen_at.getTime(),
    }));
  }

  async #extend(token: string, { now, expiresAt }: { now: number; expiresAt: number }): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ expires_at: new Date(expiresAt), last_seen_at: new Date(now) })
      .where('token_hash', '=', hashOf(token))
      .execute();
  }
}

/**
 * Ends sessions of a user: all, one, or all but one. Returns how many. Requests and transfers that run by them end in every
 * process: the database notifies it.
 */
export async function endSessions(
  db: Database,
  userId: UserId,
  { only, except }: { readonly only?: SessionId; readonly except?: SessionId } = {},
): Promise<number> {
  let query = db.deleteFrom('sessions').where('user_id', '=', userId);
  if (only !== undefined) query = query.where('id', '=', only);
  if (except !== undefined) query = query.where('id', '<>', except);
  const { numDeletedRows } = await query.executeTakeFirst();
  return Number(numDeletedRows);
}

/** The user has used a second factor of their own in a session. */
export async function markSecondFactor(db: Database, id: SessionId): Promise<void> {
  await db.updateTable('sessions').set({ second_factor: true }).where('id', '=', id).execute();
}

/** Whoever signs in by a company account has accepted the invitation without its link, which then ends. */
async function acceptInvitation(db: Database, id: UserId): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const accepted = await transaction
      .updateTable('users')
      .set({ invited_at: null })
      .where('id', '=', id)
      .where('invited_at', 'is not', null)
      .executeTakeFirst();
    if (accepted.numUpdatedRows > 0n) await endAccountLinks(transaction, id);
  });
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
