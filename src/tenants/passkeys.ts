import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { isIP } from 'node:net';
import { AppError } from '../base/errors.ts';
import { newId, type PasskeyId, type UserId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { forgetUnusedRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts';
import { beginChallenge, CHALLENGE_LIFE_MS, takeChallenge } from './sign-in-challenges.ts';
import { ofEnabledTenant, USER_COLUMNS, type User, userFromRow } from './users.ts';

/** More than a person has devices. */
const MAX_PASSKEYS = 20;
/** EdDSA, ES256, RS256 (RFC 9053, RFC 8812): what devices have. */
const ALGORITHMS = [-8, -7, -257];

/** Loaded only when used: it has 200 files. */
const webauthn = () => import('@simplewebauthn/server');

/** Where passkeys are valid: the panel's address (WebAuthn §5.1.2, "relying party"). */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** A passkey as its owner sees it. */
export interface ListedPasskey {
  readonly id: PasskeyId;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/**
 * The relying party of the panel's address; null: browsers allow no passkeys there (WebAuthn §4, "effective domain": not an IP
 * address, and a secure context).
 */
export function relyingPartyOf(panelUrl: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(panelUrl);
  const isSecure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  if (!isSecure || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
  return { id: hostname, origin };
}

export async function listPasskeys(db: Database, userId: UserId): Promise<ListedPasskey[]> {
  const rows = await db
    .selectFrom('user_passkeys')
    .where('user_id', '=', userId)
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .orderBy('created_at')
    .execute();
  return rows.map(({ id, name, created_at, last_used_at }) => ({
    id,
    name,
    createdAt: created_at.getTime(),
    lastUsedAt: last_used_at?.getTime() ?? null,
  }));
}

/** What the browser needs to make a passkey. It stays on the device, which verifies the person. Throws `passkeys-full`. */
export async function beginPasskey(
  db: Database,
  party: RelyingParty,
  {
    user,
    productName,
    address,
    now,
  }: {
    readonly user: Pick<User, 'id' | 'login'>;
    readonly productName: string;
    readonly address: string;
    readonly now: number;
  },
) {
  const known = await db
    .selectFrom('user_passkeys')
    .where('user_id', '=', user.id)
    .select('credential_id as id')
    .execute();
  if (known.length >= MAX_PASSKEYS) throw new AppError('passkeys-full');
  const token = await beginChallenge(db, { kind: ADD, data: { userId: user.id }, address, now });
  return (await webauthn()).generateRegistrationOptions({
    rpName: productName,
    rpID: party.id,
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.login,
    challenge: new Uint8Array(Buffer.from(token, 'base64url')),
    timeout: CHALLENGE_LIFE_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** Stores the passkey that the browser has made. Returns recovery codes if it is the user's first second factor. Throws `passkey-refused`. */
export async function addPasskey(
  db: Database,
  party: RelyingParty,
  {
    userId,
    name,
    response,
    now,
  }: {
    readonly userId: UserId;
    readonly name: string;
    readonly response: RegistrationResponseJSON;
    readonly now: number;
  },
): Promise<{ readonly id: PasskeyId; readonly recoveryCodes: readonly string[] | null }> {
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await refusedIfInvalid(
    verifyRegistrationResponse({
      response,
      expectedChallenge: async (token) =>
        (await takeChallenge<Adding>(db, { kind: ADD, token, now }))?.userId === userId,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
  if (!verified.verified) throw new AppError('passkey-refused');
  const { credential } = verified.registrationInfo;
  const id = newId<PasskeyId>(now);
  return inTransaction(db, async (transaction) => {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('user_passkeys')
      .values({
        id,
        user_id: userId,
        credential_id: credential.id,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: [...(credential.transports ?? [])],
        name,
        created_at: new Date(now),
        last_used_at: null,
      })
      .onConflict((known) => known.column('credential_id').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) throw new AppError('passkey-refused');
    return { id, recoveryCodes: await makeRecoveryCodes(transaction, userId, { replace: false }) };
  });
}

/** Removes a passkey of the user, or all. Returns how many there were. */
export function removePasskeys(db: Database, userId: UserId, only?: PasskeyId): Promise<number> {
  return inTransaction(db, async (transaction) => {
    let query = transaction.deleteFrom('user_passkeys').where('user_id', '=', userId);
    if (only !== undefined) query = query.where('id', '=', only);
    const { numDeletedRows } = await query.executeTakeFirst();
    await forgetUnusedRecoveryCodes(transaction, userId);
    return Number(numDeletedRows);
  });
}

/** What the browser needs to ask for any passkey of this panel: whose it is is known only afterwards. */
export async function beginPasskeySignIn(
  db: Database,
  party: RelyingParty,
  { address, now }: { readonly address: string; readonly now: number },
) {
  const token = await beginChallenge(db, { kind: SIGN_IN, data: {}, address, now });
  return (await webauthn()).generateAuthenticationOptions({
    rpID: party.id,
    challenge: new Uint8Array(Buffer.from(token, 'base64url')),
    timeout: CHALLENGE_LIFE_MS,
    userVerification: 'required',
  });
}

/** Whose passkey was refused, as far as it is known: for the audit log. */
export class PasskeyRefused extends AppError {
  readonly owner: Pick<User, 'id' | 'tenantId'> | null;
  /** The signature is right, but an older counter came with it. */
  readonly counterRegressed: boolean;

  constructor(owner: Pick<User, 'id' | 'tenantId'> | null, { counterRegressed = false } = {}) {
    super('passkey-refused');
    this.owner = owner;
    this.counterRegressed = counterRegressed;
  }
}

/** The enabled user whose device has answered, and has verified the person. Throws `PasskeyRefused`. */
export async function userOfPasskey(
  db: Database,
  party: RelyingParty,
  { response, now }: { readonly response: AuthenticationResponseJSON; readonly now: number },
): Promise<User> {
  const row = await db
    .selectFrom('user_passkeys')
    .innerJoin('users', 'users.id', 'user_passkeys.user_id')
    .where('credential_id', '=', response.id)
    .where('users.disabled_at', 'is', null)
    .where(ofEnabledTenant)
    .select([...USER_COLUMNS, 'user_passkeys.id as passkeyId', 'public_key', 'counter', 'transports'])
    .executeTakeFirst();
  if (row === undefined) throw new PasskeyRefused(null);
  const user = userFromRow(row);
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: async (token) => (await takeChallenge(db, { kind: SIGN_IN, token, now })) !== null,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    // The counter is compared below, once the signature is known to be right.
    credential: { id: response.id, publicKey: new Uint8Array(row.public_key), counter: 0 },
  }).catch(() => null);
  // §7.2 step 6: "verify that the user handle identifies the owner".
  const handle = Buffer.from(response.response.userHandle ?? '', 'base64url').toString();
  if (verified?.verified !== true || handle !== user.id) throw new PasskeyRefused(user);
  await advanceCounter(db, row.passkeyId, { counter: verified.authenticationInfo.newCounter, now, owner: user });
  return user;
}

/**
 * §7.2 step 22: a counter that is not greater than the stored one "is a signal that the authenticator may be cloned". Such an
 * answer is refused. Authenticators without a counter always send 0.
 */
async function advanceCounter(
  db: Database,
  id: PasskeyId,
  { counter, now, owner }: { readonly counter: number; readonly now: number; readonly owner: User },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('user_passkeys')
    .set({ counter, last_used_at: new Date(now) })
    .where('id', '=', id)
    .where((is) => is('counter', '<', counter).or(is('counter', '=', 0).and(is.val(counter), '=', 0)))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new PasskeyRefused(owner, { counterRegressed: true });
}

const ADD = 'passkey-add';
const SIGN_IN = 'passkey-sign-in';

interface Adding {
  readonly userId: UserId;
}

async function refusedIfInvalid<T>(verification: Promise<T>): Promise<T> {
  try {
    return await verification;
  } catch (cause) {
    throw new AppError('passkey-refused', undefined, { cause });
  }
}
